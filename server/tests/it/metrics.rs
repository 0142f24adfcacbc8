//! `/metrics`: who reads it, what is in it, and that it is documented.

use std::collections::{BTreeMap, BTreeSet};

use model::access::Role;
use model::live::{LogScope, Topic, TopicEvent};
use model::place::Place;
use reqwest::Method;

use crate::harness::{Browser, Running, Socket, Wish};

const DOCS: &str = include_str!("../../../docs/metrics.md");

/// A metric: its type and the names of its labels.
type Kind = (String, BTreeSet<String>);

#[tokio::test]
async fn only_admins_of_all_targets_read_it() {
    let console = Running::start(Wish {
        users: vec![
            ("ada", vec![("*", Role::Admin)]),
            ("bob", vec![("*", Role::Operator), ("demo", Role::Admin)]),
            ("eve", vec![("demo", Role::Admin)]),
            ("tom", vec![]),
        ],
        ..Wish::default()
    })
    .await;
    for (user, status) in [("ada", 200), ("bob", 403), ("eve", 403), ("tom", 403)] {
        let answer = console.signed_in(user).await.get("/metrics").await;
        assert_eq!(answer.status, status, "{user}: {answer:?}");
        let told = answer.body.contains("ecscope_sockets_open");
        assert_eq!(told, status == 200, "{user}: {answer:?}");
    }
    let mut nobody = console.browser();
    assert_eq!(nobody.get("/metrics").await.status, 401);
    let mut ada = console.signed_in("ada").await;
    for (headers, status) in [
        ([("host", "evil.example")], 421),
        ([("origin", "http://evil.example")], 403),
    ] {
        let answer = ada.with(Method::GET, "/metrics", &headers).await;
        assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
    }
    let posted = ada.post_form("/metrics", &[]).await;
    assert_eq!(posted.status, 405, "{posted:?}");
    let answer = ada.get("/metrics").await;
    let format = Some("text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(answer.header("content-type"), format);
}

#[tokio::test]
async fn its_own_listener_has_nothing_else() {
    let console = Running::start(Wish {
        metrics: true,
        ..Wish::default()
    })
    .await;
    let mut collector = Browser::new(console.metrics_url.as_ref().unwrap(), "none");
    let answer = collector.get("/metrics").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    for path in [
        "/",
        "/healthz",
        "/sign-in",
        "/api/console",
        "/live",
        "/metrics/",
    ] {
        assert_eq!(collector.get(path).await.status, 404, "{path}");
    }
    assert_eq!(collector.post_form("/metrics", &[]).await.status, 405);
}

#[tokio::test]
async fn without_a_listener_of_its_own_there_is_none() {
    assert!(Running::start(Wish::default()).await.metrics_url.is_none());
}

/// A console on which everything has happened that is counted, and its metrics.
async fn busy() -> (Running, Socket, String) {
    let console = Running::start(Wish {
        metrics: true,
        ..Wish::default()
    })
    .await;
    let mut socket = Socket::open(&console.signed_in("ada").await).await;
    socket.hello().await;
    let place = Place {
        target: "demo".to_owned(),
        region: "us-east-1".to_owned(),
    };
    let cluster = place.cluster("todo");
    let scope = LogScope::Service("todo-app".to_owned());
    let topics = [
        Topic::Clusters(place.clone()),
        Topic::Cluster(cluster.clone()),
        Topic::Service(cluster.service("todo-app")),
        Topic::Logs { cluster, scope },
        Topic::Budget(place),
    ];
    for (id, topic) in (1..).zip(topics) {
        socket.subscribe(id, topic).await;
        let begun = async {
            while !matches!(socket.event(id).await.unwrap(), TopicEvent::Snapshot { .. }) {}
        };
        begun.await;
    }
    // The budget changes while the others are looked at.
    while !matches!(socket.event(5).await.unwrap(), TopicEvent::Patch { .. }) {}
    let mut collector = Browser::new(console.metrics_url.as_ref().unwrap(), "none");
    let text = collector.get("/metrics").await.body;
    (console, socket, text)
}

/// The value of a sample; its name with labels as they are written.
fn value(text: &str, sample: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(sample));
    let rest = line.unwrap_or_else(|| panic!("no {sample} in {text}"));
    rest.trim().parse().unwrap()
}

