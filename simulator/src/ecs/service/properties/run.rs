//! Carrying out a plan, with a look at everything after each event.

use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use crate::{
    clock::{Millis, SECOND},
    ecs::{
        Cluster, ContainerInstance,
        alarm::State,
        container_instance::Status,
        lambda::Rule,
        service::{
            Service,
            properties::{
                balancing,
                plan::{Kind, Place, Plan, Settings, Step, Way},
                rules::{self, Look, Seen},
            },
            scheduler,
        },
    },
    elb::Elb,
    input::Input,
    wire::Service as Api,
    world::World,
};

pub(super) const REGION: &str = "us-east-1";
const START: Millis = 1_780_000_000_000;
/// The cluster, and the alarm.
pub(super) const NAME: &str = "p";

/// A cluster to which a plan happens.
pub(super) struct Run {
    pub(super) world: World,
    pub(super) lanes: Vec<Lane>,
}

/// One of the services, and what is known of it.
pub(super) struct Lane {
    /// Also of the family of its task definitions.
    pub(super) name: String,
    pub(super) settings: Settings,
    /// The kind of each revision, from 1 on.
    pub(super) kinds: Vec<Kind>,
    pub(super) seen: Seen,
    /// Whether a deployment was asked to stop.
    pub(super) asked_to_stop: bool,
}

