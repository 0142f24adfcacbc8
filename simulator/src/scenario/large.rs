//! The scenario `large`: what a console must cope with.
//!
//! Cluster `large` runs 2,000 services with 5,000 tasks on Fargate, made two and a half days ago, so
//! that each has said ten times and more that it is steady. Clusters `edge` (20 services on container
//! instances) and `internal` (5 services) are small. From the start on something changes every second.

pub(super) mod change;

use serde_json::{Value, json};

use crate::{
    clock::{HOUR, Millis, SECOND},
    ecs::{CapacityProvider, ContainerInstance},
    scenario::{Beat, script::Script},
    world::World,
};

/// Services of the cluster `large`.
const SERVICES: usize = 2_000;
/// When the clusters were made.
const BEGINNING: Millis = 63 * HOUR;
/// When the first service was made; the others followed.
const CREATION: Millis = 62 * HOUR;

const AREAS: [&str; 20] = [
    "account",
    "billing",
    "cart",
    "catalog",
    "checkout",
    "delivery",
    "email",
    "fraud",
    "gateway",
    "identity",
    "inventory",
    "loyalty",
    "media",
    "orders",
    "payment",
    "pricing",
    "returns",
    "review",
    "search",
    "shipping",
];
const ROLES: [&str; 10] = [
    "api", "worker", "web", "events", "sync", "export", "import", "cache", "index", "report",
];
const EDGE_INSTANCES: usize = 6;

/// The account at its start.
pub(super) fn load(seed: u64, start: Millis) -> World {
    let mut world = script().play(seed, start);
    world.go_on(SECOND, Beat::Large(0));
    world
}

fn script() -> Script {
    let mut script = Script::default();
    script.arrange(BEGINNING, |region, context| {
        let provider = CapacityProvider::new("edge-ec2", "edge", context);
        let providers = &mut region.ecs.capacity_providers;
        providers.insert("edge-ec2".to_owned(), provider);
    });
    for (cluster, providers) in [
        ("large", json!(["FARGATE", "FARGATE_SPOT"])),
        ("edge", json!(["edge-ec2"])),
        ("internal", json!(["FARGATE"])),
    ] {
        let input = json!({ "clusterName": cluster, "capacityProviders": providers });
        script.ecs(BEGINNING, "CreateCluster", input);
    }
    script.arrange(BEGINNING, |region, context| {
        if let Some(cluster) = region.ecs.clusters.get_mut("edge") {
            for index in 0..EDGE_INSTANCES {
                let zone = ["a", "b", "c"][index % 3];
                ContainerInstance::register(cluster, "edge-ec2", zone, context);
            }
        }
    });
    for area in AREAS {
        for role in ROLES {
            let family = format!("{area}-{role}");
            script.ecs(BEGINNING, "RegisterTaskDefinition", definition(&family));
        }
    }
    script.ecs(BEGINNING, "RegisterTaskDefinition", edge_definition());
    for index in 0..SERVICES {
        let before = CREATION - index as Millis * SECOND;
        let tasks = base(index) + i64::from(change::begins_scaled_up(index));
        let input = fargate_service("large", &name(index), &family(index), tasks);
        script.ecs(before, "CreateService", input);
    }
    for index in 0..20 {
        let input = json!({
            "cluster": "edge",
            "serviceName": format!("edge-{index:02}"),
            "taskDefinition": "edge",
            "desiredCount": 2,
            "capacityProviderStrategy": [{ "capacityProvider": "edge-ec2", "weight": 1, "base": 0 }],
        });
        script.ecs(CREATION, "CreateService", input);
    }
    for role in ROLES.into_iter().take(5) {
        let family = format!("account-{role}");
        let input = fargate_service("internal", &format!("internal-{role}"), &family, 1);
        script.ecs(CREATION, "CreateService", input);
    }
    script
}

/// A service's name: its area, role and a number.
fn name(index: usize) -> String {
    format!("{}-{:02}", family(index), index / (SERVICES / 10))
}

fn family(index: usize) -> String {
    let role = ROLES[index % ROLES.len()];
    let area = AREAS[index / ROLES.len() % AREAS.len()];
    format!("{area}-{role}")
}

/// How many tasks a service has when it isn't scaled up: 1 to 4, so that all have 5,000 together
/// with those that are scaled up.
fn base(index: usize) -> i64 {
    let fewer = index % 4 == 3 && index / 4 < change::SCALED_UP;
    (index % 4) as i64 + 1 - i64::from(fewer)
}

