use model::Timestamp;
use model::attention::Severity;
use model::cluster::{Cluster, ClusterStatus};
use model::live::{ClusterView, ListedService, TaskSummary, View};
use model::service::Service;
use model::task::TaskPhase;

use super::Store;

const NOW: Timestamp = Timestamp(100_000_000);

fn arn(name: &str) -> String {
    format!("arn:aws:ecs:us-east-1:1:service/c/{name}")
}

fn service(name: &str, running: i32) -> Service {
    serde_json::from_value(serde_json::json!({
        "arn": arn(name), "name": name, "status": "ACTIVE", "desired": 2, "running": running,
        "pending": 0, "task_definition": "arn:x:task-definition/x:1", "capacity": [],
        "controller": "ECS", "strategy": "ROLLING", "scheduling": "REPLICA",
        "deployments": [], "exec_enabled": false, "load_balancers": [], "tags": [],
    }))
    .unwrap()
}

fn task(id: &str, service: Option<&str>, phase: TaskPhase) -> TaskSummary {
    TaskSummary {
        id: id.to_owned(),
        service: service.map(str::to_owned),
        task_definition: "arn:x:task-definition/x:1".to_owned(),
        started_by: None,
        phase,
        status: "RUNNING".to_owned(),
        created_at: Some(Timestamp(1)),
        stopped_at: (phase == TaskPhase::Failed).then_some(NOW),
        cause: None,
    }
}

fn view(services: &[Service], listed: &[&str], tasks: Vec<TaskSummary>) -> ClusterView {
    ClusterView {
        cluster: Cluster {
            arn: "c".to_owned(),
            name: "c".to_owned(),
            status: ClusterStatus::Active,
            active_services: 0,
            running_tasks: 0,
            pending_tasks: 0,
            container_instances: 0,
            capacity_providers: Vec::new(),
            service_connect_namespace: None,
            container_insights: None,
            tags: Vec::new(),
        },
        services: services.to_vec(),
        listed: listed
            .iter()
            .map(|name| ListedService { arn: arn(name) })
            .collect(),
        tasks,
        loading: None,
    }
    .sorted()
}

fn set(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// What a store shows, in an order of its own.
fn shown(store: &Store) -> String {
    let mut names: Vec<&String> = store.names().collect();
    names.sort();
    let mut ids: Vec<&String> = store.task_ids().collect();
    ids.sort();
    let services: Vec<_> = names
        .iter()
        .map(|name| (store.service(name), store.tasks_of(name)))
        .collect();
    let tasks: Vec<_> = ids.iter().map(|id| store.task(id)).collect();
    format!("{services:?} {tasks:?} {:?}", store.counts())
}

#[test]
fn patches_give_what_the_newest_view_gives() {
    use TaskPhase::{Failed, Running, Starting, Stopped};
    let views = [
        view(&[], &["a", "b"], vec![]),
        view(
            &[service("a", 1)],
            &["b"],
            vec![task("1", Some("a"), Running), task("2", Some("b"), Failed)],
        ),
        view(
            &[service("a", 2), service("b", 0)],
            &[],
            vec![
                task("1", Some("a"), Running),
                task("2", Some("b"), Failed),
                task("3", None, Starting),
                task("4", Some("unknown"), Running),
            ],
        ),
        view(
            &[service("b", 2)],
            &[],
            vec![
                task("1", None, Running),
                task("3", None, Stopped),
                task("2", Some("b"), Running),
            ],
        ),
        view(&[], &[], vec![]),
    ];
    let mut store = Store::of(views[0].clone(), NOW);
    for (old, new) in views.iter().zip(&views[1..]) {
        store.apply(new.diff(old).unwrap());
        assert_eq!(shown(&store), shown(&Store::of(new.clone(), NOW)));
    }
    assert_eq!(store.counts(), Store::of(views[4].clone(), NOW).counts());
}

#[test]
fn only_what_changed_is_touched() {
    let old = view(
        &[service("a", 1), service("b", 2)],
        &[],
        vec![task("1", Some("a"), TaskPhase::Running)],
    );
    for (new, services, tasks) in [
        (
            view(
                &[service("a", 1), service("b", 2)],
                &[],
                vec![task("1", Some("a"), TaskPhase::Stopping)],
            ),
            set(&["a"]),
            set(&["1"]),
        ),
        (
            view(&[service("a", 1), service("b", 1)], &[], old.tasks.clone()),
            set(&["b"]),
            set(&[]),
        ),
        (
            view(&[service("a", 1), service("b", 2)], &[], vec![]),
            set(&["a"]),
            set(&["1"]),
        ),
    ] {
        let mut store = Store::of(old.clone(), NOW);
        let touched = store.apply(new.diff(&old).unwrap());
        assert_eq!((touched.services, touched.tasks), (services, tasks));
    }
}

#[test]
fn failures_are_forgotten_with_time_without_a_change() {
    let tasks = vec![task("1", Some("a"), TaskPhase::Failed)];
    let view = view(&[service("a", 1), service("b", 2)], &[], tasks);
    let mut store = Store::of(view, NOW);
    let severity = |store: &Store| store.service("a").unwrap().state.severity;
    for (minutes, expected, touched, failed) in [
        (1, Severity::Failing, set(&[]), 1),
        (11, Severity::Degraded, set(&["a"]), 1),
        (61, Severity::Degraded, set(&[]), 0),
    ] {
        let now = NOW.plus_ms(minutes * 60_000);
        assert_eq!(store.pass(now).services, touched, "{minutes}");
        assert_eq!(severity(&store), expected, "{minutes}");
        assert_eq!(store.counts().failed, failed, "{minutes}");
    }
}

#[test]
fn services_that_are_only_listed_have_the_state_of_their_tasks() {
    let tasks = vec![
        task("1", Some("a"), TaskPhase::Failed),
        task("2", Some("b"), TaskPhase::Running),
    ];
    let store = Store::of(view(&[], &["a", "b"], tasks), NOW);
    for (name, severity) in [("a", Severity::Failing), ("b", Severity::Idle)] {
        let row = store.service(name).unwrap();
        assert_eq!((row.service, row.state.severity), (None, severity));
        assert_eq!(row.arn, arn(name));
        assert_eq!(store.tasks_of(name).len(), 1);
    }
    assert_eq!(store.counts().share.services, 2);
}