impl Run {
    /// Makes the cluster, its instances and the services.
    pub(super) fn new(seed: u64, plan: &Plan) -> Self {
        let mut run = Self {
            world: World::new(seed, START),
            lanes: Vec::new(),
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
        for (index, settings) in plan.services.iter().enumerate() {
            run.lanes.push(Lane {
                name: format!("p-{index}"),
                settings: settings.clone(),
                kinds: Vec::new(),
                seen: Seen::default(),
                asked_to_stop: false,
            });
            run.create(index);
        }
        run
    }

    fn create(&mut self, lane: usize) {
        let settings = self.lanes[lane].settings.clone();
        let name = self.lanes[lane].name.clone();
        self.register(lane, settings.first);
        let mut input = json!({
            "cluster": NAME,
            "serviceName": name,
            "taskDefinition": name,
            "deploymentConfiguration": settings.configuration(settings.percents),
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
                input["networkConfiguration"] =
                    json!({ "awsvpcConfiguration": { "subnets": ["subnet-1", "subnet-2"] } });
            }
        }
        if settings.balanced {
            balancing::make(&mut self.world, &name);
            input["loadBalancers"] = json!([balancing::entry(&name, settings.way.shifts())]);
        }
        let made = self.call("CreateService", input);
        assert!(made, "the service {settings:?} is refused");
    }

    /// Registers a revision of a service's task definition.
    pub(super) fn register(&mut self, lane: usize, kind: Kind) {
        let lane = &mut self.lanes[lane];
        lane.kinds.push(kind);
        let mut input = json!({ "family": lane.name, "containerDefinitions": kind.containers() });
        if lane.settings.place == Place::Fargate {
            input["networkMode"] = json!("awsvpc");
            input["requiresCompatibilities"] = json!(["FARGATE"]);
            input["cpu"] = json!("256");
            input["memory"] = json!("512");
            input["containerDefinitions"][0]["portMappings"] = json!([{ "containerPort": 8080 }]);
        }
        self.call("RegisterTaskDefinition", input);
    }

    /// Makes a call that may be refused, as a client's may; whether it wasn't.
    pub(super) fn call(&mut self, operation: &str, input: Value) -> bool {
        let input = Input::from_value(input);
        // A refusal, such as of a rollback when nothing is deployed, changes nothing.
        let answer = self.world.call(REGION, Api::Ecs, operation, &input);
        answer.is_ok()
    }

    /// Does a step, with every event of it looked at.
    pub(super) fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        if let Step::Wait(seconds) = step {
            return self.pass(seconds * SECOND);
        }
        self.act(step);
        for (lane, look) in self.look().into_iter().enumerate() {
            rules::take_in(&mut self.lanes[lane].seen, &look)?;
        }
        Ok(())
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
            for ((lane, before), after) in self.lanes.iter_mut().zip(&before).zip(&after) {
                rules::step(lane, before, after)?;
            }
            let same = |(before, after): (&Look, &Look)| before.tasks.keys().eq(after.tasks.keys());
            if !before.iter().zip(&after).all(same) {
                rules::share(&mut self.world)?;
            }
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

    /// A look at each service, with the events that were not seen before.
    fn look(&mut self) -> Vec<Look> {
        (0..self.lanes.len())
            .map(|lane| {
                let seen = self.lanes[lane].seen.newest.clone();
                self.look_at(lane, seen.as_ref())
            })
            .collect()
    }

    /// A look at a service; `seen` is the newest event that is known.
    pub(super) fn look_at(&mut self, lane: usize, seen: Option<&String>) -> Look {
        let now = self.world.now();
        self.with(lane, |service, cluster, elb| {
            Look::at(service, cluster, elb, now, seen)
        })
    }

    /// Works on a service, its cluster and the load balancers.
    pub(super) fn with<T>(
        &mut self,
        lane: usize,
        work: impl FnOnce(&Service, &Cluster, &Elb) -> T,
    ) -> T
    where
        T: Default,
    {
        let name = &self.lanes[lane].name;
        self.world.within(REGION, |region, _| {
            let cluster = region.ecs.clusters.get(NAME);
            let service = cluster.and_then(|cluster| cluster.services.get(name));
            match (service, cluster) {
                (Some(service), Some(cluster)) => work(service, cluster, &region.elb),
                _ => T::default(),
            }
        })
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

    fn act(&mut self, step: &Step) {
        match step {
            Step::Act(lane, act) => self.do_to(lane % self.lanes.len(), act),
            Step::Alarm(raised) => {
                let state = if *raised { State::Alarm } else { State::Ok };
                self.world.within(REGION, |region, context| {
                    // There is but this one alarm.
                    let _ = region.ecs.alarms.set(NAME.to_owned(), state);
                    scheduler::wake_deploying(&mut region.ecs, context);
                });
            }
            Step::Functions(status) => self.world.within(REGION, |region, context| {
                // A rule replaces the one before it.
                let _ = region
                    .ecs
                    .lambdas
                    .decide(Rule::new(None, None, *status, None));
                scheduler::wake_deploying(&mut region.ecs, context);
            }),
            Step::Drain(index) => self.set_instance(*index, Status::Draining),
            Step::Activate(index) => self.set_instance(*index, Status::Active),
            Step::Wait(_) => {}
        }
    }
}

impl Settings {
    /// `deploymentConfiguration`
    pub(super) fn configuration(&self, (minimum, maximum): (i64, i64)) -> Value {
        let (enable, rollback) = self.breaker;
        let mut configuration = json!({
            "minimumHealthyPercent": minimum,
            "maximumPercent": maximum,
            "deploymentCircuitBreaker": { "enable": enable, "rollback": rollback },
            "bakeTimeInMinutes": self.bake,
        });
        if let Some(rollback) = self.alarm {
            configuration["alarms"] =
                json!({ "alarmNames": [NAME], "enable": true, "rollback": rollback });
        }
        match self.way {
            Way::Rolling => return configuration,
            Way::BlueGreen => configuration["strategy"] = json!("BLUE_GREEN"),
            Way::Linear => {
                configuration["strategy"] = json!("LINEAR");
                configuration["linearConfiguration"] =
                    json!({ "stepPercent": 40.0, "stepBakeTimeInMinutes": 1 });
            }
            Way::Canary => {
                configuration["strategy"] = json!("CANARY");
                configuration["canaryConfiguration"] =
                    json!({ "canaryPercent": 10.0, "canaryBakeTimeInMinutes": 1 });
            }
        }
        let hooks = self.hooks.iter().map(|hook| {
            let action = if hook.continues {
                "CONTINUE"
            } else {
                "ROLLBACK"
            };
            let mut document = json!({
                "lifecycleStages": [hook.stage],
                "timeoutConfiguration": { "timeoutInMinutes": hook.minutes, "action": action },
            });
            if hook.pauses {
                document["targetType"] = json!("PAUSE");
            } else {
                document["hookTargetArn"] =
                    json!("arn:aws:lambda:us-east-1:123456789012:function:p");
                document["roleArn"] = json!("arn:aws:iam::123456789012:role/hooks");
            }
            document
        });
        configuration["lifecycleHooks"] = hooks.collect();
        configuration
    }
}
