//! Services on container instances that can't be placed.

use serde_json::{Value, json};

use crate::scenario::{
    script::Script,
    storm::{SERVICES, container, service, with},
};

/// Adds a service for each reason for which no instance takes a task.
pub(super) fn add(script: &mut Script) {
    let mut add = |name: &str, desired: i64, members: Value, of_service: Value| {
        let container = with(container("main"), members);
        let definition =
            json!({ "family": name, "networkMode": "bridge", "containerDefinitions": [container] });
        script.ecs(SERVICES, "RegisterTaskDefinition", definition);
        let ec2 = json!({
            "capacityProviderStrategy": [{ "capacityProvider": "storm-ec2", "weight": 1 }],
            "networkConfiguration": null,
        });
        service(script, name, desired, with(ec2, of_service));
    };
    add("memory-missing", 1, json!({ "memory": 16_384 }), json!({}));
    add("cpu-missing", 1, json!({ "cpu": 4_096 }), json!({}));
    add(
        "port-taken",
        3,
        json!({ "portMappings": [{ "containerPort": 80, "hostPort": 8_080 }] }),
        json!({}),
    );
    add(
        "constraint-unmet",
        1,
        json!({}),
        json!({ "placementConstraints": [{ "type": "memberOf", "expression": "attribute:gpu exists" }] }),
    );
    add(
        "instances-used-up",
        3,
        json!({}),
        json!({ "placementConstraints": [{ "type": "distinctInstance" }] }),
    );
}
