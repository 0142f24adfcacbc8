//! Carrying out a plan, with a look at everything after each event.

use std::collections::BTreeSet;

use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use crate::{
    clock::{MINUTE, Millis, SECOND},
    ecs::{
        Cluster, ContainerInstance, Plan as TroublePlan, Trouble,
        container_instance::Status,
        service::{
            Service,
            properties::{
                plan::{Kind, Place, Settings, Step},
                rules::{self, Look},
            },
        },
        trouble,
    },
    input::Input,
    wire::Service as Api,
    world::World,
};

const REGION: &str = "us-east-1";
const START: Millis = 1_780_000_000_000;
/// The cluster and the service.
pub(super) const NAME: &str = "p";

/// A service to which a plan happens.
pub(super) struct Run {
    pub(super) world: World,
    pub(super) settings: Settings,
    /// The kind of each revision, from 1 on.
    pub(super) kinds: Vec<Kind>,
    pub(super) seen: rules::Seen,
    pub(super) asked_to_roll_back: bool,
}

impl Run {
    /// Makes the cluster, its instances and the service.
    pub(super) fn new(seed: u64, settings: &Settings) -> Self {
        let mut run = Self {
            world: World::new(seed, START),
            settings: settings.clone(),
            kinds: Vec::new(),
            seen: rules::Seen::default(),
            asked_to_roll_back: false,
        };
        run.call("CreateCluster", json!({ "clusterName": NAME }));
        run.world.within(REGION, |region, context| {
            if let Some(cluster) = region.ecs.clusters.get_mut(NAME) {
                for zone in ["a", "b", "c"] {
                    let instance = ContainerInstance::new(NAME, zone, context);
                    cluster.instances.insert(instance.id.clone(), instance);
                }
            }
        });
        run.register(settings.first);
        let mut input = json!({
            "cluster": NAME,
            "serviceName": NAME,
            "taskDefinition": NAME,
            "deploymentConfiguration": run.deployment_configuration(settings.percents),
        });
        match settings.place {
            Place::Daemon => {
                input["schedulingStrategy"] = json!("DAEMON");
                input["deploymentConfiguration"]["maximumPercent"] = json!(100);
                input["deploymentConfiguration"]["minimumHealthyPercent"] = json!(50);
            }
            Place::Instances => input["desiredCount"] = json!(settings.desired),
            Place::Fargate => {
                input["desiredCount"] = json!(settings.desired);
                input["launchType"] = json!("FARGATE");
            }
        }
        if settings.place == Place::Fargate {
            input["networkConfiguration"] =
                json!({ "awsvpcConfiguration": { "subnets": ["subnet-1", "subnet-2"] } });
        }
        run.call("CreateService", input);
        run
    }

    fn deployment_configuration(&self, (minimum, maximum): (i64, i64)) -> Value {
        let (enable, rollback) = self.settings.breaker;
        json!({
            "minimumHealthyPercent": minimum,
            "maximumPercent": maximum,
            "deploymentCircuitBreaker": { "enable": enable, "rollback": rollback },
        })
    }

    fn register(&mut self, kind: Kind) {
        self.kinds.push(kind);
        let mut input = json!({ "family": NAME, "containerDefinitions": kind.containers() });
        if self.settings.place == Place::Fargate {
            input["networkMode"] = json!("awsvpc");
            input["requiresCompatibilities"] = json!(["FARGATE"]);
            input["cpu"] = json!("256");
            input["memory"] = json!("512");
        }
        self.call("RegisterTaskDefinition", input);
    }

    /// Makes a call that may be refused, as a client's may.
    fn call(&mut self, operation: &str, input: Value) {
        let input = Input::from_value(input);
        // A refusal, such as of a rollback when nothing is deployed, changes nothing.
        let _ = self.world.call(REGION, Api::Ecs, operation, &input);
    }

