use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct All {
    text: String,
    letter: char,
    yes: bool,
    small: i8,
    negative: i64,
    large: u64,
    fraction: f64,
    none: Option<u32>,
    some: Option<u32>,
    nothing: (),
    pair: (u8, String),
    wrapped: Wrapped,
    list: Vec<Kind>,
    map: BTreeMap<String, Vec<u16>>,
    anything: Value,
    #[serde(default)]
    absent: u8,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(String);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    Unit,
    New(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

fn sample() -> All {
    All {
        text: "tëxt".to_owned(),
        letter: 'ß',
        yes: true,
        small: -1,
        negative: i64::MIN,
        large: u64::MAX,
        fraction: -0.25,
        none: None,
        some: Some(7),
        nothing: (),
        pair: (1, "b".to_owned()),
        wrapped: Wrapped("w".to_owned()),
        list: vec![
            Kind::Unit,
            Kind::New(1),
            Kind::Tuple(2, 3),
            Kind::Struct { a: 4 },
        ],
        map: BTreeMap::from([("k".to_owned(), vec![1, 2])]),
        anything: json!({"a": [1, null, {"b": "c"}]}),
        absent: 0,
    }
}

#[test]
fn what_was_written_is_read() {
    let tree = serde_json::to_value(sample()).unwrap();
    assert_eq!(from_tree::<All>(tree), Ok(sample()));
}

#[test]
fn unknown_members_are_passed_over_and_wrong_ones_refused() {
    for (change, fine) in [
        (json!({"unknown": {"deep": [1]}}), true),
        (json!({"absent": 3}), true),
        (json!({"text": 7}), false),
        (json!({"small": 200}), false),
        (json!({"pair": [1]}), false),
        (json!({"list": {}}), false),
        (json!({"list": ["Nothing"]}), false),
        (json!({"list": [{}]}), false),
        (json!({"map": []}), false),
        (json!({"yes": null}), false),
    ] {
        let mut tree = serde_json::to_value(sample()).unwrap();
        let members = tree.as_object_mut().unwrap();
        members.extend(change.as_object().unwrap().clone());
        assert_eq!(from_tree::<All>(tree).is_ok(), fine, "{change}");
    }
    let mut tree = serde_json::to_value(sample()).unwrap();
    tree.as_object_mut().unwrap().remove("large");
    assert_eq!(from_tree::<All>(tree), Err(Misshapen));
}
