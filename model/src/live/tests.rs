use super::*;
use crate::cluster::Cluster;
use crate::log::LogLine;
use crate::service::tests::service;
use crate::service::{Service, ServiceEvent};
use crate::task::tests::task;

fn named(name: &str, desired: i32) -> Service {
    Service {
        arn: format!("arn:{name}"),
        name: name.to_owned(),
        ..service(desired, desired, 0)
    }
}

fn view(services: Vec<Service>, tasks: &[(&str, &str)]) -> ServiceView {
    let event = |service: &Service| ServiceEvent {
        id: service.name.clone(),
        at: Timestamp(i64::from(service.desired)),
        message: service.name.clone(),
    };
    ServiceView {
        events: services.iter().map(event).collect(),
        service: services
            .into_iter()
            .next()
            .unwrap_or_else(|| named("none", 0)),
        tasks: tasks.iter().map(|(id, status)| task(id, status)).collect(),
        deployments: Offered::Loading,
        revisions: Vec::new(),
    }
    .sorted()
}

#[test]
fn a_patched_view_equals_the_newest() {
    let states = [
        view(vec![named("a", 1)], &[("1", "RUNNING"), ("2", "RUNNING")]),
        view(
            vec![named("a", 1), named("b", 5)],
            &[("2", "STOPPED"), ("3", "PENDING"), ("1", "RUNNING")],
        ),
        view(vec![named("a", 2)], &[]),
        view(vec![named("a", 2)], &[("9", "RUNNING")]),
    ];
    let mut page = states[0].clone();
    for window in states.windows(2) {
        let Some(patch) = window[1].diff(&window[0]) else {
            continue;
        };
        // What travels is JSON: the way there and back must not lose anything.
        let text = serde_json::to_string(&ServiceView::patch_into_any(patch));
        let back = text.and_then(|text| serde_json::from_str(&text));
        let Ok(patch) = back.map(ServiceView::patch_from_any) else {
            panic!("a patch does not survive JSON")
        };
        page.apply(patch.unwrap_or_else(|| panic!("another kind of patch")));
        assert_eq!(page, window[1]);
    }
    assert!(states[3].diff(&states[3]).is_none());
}

#[test]
fn a_view_in_pieces_becomes_whole() {
    let summary = |number: usize| TaskSummary::from(&task(&format!("{number:03}"), "RUNNING"));
    let whole = ClusterView {
        cluster: Cluster {
            arn: "arn:todo".to_owned(),
            name: "todo".to_owned(),
            status: "ACTIVE".into(),
            active_services: 40,
            running_tasks: 31,
            pending_tasks: 0,
            container_instances: 0,
            capacity_providers: Vec::new(),
            service_connect_namespace: None,
            container_insights: None,
            tags: Vec::new(),
        },
        services: (0..25).map(|n| named(&format!("s{n:02}"), 1)).collect(),
        listed: (25..40)
            .map(|n| ListedService {
                arn: format!("arn:s{n}"),
            })
            .collect(),
        tasks: (0..31).map(summary).collect(),
        loading: None,
    }
    .sorted();
    for items in [1, 10, 31, 1_000] {
        let (mut page, parts) = whole.clone().split(items);
        for part in parts {
            let size = part.services.upserted.len() + part.tasks.upserted.len();
            assert!(size <= items, "{size} of {items}");
            page.apply(part);
        }
        assert_eq!(page, whole, "{items}");
    }
}

#[test]
fn items_that_follow_are_appended_and_others_sorted_in() {
    let names = |names: &[&str]| -> Vec<Service> { names.iter().map(|n| named(n, 1)).collect() };
    for (items, upserted, expected) in [
        (vec!["a", "b"], vec!["c", "d"], vec!["a", "b", "c", "d"]),
        (vec![], vec!["a", "b"], vec!["a", "b"]),
        (vec!["a", "c"], vec!["d", "b"], vec!["a", "b", "c", "d"]),
        (vec!["a", "c"], vec!["c", "d"], vec!["a", "c", "d"]),
        (vec![], vec!["b", "a"], vec!["a", "b"]),
    ] {
        let mut items = names(&items);
        let patch = KeyedPatch {
            upserted: names(&upserted),
            removed: Vec::new(),
        };
        keyed::apply(&mut items, patch);
        assert_eq!(items, names(&expected));
    }
}

#[test]
fn a_changed_task_sends_that_task_only() {
    let old = view(vec![named("a", 1)], &[("1", "RUNNING"), ("2", "RUNNING")]);
    let new = view(vec![named("a", 1)], &[("1", "RUNNING"), ("2", "STOPPED")]);
    let patch = new.diff(&old);
    let told = patch.map(|p| {
        (
            p.service.is_none(),
            p.tasks.upserted.len(),
            p.events.is_empty(),
        )
    });
    assert_eq!(told, Some((true, 1, true)));
}

#[test]
fn log_lines_are_appended_and_bounded() {
    let line = |number: u64| crate::log::LogLine {
        number,
        at: Timestamp(0),
        source: "t/c".to_owned(),
        message: "x".to_owned(),
        late: false,
    };
    let lines = |range: std::ops::RangeInclusive<u64>| LogsView {
        sources: Vec::new(),
        lines: range.map(line).collect(),
    };
    let (old, new) = (lines(1..=5), lines(3..=8));
    let mut page = old.clone();
    let patch = new.diff(&old);
    assert_eq!(patch.as_ref().map(|patch| patch.lines.len()), Some(3));
    page.apply(patch.unwrap_or_else(|| panic!("a patch")));
    assert_eq!(page, lines(1..=8));
    let many = lines(1..=LogsView::MAX_LINES as u64 + 8);
    if let Some(patch) = many.diff(&page) {
        page.apply(patch);
    }
    assert_eq!(page.lines.len(), LogsView::MAX_LINES);
}

#[test]
fn messages_have_stable_names() {
    let place = crate::place::Place {
        target: "demo".to_owned(),
        region: "us-east-1".to_owned(),
    };
    let topic = Topic::Logs {
        cluster: place.cluster("todo"),
        scope: LogScope::Service("admin".to_owned()),
    };
    let message = ClientMessage::Subscribe {
        id: 3,
        topic,
        from: None,
    };
    let text = serde_json::to_string(&message).unwrap_or_default();
    assert_eq!(
        text,
        r#"{"subscribe":{"id":3,"topic":{"logs":{"target":"demo","region":"us-east-1","cluster":"todo","scope":{"service":"admin"}}}}}"#
    );
    assert_eq!(
        serde_json::from_str::<ClientMessage>(&text).ok(),
        Some(message)
    );
}

#[test]
fn the_last_lines_of_a_view_are_those_of_a_container_or_of_all() {
    for (container, expected) in [
        (Some("app"), vec![22, 24, 26, 28]),
        (Some("pp"), vec![]),
        (None, vec![26, 27, 28, 29]),
    ] {
        let mut view = LogsView {
            sources: Vec::new(),
            lines: (0..30)
                .map(|number| LogLine {
                    number,
                    at: Timestamp(0),
                    source: if number % 2 == 0 { "t/app" } else { "t/proxy" }.to_owned(),
                    message: String::new(),
                    late: false,
                })
                .collect(),
        };
        view.keep_last(4, container);
        let numbers: Vec<u64> = view.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, expected, "{container:?}");
    }
}
