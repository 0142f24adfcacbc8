#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::collections::HashSet;

use model::Timestamp;
use model::cluster::Cluster;
use model::live::{ClusterView, View};
use model::service::{Service, ServiceEvent};
use model::task::Task;
use serde_json::json;

use super::{Attention, State};
use crate::live::cluster::rota::Turn;
use crate::live::cluster::visible::Visible;

fn arn(name: &str) -> String {
    format!("arn:aws:ecs:us-east-1:123456789012:service/c/{name}")
}

/// A service with a deployment of `deployed_ms`, so many tasks running, and an event of `event_ms`.
pub(super) fn service(
    name: &str,
    running: i32,
    deployed_ms: i64,
    event_ms: i64,
) -> (Service, Vec<ServiceEvent>) {
    let event = json!({"id": format!("e{event_ms}"), "at": event_ms, "message": "m"});
    let service = json!({
        "arn": arn(name), "name": name, "status": "ACTIVE", "desired": 2, "running": running,
        "pending": 0, "task_definition": format!("arn:x:task-definition/{name}:1"), "capacity": [],
        "controller": "ECS", "strategy": "ROLLING", "scheduling": "REPLICA",
        "deployments": [{
            "id": "ecs-svc/1", "status": "PRIMARY", "task_definition": "t", "desired": 2,
            "pending": 0, "running": running, "failed": 0, "rollout_state": "COMPLETED",
            "rollout_reason": null, "created_at": deployed_ms, "updated_at": deployed_ms,
        }],
        "last_event": event, "exec_enabled": false, "load_balancers": [], "tags": [],
    });
    let events = vec![serde_json::from_value(event).unwrap()];
    (serde_json::from_value(service).unwrap(), events)
}

fn task(id: &str, service: &str, status: &str, version: i64) -> Task {
    serde_json::from_value(json!({
        "arn": format!("arn:aws:ecs:us-east-1:123456789012:task/c/{id}"), "id": id,
        "group": format!("service:{service}"),
        "task_definition": format!("arn:x:task-definition/{service}:1"), "status": status,
        "version": version, "exec_enabled": false, "tags": [],
        "containers": [{"name": "app", "image": format!("{service}:1"), "bindings": [], "private_ips": []}],
    }))
    .unwrap()
}

fn cluster() -> Cluster {
    serde_json::from_value(json!({
        "arn": "arn:c", "name": "c", "status": "ACTIVE", "active_services": 1, "running_tasks": 1,
        "pending_tasks": 0, "container_instances": 0, "capacity_providers": [], "tags": [],
    }))
    .unwrap()
}

fn names(names: &[&str]) -> HashSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A state with these services, described at 0.
fn with_services(names: &[&str]) -> State {
    let mut state = State::default();
    state.take_cluster(cluster());
    state.list_services(&names.iter().map(|name| arn(name)).collect::<Vec<_>>());
    let described = names.iter().map(|name| service(name, 2, 0, 0)).collect();
    state.take_services(&strings(names), described, 0);
    state.end_service_load();
    state
}

/// Names of the services that are due at a time when nobody looks.
fn due(state: &mut State, now_ms: u64) -> Vec<String> {
    let attention = Attention {
        focused: &HashSet::new(),
        visible: &Visible::default(),
    };
    match state.service_turn(now_ms, 10.0, 1, &attention) {
        Turn::Now(names) => names,
        Turn::In(_) | Turn::Never => Vec::new(),
    }
}

#[test]
fn a_service_is_gone_when_list_and_description_miss_it() {
    for (answers, still_there) in [
        // The list was wrong.
        (vec![vec!["a", "b"]], true),
        (vec![vec!["a"]], false),
    ] {
        let mut state = with_services(&["a", "b"]);
        state.end_service_list(&names(&["a"]));
        assert!(state.has_service("b"));
        assert_eq!(due(&mut state, 1)[0], "b");
        for answer in answers {
            let described = answer.iter().map(|name| service(name, 2, 0, 0)).collect();
            state.take_services(&strings(&["b", "a"]), described, 10);
        }
        assert_eq!(state.has_service("b"), still_there);
    }
}

