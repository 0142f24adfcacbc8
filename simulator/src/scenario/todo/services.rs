//! The services of the cluster `todo` as they were first made.

use serde_json::{Map, Value, json};

use crate::{
    clock::HOUR,
    scenario::{
        script::Script,
        todo::{
            SERVICES,
            definition::{admin, db_proxy, small, todo_app, web_gateway, worker},
            network::{configuration, tags, target_group},
        },
    },
};

/// Adds the first revisions and the services that run them.
pub(super) fn add(script: &mut Script) {
    let none = Map::new;
    let families = [
        (120, todo_app("1.6.2", "1024", &[])),
        (56, web_gateway("2.12", "100")),
        (11, admin("3.0.0", "512", &[])),
        (41, db_proxy("1.20", "512", "200", json!({}))),
        (24, worker("4.1.0", "4")),
        (
            5,
            small(
                "scheduler",
                "1.3.0",
                "/ecs/todo/scheduler",
                &scheduler_variables(),
                none(),
            ),
        ),
        (
            7,
            small(
                "mailer",
                "2.0.0",
                "/ecs/todo/mailer",
                &mailer_variables("10"),
                none(),
            ),
        ),
    ];
    for (early, definition) in families {
        script.early_revisions(SERVICES + HOUR, early, &definition);
        script.ecs(SERVICES + HOUR / 2, "RegisterTaskDefinition", definition);
    }
    let offers = |port: &str, name: &str, number: u16| {
        json!({ "enabled": true, "namespace": "todo.local", "services": [{
            "portName": port, "discoveryName": name, "clientAliases": [{ "port": number, "dnsName": name }],
        }] })
    };
    let uses = json!({ "enabled": true, "namespace": "todo.local" });
    create(
        script,
        "todo-app",
        6,
        "product",
        json!({
            "deploymentConfiguration": rolling(100, 200),
            "serviceConnectConfiguration": offers("todo", "todo", 8080),
            "enableExecuteCommand": true,
        }),
    );
    create(
        script,
        "web-gateway",
        4,
        "platform",
        json!({
            "deploymentConfiguration": rolling(100, 200),
            "serviceConnectConfiguration": uses,
            "loadBalancers": [{ "targetGroupArn": target_group(), "containerName": "gateway", "containerPort": 80 }],
            "healthCheckGracePeriodSeconds": 30,
        }),
    );
    create(
        script,
        "admin",
        3,
        "product",
        json!({
            "deploymentConfiguration": rolling(100, 150),
            "serviceConnectConfiguration": offers("admin", "admin", 80),
            "enableExecuteCommand": true,
        }),
    );
    create(
        script,
        "db-proxy",
        2,
        "platform",
        json!({
            "deploymentConfiguration": rolling(50, 200),
            "serviceConnectConfiguration": offers("db", "db-proxy", 5432),
        }),
    );
    create(
        script,
        "scheduler",
        1,
        "product",
        json!({ "deploymentConfiguration": rolling(0, 100) }),
    );
    create(
        script,
        "mailer",
        2,
        "product",
        json!({
            "deploymentConfiguration": rolling(50, 200),
            "capacityProviderStrategy": [
                { "capacityProvider": "FARGATE", "weight": 1, "base": 1 },
                { "capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0 },
            ],
            "launchType": null,
        }),
    );
    create(
        script,
        "worker",
        3,
        "data",
        json!({
            "deploymentConfiguration": rolling(66, 150),
            "capacityProviderStrategy": [{ "capacityProvider": "todo-ec2", "weight": 1, "base": 0 }],
            "placementStrategy": [{ "type": "spread", "field": "attribute:ecs.availability-zone" }],
            "networkConfiguration": null,
            "launchType": null,
        }),
    );
    script.bounds(SERVICES, "todo/todo-app", 4, 10);
}

/// The environment of `scheduler`.
pub(super) fn scheduler_variables() -> [(&'static str, &'static str); 3] {
    [
        ("TZ", "UTC"),
        ("LEADER_LOCK", "dynamodb://todo-locks/scheduler"),
        ("TICK_SECONDS", "15"),
    ]
}

/// The environment of `mailer`, with a value that a console should mask.
pub(super) fn mailer_variables(batch: &str) -> [(&str, &str); 4] {
    [
        ("SMTP_HOST", "email-smtp.us-east-1.amazonaws.com"),
        ("SMTP_USER", "todo-mailer"),
        ("SMTP_PASSWORD", "hunter2-demo-value"),
        ("BATCH_SIZE", batch),
    ]
}

fn rolling(minimum: i64, maximum: i64) -> Value {
    json!({
        "minimumHealthyPercent": minimum,
        "maximumPercent": maximum,
        "deploymentCircuitBreaker": { "enable": true, "rollback": true },
    })
}

/// Makes a service on Fargate, unless `members` say otherwise.
fn create(script: &mut Script, name: &str, desired: i64, team: &str, members: Value) {
    let mut input = json!({
        "cluster": "todo",
        "serviceName": name,
        "taskDefinition": name,
        "desiredCount": desired,
        "launchType": "FARGATE",
        "networkConfiguration": configuration(),
        "propagateTags": "SERVICE",
        "enableECSManagedTags": true,
        "tags": tags(team),
    });
    if let (Some(input), Value::Object(members)) = (input.as_object_mut(), members) {
        input.extend(members);
    }
    script.ecs(SERVICES, "CreateService", input);
}