    /// Does a step, with every event of it looked at.
    pub(super) fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Wait(seconds) => self.pass(seconds * SECOND),
            step => {
                self.act(step);
                let now = self.look();
                rules::unexplained(self, &now)
            }
        }
    }

    /// Does a step without looking, time in pieces.
    pub(super) fn take_in_pieces(&mut self, step: &Step, pieces: i64) {
        match step {
            Step::Wait(seconds) => self.pass_in_pieces(seconds * SECOND, pieces),
            step => self.act(step),
        }
    }

    /// Lets time pass, event by event.
    pub(super) fn pass(&mut self, span: Millis) -> Result<(), TestCaseError> {
        let until = self.world.now() + span;
        let mut before = self.look();
        while self.world.happen_next(until) {
            let after = self.look();
            rules::step(self, &before, &after)?;
            before = after;
        }
        Ok(())
    }

    /// Lets time pass in equal pieces.
    pub(super) fn pass_in_pieces(&mut self, span: Millis, pieces: i64) {
        let start = self.world.now();
        for piece in 1..=pieces {
            self.world.advance(start + span * piece / pieces);
        }
    }

    /// Everything there is, as data.
    pub(super) fn state(&self) -> Value {
        serde_json::to_value(&self.world).unwrap_or_default()
    }

    /// A look at the service, with the events that were not seen before.
    fn look(&mut self) -> Look {
        let (now, seen) = (self.world.now(), self.seen.newest.clone());
        self.with(|service, cluster| Look::at(service, cluster, now, seen.as_ref()))
    }

    /// A look at the service with all of its events.
    pub(super) fn look_at_all(&mut self) -> Look {
        let now = self.world.now();
        self.with(|service, cluster| Look::at(service, cluster, now, None))
    }

    /// Works on the service and its cluster.
    pub(super) fn with<T>(&mut self, work: impl FnOnce(&Service, &Cluster) -> T) -> T
    where
        T: Default,
    {
        self.world.within(REGION, |region, _| {
            let cluster = region.ecs.clusters.get(NAME);
            let service = cluster.and_then(|cluster| cluster.services.get(NAME));
            match (service, cluster) {
                (Some(service), Some(cluster)) => work(service, cluster),
                _ => T::default(),
            }
        })
    }

    /// The id of one of the wanted tasks.
    fn wanted(&mut self, index: usize) -> Option<String> {
        self.with(|service, cluster| {
            let tasks: Vec<String> = service
                .live_tasks(cluster)
                .filter(|task| task.is_wanted())
                .map(|task| task.id.clone())
                .collect();
            tasks.get(index % tasks.len().max(1)).cloned()
        })
    }

    fn trouble(&mut self, index: usize, trouble: Trouble) {
        let Some(id) = self.wanted(index) else { return };
        let plan = TroublePlan {
            container: None,
            trouble,
        };
        self.world.within(REGION, |region, context| {
            if let Some(cluster) = region.ecs.clusters.get_mut(NAME) {
                // A task that isn't running yet can't be troubled.
                let _ = trouble::make(cluster, &id, &plan, &mut region.logs, context);
            }
        });
    }

    fn set_instance(&mut self, index: usize, status: Status) {
        self.world.within(REGION, |region, context| {
            if let Some(cluster) = region.ecs.clusters.get_mut(NAME) {
                if let Some(instance) = cluster.instances.values_mut().nth(index) {
                    instance.status = status;
                }
                cluster.instances_changed(context);
            }
        });
    }

    fn update(&mut self, mut members: Value) {
        members["cluster"] = json!(NAME);
        members["service"] = json!(NAME);
        self.call("UpdateService", members);
    }

    fn act(&mut self, step: &Step) {
        match step {
            Step::Deploy(kind) => {
                self.register(*kind);
                self.update(json!({ "taskDefinition": NAME }));
            }
            Step::Force => self.update(json!({ "forceNewDeployment": true })),
            // The count and the maximum of a DAEMON service aren't its own.
            Step::Scale(_) | Step::Percents(..) if self.settings.place == Place::Daemon => {}
            Step::Scale(desired) => self.update(json!({ "desiredCount": desired })),
            Step::Percents(minimum, maximum) => {
                let configuration = self.deployment_configuration((*minimum, *maximum));
                self.update(json!({ "deploymentConfiguration": configuration }));
            }
            Step::StopTask(index) => {
                if let Some(id) = self.wanted(*index) {
                    self.call("StopTask", json!({ "cluster": NAME, "task": id }));
                }
            }
            Step::ContainerExits(index) => self.trouble(
                *index,
                Trouble::Exit {
                    code: 1,
                    reason: None,
                },
            ),
            Step::FailsChecks(index) => self.trouble(*index, Trouble::Health { fails: true }),
            Step::RollBack => {
                self.asked_to_roll_back = true;
                let record = self
                    .with(|service, _| service.records.first().map(|record| record.arn.clone()));
                self.call(
                    "StopServiceDeployment",
                    json!({ "serviceDeploymentArn": record, "stopType": "ROLLBACK" }),
                );
            }
            Step::Drain(index) => self.set_instance(*index, Status::Draining),
            Step::Activate(index) => self.set_instance(*index, Status::Active),
            Step::Protect(index) => {
                let until = self.world.now() + 10 * MINUTE;
                let Some(id) = self.wanted(*index) else {
                    return;
                };
                self.world.within(REGION, |region, _| {
                    let cluster = region.ecs.clusters.get_mut(NAME);
                    if let Some(task) = cluster.and_then(|cluster| cluster.tasks.get_mut(&id)) {
                        task.protected_until = Some(until);
                    }
                });
            }
            Step::Wait(_) => {}
        }
    }

    /// Ids of the tasks that were ever seen.
    pub(super) fn known(&self) -> &BTreeSet<String> {
        &self.seen.started
    }
}
