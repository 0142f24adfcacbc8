//! The scenario `storm`: every way to fail at once.
//!
//! Each service of the cluster `storm` fails in a way of its own, and its name says in which. Those of
//! `fargate` run on Fargate, those of `instances` on two container instances, and those of `releases`
//! are in deployments that don't go well.

mod fargate;
mod instances;
mod releases;

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    clock::{HOUR, MINUTE, Millis},
    ecs::{CapacityProvider, ContainerInstance},
    scenario::script::{REGION, Script},
};

/// When the cluster was made.
const BEGINNING: Millis = HOUR;
/// When the services were made.
const SERVICES: Millis = 50 * MINUTE;
/// When revisions were deployed over the first ones.
const RELEASES: Millis = 25 * MINUTE;

/// The script of the scenario.
pub(super) fn script() -> Script {
    let mut script = Script::default();
    script.arrange(BEGINNING, |region, context| {
        let provider = CapacityProvider::new("storm-ec2", "storm", context);
        let providers = &mut region.ecs.capacity_providers;
        providers.insert("storm-ec2".to_owned(), provider);
    });
    script.ecs(
        BEGINNING,
        "CreateCluster",
        json!({
            "clusterName": "storm",
            "capacityProviders": ["FARGATE", "FARGATE_SPOT", "storm-ec2"],
            "defaultCapacityProviderStrategy": [{ "capacityProvider": "FARGATE", "weight": 1 }],
        }),
    );
    script.arrange(BEGINNING, |region, context| {
        if let Some(cluster) = region.ecs.clusters.get_mut("storm") {
            for zone in ["a", "b"] {
                ContainerInstance::register(cluster, "storm-ec2", zone, context);
            }
        }
    });
    script.repository(BEGINNING, "storm");
    script.push(BEGINNING, "storm", "1.0");
    fargate::add(&mut script);
    instances::add(&mut script);
    releases::add(&mut script);
    script
}

/// The image that is there.
fn image() -> String {
    format!("{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/storm:1.0")
}

/// A container of a service that writes its log to the group of the scenario.
fn container(name: &str) -> Value {
    json!({
        "name": name,
        "image": image(),
        "memory": 256,
        "logConfiguration": { "logDriver": "awslogs", "options": {
            "awslogs-group": "/ecs/storm", "awslogs-region": REGION, "awslogs-stream-prefix": "ecs",
        } },
    })
}

/// The same container with more members.
fn with(container: Value, members: Value) -> Value {
    match (container, members) {
        (Value::Object(mut container), Value::Object(members)) => {
            container.extend(members);
            Value::Object(container)
        }
        (container, _) => container,
    }
}

/// Labels that say how a container behaves.
fn behaves(labels: &[(&str, &str)]) -> Value {
    let labels: serde_json::Map<String, Value> = labels
        .iter()
        .map(|(name, value)| (format!("ecscope.simulator/{name}"), json!(value)))
        .collect();
    json!({ "dockerLabels": labels })
}

/// A health check every ten seconds.
fn checked() -> Value {
    json!({ "healthCheck": {
        "command": ["CMD-SHELL", "curl -fs http://127.0.0.1/health || exit 1"],
        "interval": 10, "timeout": 5, "retries": 3,
    } })
}

/// A task definition for Fargate.
fn definition(family: &str, containers: &[Value]) -> Value {
    json!({
        "family": family,
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/ecs-execution"),
        "containerDefinitions": containers,
    })
}

/// Subnets in all zones.
fn network() -> Value {
    json!({ "awsvpcConfiguration": { "subnets": [
        "subnet-0a1f4b2c9d3e5f607", "subnet-0b2e5c3d8f4a6b718", "subnet-0c3d6e4f7a5b8c929",
    ] } })
}

/// A service on Fargate, unless `members` say otherwise, of the family with its name.
fn service(script: &mut Script, name: &str, desired: i64, members: Value) {
    let input = json!({
        "cluster": "storm",
        "serviceName": name,
        "taskDefinition": name,
        "desiredCount": desired,
        "networkConfiguration": network(),
    });
    script.ecs(SERVICES, "CreateService", with(input, members));
}

#[cfg(test)]
mod tests;