#[test]
fn a_description_that_misses_a_service_once_takes_nothing_away() {
    let mut state = with_services(&["a"]);
    state.take_services(&strings(&["a"]), Vec::new(), 10);
    assert!(state.has_service("a"));
    state.take_services(&strings(&["a"]), vec![service("a", 1, 0, 0)], 20);
    state.take_services(&strings(&["a"]), Vec::new(), 30);
    assert!(state.has_service("a"));
    state.take_services(&strings(&["a"]), Vec::new(), 40);
    assert!(!state.has_service("a"));
}

#[test]
fn an_inactive_service_says_itself_that_it_is_gone() {
    let mut state = with_services(&["a"]);
    let (mut gone, events) = service("a", 0, 0, 0);
    gone.status = "INACTIVE".into();
    state.take_services(&strings(&["a"]), vec![(gone, events)], 10);
    assert!(!state.has_service("a"));
}

#[test]
fn stale_answers_about_services_change_nothing_for_a_while() {
    for (deployed_ms, event_ms, now_ms, running) in [
        (100, 100, 10, 1),
        // An older deployment, an older event.
        (90, 100, 10, 2),
        (100, 90, 10, 2),
        // Nothing lags that long.
        (90, 90, 31_000, 1),
    ] {
        let mut state = State::default();
        state.take_cluster(cluster());
        state.list_services(&[arn("a")]);
        let ask = strings(&["a"]);
        state.take_services(&ask, vec![service("a", 2, 100, 100)], 0);
        state.take_services(&ask, vec![service("a", 1, deployed_ms, event_ms)], now_ms);
        let view = state.cluster_view().unwrap();
        assert_eq!(
            view.services[0].running, running,
            "{deployed_ms} {event_ms}"
        );
    }
}

#[test]
fn stale_answers_about_tasks_change_nothing() {
    let mut state = State::default();
    state.list_tasks(&strings(&["t"]), false);
    state.take_tasks(&strings(&["t"]), vec![task("t", "a", "STOPPED", 5)], 0);
    state.take_tasks(&strings(&["t"]), vec![task("t", "a", "RUNNING", 4)], 10);
    assert!(state.tasks(|_| true)[0].is_stopped());
    assert!(state.task_rota.keys().is_empty());
}

#[test]
fn a_task_is_gone_when_lists_and_description_miss_it() {
    let mut state = State::default();
    let ids = strings(&["old", "new", "stopped"]);
    state.list_tasks(&ids, false);
    let stopped = Task {
        stopped_at: Some(Timestamp(0)),
        ..task("stopped", "a", "STOPPED", 1)
    };
    state.take_tasks(&ids, vec![task("old", "a", "RUNNING", 1), stopped], 0);
    // One that began after the lists did can't be missing in them.
    state.take_task(task("new", "a", "RUNNING", 1), 100);
    state.end_task_lists(&HashSet::new(), 50, Timestamp(3_599_999));
    assert_eq!(state.tasks(|_| true).len(), 3);
    state.take_tasks(&strings(&["old"]), Vec::new(), 110);
    state.end_task_lists(&names(&["new"]), 120, Timestamp(3_600_000));
    let left: Vec<String> = state.tasks(|_| true).into_iter().map(|t| t.id).collect();
    assert_eq!(left, ["new"]);
}

#[test]
fn lists_hurry_what_they_show_to_be_new_or_stopping() {
    let mut state = State::default();
    let ids = strings(&["a", "b"]);
    assert!(state.list_tasks(&ids, false));
    let running = |id: &str| task(id, "web", "RUNNING", 1);
    state.take_tasks(&ids, vec![running("a"), running("b")], 1_000);
    assert!(!state.list_tasks(&ids, false));
    assert!(state.list_tasks(&strings(&["b"]), true));
    let attention = Attention {
        focused: &HashSet::new(),
        visible: &Visible::default(),
    };
    let Turn::Now(turn) = state.task_turn(1_001, 10.0, 1, &attention) else {
        panic!("nobody's turn")
    };
    assert_eq!(turn[0], "b");
    // Its service's own list misses one.
    state.take_tasks(&ids, vec![running("a"), running("b")], 2_000);
    assert!(state.list_tasks_of("web", &strings(&["b"])));
    let Turn::Now(turn) = state.task_turn(2_001, 10.0, 1, &attention) else {
        panic!("nobody's turn")
    };
    assert_eq!(turn[0], "a");
}