fn fargate_service(cluster: &str, name: &str, family: &str, tasks: i64) -> Value {
    json!({
        "cluster": cluster,
        "serviceName": name,
        "taskDefinition": family,
        "desiredCount": tasks,
        "launchType": "FARGATE",
        "networkConfiguration": { "awsvpcConfiguration": {
            "subnets": ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002", "subnet-0a1b2c3d4e5f60003"],
            "securityGroups": ["sg-0a1b2c3d4e5f60001"],
            "assignPublicIp": "DISABLED",
        } },
        "deploymentConfiguration": {
            "minimumHealthyPercent": 100,
            "maximumPercent": 200,
            "deploymentCircuitBreaker": { "enable": true, "rollback": true },
        },
        "tags": [{ "key": "cluster", "value": cluster }],
    })
}

fn definition(family: &str) -> Value {
    json!({
        "family": family,
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": "arn:aws:iam::123456789012:role/ecs-execution",
        "containerDefinitions": [{
            "name": "app",
            "image": format!("registry.example.com/{family}:1.{}.0", family.len()),
            "portMappings": [{ "containerPort": 8080, "name": "http" }],
            "environment": [{ "name": "SERVICE", "value": family }, { "name": "LOG_LEVEL", "value": "info" }],
            "healthCheck": { "command": ["CMD-SHELL", "curl -fs http://127.0.0.1:8080/health"], "interval": 10 },
            "logConfiguration": awslogs(&format!("/ecs/large/{family}")),
        }],
    })
}

fn edge_definition() -> Value {
    json!({
        "family": "edge",
        "networkMode": "bridge",
        "requiresCompatibilities": ["EC2"],
        "containerDefinitions": [{
            "name": "edge",
            "image": "registry.example.com/edge:7",
            "cpu": 128,
            "memory": 256,
            "portMappings": [{ "containerPort": 8080 }],
            "logConfiguration": awslogs("/ecs/edge"),
        }],
    })
}

fn awslogs(group: &str) -> Value {
    json!({ "logDriver": "awslogs", "options": {
        "awslogs-group": group, "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs",
    } })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::{SERVICES, base, change, name};
    use crate::{
        clock::{MINUTE, SECOND},
        input::Input,
        scenario::script::REGION,
        wire::Service,
        world::World,
    };

    const START: i64 = 1_780_000_000_000;

    fn cluster(world: &mut World) -> Value {
        let input = json!({ "clusters": ["large"] });
        let input = Input::from_value(input);
        let answer = world.call(REGION, Service::Ecs, "DescribeClusters", &input);
        answer.unwrap()["clusters"][0].take()
    }

    #[test]
    fn services_have_names_of_their_own_and_5000_tasks() {
        let names: BTreeSet<String> = (0..SERVICES).map(name).collect();
        assert_eq!(names.len(), SERVICES);
        let tasks: i64 = (0..SERVICES)
            .map(|index| base(index) + i64::from(change::begins_scaled_up(index)))
            .sum();
        assert_eq!(tasks, 5_000);
    }

    #[test]
    fn the_cluster_stays_as_large_as_it_says_while_tasks_come_and_go() {
        let mut world = super::load(1, START);
        let described = cluster(&mut world);
        assert_eq!(described["activeServicesCount"], json!(2_000));
        assert_eq!(described["runningTasksCount"], json!(5_000));
        let input = json!({ "cluster": "large", "services": [name(0), name(777), name(1_999)] });
        let answer = world
            .call(
                REGION,
                Service::Ecs,
                "DescribeServices",
                &Input::from_value(input),
            )
            .unwrap();
        for service in answer["services"].as_array().unwrap() {
            assert!(service["events"].as_array().unwrap().len() >= 10);
        }
        world.advance(START + MINUTE);
        let count = |world: &mut World, from: i64| {
            world.within(REGION, |region, _| {
                let tasks = region.ecs.clusters["large"].tasks.values();
                let documents: Vec<Value> = tasks.map(|task| task.document(false)).collect();
                let since = |name: &str| {
                    let times = documents.iter().filter_map(|task| task[name].as_f64());
                    times.filter(|at| *at * 1_000.0 >= from as f64).count()
                };
                (since("createdAt"), since("stoppingAt"))
            })
        };
        let from = START + MINUTE;
        world.advance(from + 200 * SECOND);
        let (started, stopped) = count(&mut world, from);
        assert!((95..=105).contains(&started), "{started} started");
        assert!((95..=105).contains(&stopped), "{stopped} stopped");
        let running = cluster(&mut world)["runningTasksCount"].as_i64().unwrap();
        assert!((4_980..=5_020).contains(&running), "{running} running");
    }
}
