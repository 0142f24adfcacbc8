//! Scripts: API calls at times before the start.

use serde_json::{Value, json};

use crate::{
    clock::{HOUR, Millis},
    error::Answer,
    input::Input,
    random::{Noise, hash},
    scenario::people::People,
    trail,
    wire::Service,
    world::{Context, Region, World},
};

/// The region that scenarios live in.
pub(crate) const REGION: &str = "us-east-1";

/// What a script does at one time.
pub(super) enum Step {
    /// An API call.
    Call(Service, &'static str, Value),
    /// Something AWS does without an API of ECS, such as an instance that starts.
    Arrange(fn(&mut Region, &mut Context<'_>)),
}

/// Steps with how long before the start they happen.
#[derive(Default)]
pub(super) struct Script {
    steps: Vec<(Millis, Step)>,
}

impl Script {
    /// Adds an ECS call.
    pub(super) fn ecs(&mut self, before: Millis, operation: &'static str, input: Value) {
        self.steps
            .push((before, Step::Call(Service::Ecs, operation, input)));
    }

    /// Adds an ECR call.
    pub(super) fn ecr(&mut self, before: Millis, operation: &'static str, input: Value) {
        self.steps
            .push((before, Step::Call(Service::Ecr, operation, input)));
    }

    /// Adds a CloudWatch Logs call.
    pub(super) fn logs(&mut self, before: Millis, operation: &'static str, input: Value) {
        self.steps
            .push((before, Step::Call(Service::Logs, operation, input)));
    }

    /// Adds an Elastic Load Balancing call.
    pub(super) fn elb(&mut self, before: Millis, operation: &'static str, input: Value) {
        self.steps
            .push((before, Step::Call(Service::Elb, operation, input)));
    }

    /// Registers an ECS service as a scalable target with its bounds.
    pub(super) fn bounds(&mut self, before: Millis, service: &str, min: i64, max: i64) {
        let input = json!({
            "ServiceNamespace": "ecs",
            "ScalableDimension": "ecs:service:DesiredCount",
            "ResourceId": format!("service/{service}"),
            "MinCapacity": min,
            "MaxCapacity": max,
        });
        let operation = "RegisterScalableTarget";
        self.steps
            .push((before, Step::Call(Service::AutoScaling, operation, input)));
    }

    /// Adds a step that is no API call.
    pub(super) fn arrange(&mut self, before: Millis, arrange: fn(&mut Region, &mut Context<'_>)) {
        self.steps.push((before, Step::Arrange(arrange)));
    }

    /// Lets the script happen and time pass up to the start.
    pub(super) fn play(mut self, seed: u64, start: Millis) -> World {
        // The sort is stable: steps of one time stay in the order they were added.
        self.steps.sort_by_key(|(before, _)| -before);
        let first = self.steps.first().map_or(0, |(before, _)| *before);
        let mut world = World::new(seed, start - first);
        for (before, step) in self.steps {
            world.advance(start - before);
            match step {
                Step::Call(service, operation, input) => {
                    let input = Input::from_value(input);
                    let answer = world.call(REGION, service, operation, &input);
                    if service == Service::Ecs {
                        record(&mut world, operation, &input, &answer);
                    }
                    debug_assert!(
                        answer.is_ok(),
                        "scenario step {operation} failed: {answer:?}"
                    );
                }
                Step::Arrange(arrange) => world.within(REGION, arrange),
            }
        }
        world.advance(start);
        world
    }
}

/// Records who made or changed a service, as somebody plausible.
pub(super) fn record(world: &mut World, operation: &str, input: &Input, answer: &Answer) {
    let name = |member: &str| input.get(member).and_then(Value::as_str);
    let (service, who) = match (operation, name("serviceName").or(name("service"))) {
        ("CreateService", Some(service)) => (service, People::Terraform),
        ("UpdateService", Some(service)) => (service, People::of(service, world.now())),
        _ => return,
    };
    let (identity, user_agent) = who.identity(service);
    let call = trail::Call {
        operation,
        input,
        answer: answer.as_ref(),
        who: &identity,
        user_agent,
        request_id: None,
    };
    world.record(REGION, &call);
}

/// Shorthands for what scenarios do often.
impl Script {
    /// Makes a repository.
    pub(super) fn repository(&mut self, before: Millis, name: &str) {
        let input =
            json!({ "repositoryName": name, "imageScanningConfiguration": { "scanOnPush": true } });
        self.ecr(before, "CreateRepository", input);
    }

    /// Pushes an image whose layers depend on its name and tag.
    pub(super) fn push(&mut self, before: Millis, repository: &str, tag: &str) {
        let mut noise = Noise::new(hash(3, &format!("{repository}:{tag}")));
        let mut blob = |kind: &str, size: u64| {
            let digest = format!(
                "sha256:{:016x}{:016x}{:016x}{:016x}",
                noise.next(),
                noise.next(),
                noise.next(),
                noise.next()
            );
            json!({ "mediaType": kind, "size": size / 2 + noise.below(size), "digest": digest })
        };
        let layer = "application/vnd.docker.image.rootfs.diff.tar.gzip";
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": blob("application/vnd.docker.container.image.v1+json", 7_000),
            "layers": [blob(layer, 30 << 20), blob(layer, 40 << 20), blob(layer, 9 << 20)],
        });
        let input = json!({ "repositoryName": repository, "imageTag": tag, "imageManifest": manifest.to_string() });
        self.ecr(before, "PutImage", input);
    }

    /// Registers revisions 1 to `count` of a family, two a day up to `before`, and deregisters them.
    pub(super) fn early_revisions(&mut self, before: Millis, count: i64, definition: &Value) {
        let family = definition["family"].as_str().unwrap_or_default();
        for revision in 1..=count {
            let at = before + (count + 1 - revision) * 11 * HOUR;
            self.ecs(at, "RegisterTaskDefinition", definition.clone());
            self.ecs(
                at,
                "DeregisterTaskDefinition",
                json!({ "taskDefinition": format!("{family}:{revision}") }),
            );
        }
    }

    /// Registers a revision of a service's family and deploys it.
    pub(super) fn release(
        &mut self,
        before: Millis,
        cluster: &str,
        service: &str,
        definition: Value,
    ) {
        let family = definition["family"].clone();
        self.ecs(before, "RegisterTaskDefinition", definition);
        self.ecs(
            before,
            "UpdateService",
            json!({ "cluster": cluster, "service": service, "taskDefinition": family }),
        );
    }
}