#[test]
fn the_first_load_begins_with_what_needs_attention() {
    let mut state = State::default();
    let all: Vec<String> = ["a", "b", "c", "d"].iter().map(|name| arn(name)).collect();
    state.list_services(&all);
    state.take_task(task("t", "c", "STOPPED", 1), 0);
    state.take_task(task("u", "a", "RUNNING", 1), 0);
    let mut visible = Visible::default();
    visible.set(1, &[arn("d")]);
    let attention = Attention {
        focused: &HashSet::new(),
        visible: &visible,
    };
    let next = |asked: &[&str], most| state.next_to_load(&names(asked), &attention, most);
    assert_eq!(next(&[], 10), ["d", "c", "a", "b"]);
    assert_eq!(next(&["d", "a"], 1), ["c"]);
}

/// A small generator of numbers, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % limit
    }
}

/// One random answer of AWS.
fn answer(state: &mut State, numbers: &mut Numbers, now_ms: u64) {
    let name = format!("s{}", numbers.below(6));
    let id = format!("t{:02}", numbers.below(20));
    match numbers.below(9) {
        0 => state.list_services(&[arn(&name)]),
        1 => state.end_service_list(&names(&[&name, "s0", "s1"])),
        2 | 3 => {
            let running = numbers.below(3) as i32;
            let described = vec![service(&name, running, now_ms as i64, now_ms as i64)];
            state.take_services(&[name], described, now_ms);
        }
        4 => {
            state.take_services(&[name], Vec::new(), now_ms);
        }
        5 => {
            let status = ["PENDING", "RUNNING", "STOPPED"][numbers.below(3) as usize];
            let described = vec![task(&id, &name, status, now_ms as i64)];
            state.take_tasks(&[id], described, now_ms);
        }
        6 => state.take_tasks(&[id], Vec::new(), now_ms),
        7 => state.end_task_lists(&names(&[&id]), now_ms, Timestamp(now_ms as i64)),
        _ => match numbers.below(3) {
            0 => state.end_service_load(),
            1 => state.end_task_load(),
            _ => {
                let definition = format!("arn:x:task-definition/{name}:1");
                state.take_images(&definition, vec![format!("{name}:1")]);
            }
        },
    }
}

#[test]
fn patches_tell_what_the_whole_view_tells() {
    for seed in 0..60 {
        let mut numbers = Numbers(seed);
        let mut state = State::default();
        state.take_cluster(cluster());
        let mut page: Option<ClusterView> = None;
        for step in 0..120 {
            for _ in 0..=numbers.below(3) {
                answer(&mut state, &mut numbers, step * 100);
            }
            let dirty = state.take_dirty();
            let whole = state.cluster_view();
            match (&mut page, whole) {
                (Some(page), Some(whole)) => {
                    let patch = state.cluster_patch(page, &dirty);
                    assert_eq!(patch.is_none(), *page == whole, "seed {seed}, step {step}");
                    if let Some(patch) = patch {
                        page.apply(patch);
                    }
                    assert_eq!(*page, whole, "seed {seed}, step {step}");
                }
                (page, whole) => *page = whole,
            }
        }
        assert!(page.is_some());
    }
}

#[test]
fn a_patch_holds_only_what_changed() {
    let mut state = with_services(&["a", "b"]);
    state.take_task(task("t", "a", "RUNNING", 1), 0);
    state.take_task(task("u", "b", "RUNNING", 1), 0);
    let view = state.cluster_view().unwrap();
    state.take_dirty();
    state.take_task(task("t", "a", "STOPPED", 2), 10);
    let dirty = state.take_dirty();
    let patch = state.cluster_patch(&view, &dirty).unwrap();
    assert_eq!(patch.tasks.upserted.len(), 1);
    assert!(patch.services.is_empty() && patch.listed.is_empty() && patch.cluster.is_none());
    // Nothing new, nothing told.
    state.take_task(task("u", "b", "RUNNING", 1), 20);
    let described = vec![service("a", 2, 0, 0)];
    state.take_services(&strings(&["a"]), described, 20);
    assert!(state.take_dirty().is_empty());
}
