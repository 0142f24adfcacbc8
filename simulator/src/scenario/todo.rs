//! The scenario `todo`: a to-do application in the middle of its day.
//!
//! Cluster `todo` runs seven services. `admin` is being deployed, `db-proxy` keeps running out of
//! memory since its last release, `web-gateway` was rolled back by its circuit breaker some days
//! ago, `worker` runs on container instances. Cluster `batch` runs standalone tasks beside two
//! services; `sandbox` is empty.

mod batch;
mod definition;
mod network;
mod registry;
mod releases;
mod services;

use serde_json::json;

use crate::{
    clock::DAY,
    ecs::{CapacityProvider, ContainerInstance},
    scenario::script::Script,
};

/// When the clusters were made.
const BEGINNING: i64 = 120 * DAY;
/// When the services were made.
const SERVICES: i64 = 40 * DAY;

/// The script of the scenario.
pub(super) fn script() -> Script {
    let mut script = Script::default();
    clusters(&mut script);
    network::load_balancer(&mut script, BEGINNING);
    registry::add(&mut script);
    services::add(&mut script);
    releases::add(&mut script);
    batch::add(&mut script);
    script
}

fn clusters(script: &mut Script) {
    script.arrange(BEGINNING, |region, context| {
        let provider = CapacityProvider::new("todo-ec2", "todo", context);
        region
            .ecs
            .capacity_providers
            .insert("todo-ec2".to_owned(), provider);
    });
    script.ecs(BEGINNING, "CreateCluster", json!({
        "clusterName": "todo",
        "settings": [{ "name": "containerInsights", "value": "enabled" }],
        "configuration": { "executeCommandConfiguration": { "logging": "DEFAULT" } },
        "capacityProviders": ["FARGATE", "FARGATE_SPOT", "todo-ec2"],
        "defaultCapacityProviderStrategy": [{ "capacityProvider": "FARGATE", "weight": 1, "base": 0 }],
        "serviceConnectDefaults": { "namespace": "todo.local" },
        "tags": network::tags("platform"),
    }));
    script.arrange(BEGINNING, |region, context| {
        if let Some(cluster) = region.ecs.clusters.get_mut("todo") {
            ContainerInstance::register(cluster, "todo-ec2", "a", context);
            ContainerInstance::register(cluster, "todo-ec2", "b", context);
        }
    });
    for (name, team) in [("batch", "data"), ("sandbox", "platform")] {
        script.ecs(BEGINNING, "CreateCluster", json!({
            "clusterName": name,
            "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
            "defaultCapacityProviderStrategy": [{ "capacityProvider": "FARGATE", "weight": 1, "base": 0 }],
            "tags": network::tags(team),
        }));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::{Value, json};

    use crate::{
        clock::MINUTE, input::Input, scenario::script::REGION, wire::Service, world::World,
    };

    const START: i64 = 1_780_000_000_000;

    fn ecs(world: &mut World, operation: &str, input: Value) -> Value {
        world
            .call(REGION, Service::Ecs, operation, &Input::from_value(input))
            .unwrap()
    }

    fn services(world: &mut World) -> Vec<Value> {
        let names = [
            "admin",
            "db-proxy",
            "mailer",
            "scheduler",
            "todo-app",
            "web-gateway",
            "worker",
        ];
        let answer = ecs(
            world,
            "DescribeServices",
            json!({ "cluster": "todo", "services": names }),
        );
        answer["services"].as_array().unwrap().clone()
    }

    #[test]
    fn one_deployment_is_in_progress_and_the_others_are_done() {
        let mut world = super::script().play(1, START);
        let services = services(&mut world);
        assert_eq!(services.len(), 7);
        for service in &services {
            let expected = if service["serviceName"] == "admin" {
                2
            } else {
                1
            };
            assert_eq!(
                service["deployments"].as_array().unwrap().len(),
                expected,
                "{}",
                service["serviceName"]
            );
        }
        let by_name = |name: &str| {
            services
                .iter()
                .find(|service| service["serviceName"] == name)
                .unwrap()
        };
        for (name, definition) in [
            ("admin", "admin:19"),
            ("todo-app", "todo-app:132"),
            ("web-gateway", "web-gateway:61"),
            ("db-proxy", "db-proxy:44"),
        ] {
            assert!(
                by_name(name)["taskDefinition"]
                    .as_str()
                    .unwrap()
                    .ends_with(definition),
                "{name}"
            );
        }
        assert_eq!(by_name("todo-app")["runningCount"], json!(6));
        assert_eq!(by_name("worker")["runningCount"], json!(3));
    }

    #[test]
    fn the_database_proxy_keeps_running_out_of_memory() {
        let mut world = super::script().play(1, START);
        let tasks = ecs(
            &mut world,
            "ListTasks",
            json!({ "cluster": "todo", "family": "db-proxy", "desiredStatus": "STOPPED" }),
        );
        let arns: Vec<Value> = tasks["taskArns"]
            .as_array()
            .unwrap()
            .iter()
            .take(100)
            .cloned()
            .collect();
        assert!(
            (12..=22).contains(&arns.len()),
            "{} killed in an hour",
            arns.len()
        );
        let tasks = ecs(
            &mut world,
            "DescribeTasks",
            json!({ "cluster": "todo", "tasks": arns }),
        );
        for task in tasks["tasks"].as_array().unwrap() {
            assert_eq!(task["stopCode"], json!("EssentialContainerExited"));
            assert_eq!(task["containers"][0]["exitCode"], json!(137));
            assert_eq!(
                task["containers"][0]["reason"],
                json!("OutOfMemoryError: Container killed due to memory usage")
            );
        }
    }

    #[test]
    fn the_history_holds_a_deployment_that_the_circuit_breaker_rolled_back() {
        let mut world = super::script().play(1, START);
        let found = ecs(
            &mut world,
            "ListServiceDeployments",
            json!({
                "cluster": "todo", "service": "web-gateway", "status": ["ROLLBACK_SUCCESSFUL"],
            }),
        );
        assert_eq!(found["serviceDeployments"].as_array().unwrap().len(), 1);
        let history = ecs(
            &mut world,
            "ListServiceDeployments",
            json!({ "cluster": "todo", "service": "todo-app" }),
        );
        assert!(history["serviceDeployments"].as_array().unwrap().len() > 10);
    }

    #[test]
    fn everything_becomes_steady_but_the_failing_service() {
        let mut world = super::script().play(1, START);
        world.advance(START + 10 * MINUTE);
        for service in services(&mut world) {
            assert_eq!(
                service["deployments"].as_array().unwrap().len(),
                1,
                "{}",
                service["serviceName"]
            );
            assert_eq!(
                service["deployments"][0]["rolloutState"],
                json!("COMPLETED")
            );
        }
    }

    #[test]
    fn one_step_and_a_thousand_steps_give_the_same_history() {
        let (mut once, mut often) = (
            super::script().play(5, START),
            super::script().play(5, START),
        );
        once.advance(START + 20 * MINUTE);
        for step in 1..=1_000 {
            often.advance(START + step * 20 * MINUTE / 1_000);
        }
        assert_eq!(services(&mut once), services(&mut often));
    }
}
