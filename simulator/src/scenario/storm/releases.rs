//! Services whose deployments don't go well.

use serde_json::{Value, json};

use crate::scenario::{
    script::Script,
    storm::{RELEASES, SERVICES, behaves, container, definition, service, with},
};

/// Adds a service for each way in which a deployment ends badly or not at all.
pub(super) fn add(script: &mut Script) {
    let good = |name: &str| definition(name, &[container("main")]);
    let bad = |name: &str| {
        let exits = with(container("main"), behaves(&[("exit", "1@5s")]));
        definition(name, &[exits])
    };
    let breaker = |enable: bool, rollback: bool| {
        json!({ "deploymentConfiguration": {
        "deploymentCircuitBreaker": { "enable": enable, "rollback": rollback },
    } })
    };
    let mut add =
        |name: &str, first: Value, second: Option<Value>, desired: i64, members: Value| {
            script.ecs(SERVICES, "RegisterTaskDefinition", first);
            service(script, name, desired, members);
            if let Some(second) = second {
                script.release(RELEASES, "storm", name, second);
            }
        };
    let name = "rolled-back-by-breaker";
    add(name, good(name), Some(bad(name)), 2, breaker(true, true));
    let name = "failed-without-rollback";
    add(name, good(name), Some(bad(name)), 2, breaker(true, false));
    let name = "nothing-to-roll-back-to";
    add(name, bad(name), None, 2, breaker(true, true));
    let name = "deployment-without-end";
    add(name, good(name), Some(bad(name)), 2, breaker(false, false));
    // One task may neither be missing nor be doubled.
    let stuck = json!({ "deploymentConfiguration": { "minimumHealthyPercent": 100, "maximumPercent": 150 } });
    let name = "percentages-leave-no-way";
    add(name, good(name), Some(good(name)), 1, stuck);
    let name = "protected-tasks";
    add(name, good(name), None, 2, json!({}));
    script.arrange(RELEASES, |region, context| {
        let Some(cluster) = region.ecs.clusters.get_mut("storm") else {
            return;
        };
        for id in cluster.running_tasks_of("protected-tasks") {
            if let Some(task) = cluster.tasks.get_mut(&id) {
                task.protected_until = Some(context.now + 2 * crate::clock::HOUR);
            }
        }
    });
    script.release(RELEASES, "storm", name, good(name));
}
