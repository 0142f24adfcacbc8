//! Services on Fargate whose tasks fail.

use serde_json::{Value, json};

use crate::scenario::{
    script::Script,
    storm::{SERVICES, behaves, checked, container, definition, service, with},
};

/// Adds a service for each way in which a task on Fargate fails.
pub(super) fn add(script: &mut Script) {
    let mut add = |name: &str, containers: Vec<Value>, members: Value| {
        let definition = definition(name, &containers);
        script.ecs(SERVICES, "RegisterTaskDefinition", definition);
        service(script, name, 2, members);
    };
    let main = |members: Value| vec![with(container("main"), members)];
    let registry = crate::scenario::storm::image().replace("storm:1.0", "");
    add(
        "image-tag-missing",
        main(json!({ "image": format!("{registry}storm:2.0") })),
        json!({}),
    );
    add(
        "image-repository-missing",
        main(json!({ "image": format!("{registry}gale:1.0") })),
        json!({}),
    );
    let secret = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval \
                  failed: unable to retrieve secret from asm: service call has been retried 1 time(s)";
    add(
        "secret-missing",
        main(behaves(&[("start-error", secret)])),
        json!({}),
    );
    let memory = "137:OutOfMemoryError: Container killed due to memory usage@2m-4m";
    add(
        "out-of-memory",
        main(behaves(&[("exit", memory)])),
        json!({}),
    );
    add(
        "crash-loop",
        main(behaves(&[("exit", "1@5s-20s")])),
        json!({}),
    );
    add(
        "health-check-fails",
        main(with(checked(), behaves(&[("health", "unhealthy@3m")]))),
        json!({}),
    );
    add(
        "never-healthy",
        main(with(checked(), behaves(&[("health", "unhealthy@0s")]))),
        json!({}),
    );
    // The sidecar's end takes down a main container that doesn't listen to SIGTERM.
    let deaf = with(container("main"), behaves(&[("sigterm", "ignore")]));
    let sidecar = with(container("sidecar"), behaves(&[("exit", "0@3m-5m")]));
    add("killed-after-timeout", vec![deaf, sidecar], json!({}));
    let waits = |on: &str, condition: &str| json!({ "dependsOn": [{ "containerName": on, "condition": condition }] });
    let migrate = with(
        container("migrate"),
        with(json!({ "essential": false }), behaves(&[("exit", "3@8s")])),
    );
    let app = with(container("app"), waits("migrate", "SUCCESS"));
    add("init-container-fails", vec![app, migrate], json!({}));
    // It was meant to end once it has prepared the data, and never does.
    let prepare = with(
        container("prepare"),
        json!({ "startTimeout": 60, "essential": false }),
    );
    let app = with(container("app"), waits("prepare", "COMPLETE"));
    add("dependency-times-out", vec![app, prepare], json!({}));
    let spot = json!({ "capacityProviderStrategy": [{ "capacityProvider": "FARGATE_SPOT", "weight": 1 }] });
    add(
        "spot-interrupted",
        main(behaves(&[("interrupt", "3m-6m"), ("sigterm", "143")])),
        spot,
    );
}
