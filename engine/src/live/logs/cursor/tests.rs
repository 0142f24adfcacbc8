use model::Timestamp;
use model::log::LogSource;

use super::{Cursor, Source};

fn source(stream: &str, created: i64, stopped: Option<i64>) -> Source {
    Source {
        log: LogSource {
            task: stream.to_owned(),
            container: "app".to_owned(),
            revision: None,
            stopped: stopped.is_some(),
            unreadable: None,
        },
        destination: None,
        stream: stream.to_owned(),
        created_at: Some(Timestamp(created)),
        stopped_at: stopped.map(Timestamp),
    }
}

#[test]
fn known_streams_are_read_over_the_overlap_and_new_ones_from_their_beginning() {
    let old = source("old", 0, None);
    let new = source("new", 60_000, None);
    let mut cursor = Cursor::default();
    assert!(cursor.is_new());
    cursor.took(&[&old], Timestamp(100_000));
    let reads = cursor.reads(&[&old, &new], Timestamp(102_000));
    assert_eq!(
        reads,
        [
            (Timestamp(60_000), vec!["new".to_owned()]),
            (Timestamp(90_000), vec!["old".to_owned()]),
        ]
    );
}

#[test]
fn streams_of_tasks_long_stopped_are_read_once() {
    let stopped = source("s", 0, Some(10_000));
    let mut cursor = Cursor::default();
    let other = source("o", 0, None);
    cursor.took(&[&other], Timestamp(200_000));
    let streams = |cursor: &Cursor| -> usize {
        cursor
            .reads(&[&stopped], Timestamp(201_000))
            .iter()
            .map(|(_, s)| s.len())
            .sum()
    };
    assert_eq!(streams(&cursor), 1);
    cursor.took(&[&stopped], Timestamp(201_000));
    assert_eq!(streams(&cursor), 0);
}

#[test]
fn an_event_is_unseen_once() {
    let mut cursor = Cursor::default();
    assert!(cursor.is_unseen("a", Timestamp(100_000)));
    assert!(!cursor.is_unseen("a", Timestamp(100_000)));
    cursor.took(&[], Timestamp(110_000));
    assert!(
        !cursor.is_unseen("a", Timestamp(100_000)),
        "still within the overlap"
    );
    cursor.took(&[], Timestamp(200_000));
    assert_eq!(cursor.seen.len(), 0, "nothing grows without bound");
}
