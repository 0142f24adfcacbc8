//! The scenario `releases`: every way to deploy, again and again.
//!
//! Cluster `releases` runs one service for each strategy and each way a deployment can go. At the start
//! each of them is at another stage; when a deployment is over, the next one follows after a while.

mod balancing;
mod service;

use serde_json::json;

use crate::{
    clock::{HOUR, MINUTE, Millis, SECOND},
    ecs::lambda::{HookStatus, Rule},
    input::Input,
    scenario::{
        Beat,
        script::{REGION, Script, record},
    },
    wire::Service,
    world::World,
};
use service::{Release, releases};

/// The cluster.
const CLUSTER: &str = "releases";
/// When everything was made.
const BEGINNING: Millis = 6 * HOUR;
/// How many deployments of each service are over at the start.
const EARLIER: u64 = 3;

/// The account at its start.
pub(super) fn load(seed: u64, start: Millis) -> World {
    let mut world = script().play(seed, start);
    for (index, release) in releases().iter().enumerate() {
        let beat = Beat::Release {
            service: index,
            number: EARLIER + 1,
        };
        world.go_on(release.period - release.lead, beat);
    }
    world
}

/// Starts the next deployment of a service and lets another one follow.
pub(super) fn go_on(world: &mut World, service: usize, number: u64) {
    let releases = releases();
    let Some(release) = releases.get(service) else {
        return;
    };
    let input = Input::from_value(release.deployment(number));
    // Somebody may have deleted the service; the others go on.
    let answer = world.call(REGION, Service::Ecs, "UpdateService", &input);
    record(world, "UpdateService", &input, &answer);
    let beat = Beat::Release {
        service,
        number: number + 1,
    };
    world.go_on(release.period, beat);
}

fn script() -> Script {
    let mut script = Script::default();
    script.ecs(
        BEGINNING,
        "CreateCluster",
        json!({
            "clusterName": CLUSTER,
            "capacityProviders": ["FARGATE"],
            "serviceConnectDefaults": { "namespace": "releases.local" },
        }),
    );
    script.repository(BEGINNING, "shop");
    for tag in ["1.0.0", "1.1.0"] {
        script.push(BEGINNING, "shop", tag);
    }
    script.arrange(BEGINNING, |region, _| {
        let target = Some(format!("*{}", service::REJECTING));
        let rule = Rule::new(target, None, HookStatus::Failed, Some(60 * SECOND));
        // There is room for a hundred rules, and this is the first.
        let _ = region.ecs.lambdas.decide(rule);
    });
    balancing::load_balancer(&mut script, BEGINNING);
    for release in releases() {
        add(&mut script, &release);
    }
    script.bounds(2 * MINUTE, "releases/rolling", 3, 12);
    script
}

/// Adds a service and its deployments up to the one that is in progress at the start.
fn add(script: &mut Script, release: &Release) {
    if release.balanced {
        balancing::target_groups(script, BEGINNING, release);
    }
    for definition in release.definitions() {
        script.ecs(BEGINNING, "RegisterTaskDefinition", definition);
    }
    let made = release.lead + (EARLIER as Millis + 1) * release.period + 10 * MINUTE;
    script.ecs(made, "CreateService", release.creation());
    for number in 0..=EARLIER {
        let before = release.lead + (EARLIER - number) as Millis * release.period;
        script.ecs(before, "UpdateService", release.deployment(number));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::{Value, json};

    use super::{CLUSTER, load, releases};
    use crate::{
        clock::{HOUR, MINUTE},
        input::Input,
        scenario::script::REGION,
        wire::Service,
        world::World,
    };

    const START: i64 = 1_780_000_000_000;

    fn ecs(world: &mut World, operation: &str, input: Value) -> Value {
        world
            .call(REGION, Service::Ecs, operation, &Input::from_value(input))
            .unwrap()
    }

    /// The newest deployment of a service.
    fn current(world: &mut World, service: &str) -> Value {
        let list = json!({ "cluster": CLUSTER, "service": service });
        let found = ecs(world, "ListServiceDeployments", list);
        let arn = &found["serviceDeployments"][0]["serviceDeploymentArn"];
        let describe = json!({ "serviceDeploymentArns": [arn] });
        ecs(world, "DescribeServiceDeployments", describe)["serviceDeployments"][0].clone()
    }

    #[test]
    fn every_service_is_at_another_stage_at_the_start() {
        for seed in 1..4 {
            let mut world = load(seed, START);
            let mut found = |service: &str| {
                let record = current(&mut world, service);
                let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
                let weight = &record["targetServiceRevision"]["requestedProductionTrafficWeight"];
                let hook = &record["lifecycleHookDetails"][0]["status"];
                format!(
                    "{} {} {} {}",
                    text(&record["status"]),
                    text(&record["lifecycleStage"]),
                    weight.as_f64().unwrap_or(-1.0),
                    text(hook)
                )
            };
            for (service, expected) in [
                ("rolling", "IN_PROGRESS - -1 -"),
                ("rolling-alarms", "IN_PROGRESS - -1 -"),
                ("blue-green", "IN_PROGRESS BAKE_TIME 100 SUCCEEDED"),
                ("linear", "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 40 -"),
                ("canary", "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 10 -"),
                (
                    "approval",
                    "IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 0 AWAITING_ACTION",
                ),
                (
                    "smoke-test",
                    "IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 0 IN_PROGRESS",
                ),
                ("broken", "IN_PROGRESS - -1 -"),
            ] {
                assert_eq!(found(service), expected, "{service}, seed {seed}");
            }
        }
    }

    #[test]
    fn deployments_end_as_they_should_and_repeat() {
        let mut world = load(1, START);
        world.advance(START + 3 * HOUR);
        for release in releases() {
            let list = json!({ "cluster": CLUSTER, "service": release.name, "maxResults": 100 });
            let found = ecs(&mut world, "ListServiceDeployments", list);
            let found = found["serviceDeployments"].as_array().unwrap();
            assert!(found.len() > 10, "{}: {}", release.name, found.len());
            let expected = match release.name {
                "approval" | "smoke-test" | "broken" => "ROLLBACK_SUCCESSFUL",
                _ => "SUCCESSFUL",
            };
            // The first made the service, the last may be in progress.
            for record in &found[1..found.len() - 1] {
                assert_eq!(record["status"], expected, "{} {record}", release.name);
            }
        }
    }

    #[test]
    fn one_step_and_a_thousand_steps_give_the_same_history() {
        let (mut once, mut often) = (load(5, START), load(5, START));
        once.advance(START + 90 * MINUTE);
        for step in 1..=1_000 {
            often.advance(START + step * 90 * MINUTE / 1_000);
        }
        for release in releases() {
            let describe = json!({ "cluster": CLUSTER, "services": [release.name] });
            assert_eq!(
                ecs(&mut once, "DescribeServices", describe.clone()),
                ecs(&mut often, "DescribeServices", describe)
            );
            assert_eq!(
                current(&mut once, release.name),
                current(&mut often, release.name)
            );
        }
    }
}