#[tokio::test]
async fn what_happened_is_counted() {
    let (_console, _socket, text) = busy().await;
    let at = "target=\"demo\",region=\"us-east-1\"";
    for (sample, at_least) in [
        (
            format!("ecscope_aws_calls_total{{{at},class=\"service_read\",outcome=\"ok\"}}"),
            2.0,
        ),
        (
            format!("ecscope_aws_call_duration_seconds_count{{{at},class=\"service_read\"}}"),
            2.0,
        ),
        (
            format!("ecscope_target_account{{{at},account=\"123456789012\"}}"),
            1.0,
        ),
        (
            format!("ecscope_budget_published_per_minute{{{at},class=\"service_read\"}}"),
            1200.0,
        ),
        (
            format!("ecscope_budget_available{{{at},class=\"service_read\"}}"),
            1.0,
        ),
        (format!("ecscope_watchers{{kind=\"cluster\",{at}}}"), 1.0),
        (format!("ecscope_watchers{{kind=\"logs\",{at}}}"), 1.0),
        ("ecscope_viewers{topic=\"service\"}".to_owned(), 1.0),
        ("ecscope_sockets_open".to_owned(), 1.0),
        (
            "ecscope_snapshots_sent_total{topic=\"cluster\"}".to_owned(),
            1.0,
        ),
        (
            "ecscope_patch_bytes_count{topic=\"budget\"}".to_owned(),
            1.0,
        ),
        (
            "ecscope_delivery_lag_seconds_count{topic=\"budget\"}".to_owned(),
            1.0,
        ),
    ] {
        assert!(value(&text, &sample) >= at_least, "{sample}: {text}");
    }
    for (sample, exactly) in [
        (
            format!("ecscope_watchers_failing{{kind=\"cluster\",{at}}}"),
            0.0,
        ),
        (
            format!("ecscope_budget_throttled_total{{{at},class=\"service_read\"}}"),
            0.0,
        ),
        (
            "ecscope_readers_fell_behind_total{topic=\"cluster\"}".to_owned(),
            0.0,
        ),
    ] {
        assert!(
            (value(&text, &sample) - exactly).abs() < 1e-9,
            "{sample}: {text}"
        );
    }
    // What people name is in no label.
    for name in ["todo", "web-gateway", "ada"] {
        assert!(!text.contains(name), "{name}: {text}");
    }
}

/// What the table in the documentation says.
fn documented() -> BTreeMap<String, Kind> {
    let quoted = |cell: &str| {
        let words = cell.split('`').skip(1).step_by(2);
        words.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    DOCS.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let name = cells[1].trim_matches('`').to_owned();
            (name, (cells[2].to_owned(), quoted(cells[3])))
        })
        .collect()
}

/// What is served.
fn served(text: &str) -> BTreeMap<String, Kind> {
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            kinds.insert(name.to_owned(), (kind.to_owned(), BTreeSet::new()));
        } else if !line.starts_with('#') {
            let (sample, _) = line.rsplit_once(' ').unwrap();
            let (name, labels) = sample.split_once('{').unwrap_or((sample, ""));
            let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| {
                name.strip_suffix(end)
                    .filter(|base| kinds.contains_key(*base))
            });
            let (_, known) = kinds.get_mut(base.unwrap_or(name)).unwrap();
            let names = labels.split(',').filter_map(|label| label.split_once('='));
            known.extend(
                names
                    .map(|(name, _)| name.to_owned())
                    .filter(|name| name != "le"),
            );
        }
    }
    kinds
}

#[tokio::test]
async fn every_metric_is_documented_and_every_documented_one_is_there() {
    let (_console, _socket, text) = busy().await;
    assert_eq!(served(&text), documented());
}
