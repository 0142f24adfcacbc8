#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{input::Input, scenario::script::REGION, wire::Service, world::World};

const START: i64 = 1_780_000_000_000;

fn ecs(world: &mut World, operation: &str, input: Value) -> Value {
    let input = Input::from_value(input);
    world.call(REGION, Service::Ecs, operation, &input).unwrap()
}

/// All services with their names.
fn services(world: &mut World) -> BTreeMap<String, Value> {
    let list = json!({ "cluster": "storm", "maxResults": 100 });
    let arns = ecs(world, "ListServices", list);
    let arns = arns["serviceArns"].as_array().unwrap().clone();
    let mut services = BTreeMap::new();
    for ten in arns.chunks(10) {
        let input = json!({ "cluster": "storm", "services": ten });
        let answer = ecs(world, "DescribeServices", input);
        for service in answer["services"].as_array().unwrap() {
            let name = service["serviceName"].as_str().unwrap().to_owned();
            services.insert(name, service.clone());
        }
    }
    services
}

/// Stopped tasks of a service.
fn stopped(world: &mut World, family: &str) -> Vec<Value> {
    let list = json!({ "cluster": "storm", "family": family, "desiredStatus": "STOPPED" });
    let arns = ecs(world, "ListTasks", list)["taskArns"].clone();
    let describe = json!({ "cluster": "storm", "tasks": arns });
    let answer = ecs(world, "DescribeTasks", describe);
    answer["tasks"].as_array().unwrap().clone()
}

#[test]
fn each_service_shows_its_cause_in_its_events() {
    let mut world = super::script().play(1, START);
    let services = services(&mut world);
    let closest = "The closest matching (container-instance ";
    for (name, texts) in [
        (
            "image-tag-missing",
            vec!["CannotPullContainerError", "unable to consistently start"],
        ),
        ("image-repository-missing", vec!["CannotPullContainerError"]),
        (
            "secret-missing",
            vec!["ResourceInitializationError: unable to pull secrets"],
        ),
        (
            "health-check-fails",
            vec!["failed container health checks."],
        ),
        ("never-healthy", vec!["failed container health checks."]),
        (
            "memory-missing",
            vec![closest, "has insufficient memory available."],
        ),
        (
            "cpu-missing",
            vec![closest, "has insufficient CPU units available."],
        ),
        (
            "port-taken",
            vec![closest, "is already using a port required by your task."],
        ),
        (
            "constraint-unmet",
            vec!["MemberOf placement constraint unsatisfied."],
        ),
        (
            "instances-used-up",
            vec!["DistinctInstance placement constraint unsatisfied."],
        ),
        (
            "rolled-back-by-breaker",
            vec![
                "deployment failed: tasks failed to start.",
                "rolling back to deployment",
            ],
        ),
        (
            "failed-without-rollback",
            vec!["deployment failed: tasks failed to start."],
        ),
        (
            "nothing-to-roll-back-to",
            vec!["deployment failed: tasks failed to start."],
        ),
        (
            "percentages-leave-no-way",
            vec!["was unable to stop or start tasks during a deployment"],
        ),
        (
            "protected-tasks",
            vec!["was unable to stop or start tasks during a deployment"],
        ),
    ] {
        let events = services[name]["events"].to_string();
        for text in texts {
            assert!(events.contains(text), "{name}: {text} in {events}");
        }
    }
}

#[test]
fn each_service_shows_its_cause_in_its_stopped_tasks() {
    let mut world = super::script().play(1, START);
    for (name, code, reason, container, exit) in [
        (
            "image-tag-missing",
            "TaskFailedToStart",
            "CannotPullContainerError",
            "",
            None,
        ),
        (
            "secret-missing",
            "TaskFailedToStart",
            "ResourceInitializationError",
            "",
            None,
        ),
        (
            "out-of-memory",
            "EssentialContainerExited",
            "Essential container",
            "OutOfMemoryError",
            Some(137),
        ),
        (
            "crash-loop",
            "EssentialContainerExited",
            "Essential container",
            "",
            Some(1),
        ),
        (
            "never-healthy",
            "ServiceSchedulerInitiated",
            "Task failed container health checks",
            "",
            Some(0),
        ),
        (
            "killed-after-timeout",
            "EssentialContainerExited",
            "Essential container",
            "",
            Some(137),
        ),
        (
            "init-container-fails",
            "EssentialContainerExited",
            "Essential container",
            "did not exit",
            Some(143),
        ),
        (
            "dependency-times-out",
            "EssentialContainerExited",
            "Essential container",
            "timed out",
            Some(143),
        ),
        (
            "spot-interrupted",
            "SpotInterruption",
            "Your Spot Task was interrupted.",
            "",
            Some(143),
        ),
    ] {
        let tasks = stopped(&mut world, name);
        let shown = tasks.iter().any(|task| {
            let first = &task["containers"][0];
            task["stopCode"] == code
                && task["stoppedReason"].as_str().unwrap().starts_with(reason)
                && first["reason"]
                    .as_str()
                    .unwrap_or_default()
                    .contains(container)
                && exit.is_none_or(|exit| first["exitCode"] == exit)
        });
        assert!(shown, "{name}: {tasks:#?}");
    }
}

#[test]
fn deployments_are_where_their_names_say() {
    let mut world = super::script().play(1, START);
    let services = services(&mut world);
    for (name, count, state) in [
        ("rolled-back-by-breaker", 1, "COMPLETED"),
        ("failed-without-rollback", 2, "FAILED"),
        ("nothing-to-roll-back-to", 1, "FAILED"),
        ("deployment-without-end", 2, "IN_PROGRESS"),
        ("percentages-leave-no-way", 2, "IN_PROGRESS"),
        ("protected-tasks", 2, "IN_PROGRESS"),
    ] {
        let deployments = services[name]["deployments"].as_array().unwrap();
        assert_eq!(deployments.len(), count, "{name}: {deployments:#?}");
        assert_eq!(deployments[0]["rolloutState"], state, "{name}");
    }
}
