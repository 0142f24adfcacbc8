//! The cluster `batch`: two services, and tasks that run to their end.

use serde_json::{Map, Value, json};

use crate::{
    clock::{HOUR, MINUTE},
    scenario::{
        script::Script,
        todo::{
            SERVICES,
            definition::small,
            network::{configuration, tags},
        },
    },
};

/// Adds everything.
pub(super) fn add(script: &mut Script) {
    for (name, tag, desired) in [("reports", "0.9.2", 1), ("importer", "1.0.4", 2)] {
        let group = format!("/ecs/batch/{name}");
        let definition = small(
            name,
            tag,
            &group,
            &[("SOURCE", "s3://todo-exports"), ("WORKERS", "2")],
            Map::new(),
        );
        script.ecs(SERVICES + HOUR, "RegisterTaskDefinition", definition);
        script.ecs(
            SERVICES,
            "CreateService",
            json!({
                "cluster": "batch",
                "serviceName": name,
                "taskDefinition": name,
                "desiredCount": desired,
                "networkConfiguration": configuration(),
                "propagateTags": "SERVICE",
                "tags": tags("data"),
            }),
        );
    }
    script.ecs(SERVICES, "RegisterTaskDefinition", export("0@12m-18m"));
    script.ecs(2 * HOUR, "RegisterTaskDefinition", export("1@40s"));
    script.ecs(
        2 * HOUR - MINUTE,
        "RegisterTaskDefinition",
        export("0@25m-30m"),
    );
    for (before, revision) in [(55, 1), (45, 2), (40, 3), (25, 1), (4, 3), (2, 3)] {
        script.ecs(before * MINUTE, "RunTask", json!({
            "cluster": "batch",
            "taskDefinition": format!("export:{revision}"),
            "startedBy": "nightly-export",
            "networkConfiguration": configuration(),
            "propagateTags": "TASK_DEFINITION",
            "overrides": { "containerOverrides": [{ "name": "export", "environment": [{ "name": "DAY", "value": "yesterday" }] }] },
        }));
    }
}

/// A revision of `export`, which ends by itself.
fn export(exit: &str) -> Value {
    let mut labels = Map::new();
    labels.insert("ecscope.simulator/exit".to_owned(), json!(exit));
    small(
        "export",
        "5.2.1",
        "/ecs/batch/export",
        &[("FORMAT", "parquet")],
        labels,
    )
}
