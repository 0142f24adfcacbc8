//! The simulated account: its regions, and time passing in them.

mod body;
mod past;

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use crate::{
    arn,
    autoscaling::{self, AutoScaling},
    clock::Millis,
    ecr::Ecr,
    ecs::{self, Ecs},
    elb::Elb,
    error::{Answer, AwsError, Written},
    input::Input,
    logs::Logs,
    random::Random,
    scenario,
    schedule::{Event, Schedule},
    schema, trail,
    wire::Service,
};

pub(crate) use body::Body;
pub(crate) use past::Past;

/// The state of everything that is simulated.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct World {
    regions: BTreeMap<Arc<str>, Region>,
    schedule: Schedule,
    random: Random,
    seed: u64,
    /// Kept beside the state, which says nothing about time alone.
    #[serde(skip)]
    now: Millis,
}

/// One region of the account.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Region {
    pub(crate) ecs: Ecs,
    pub(crate) ecr: Ecr,
    pub(crate) logs: Logs,
    pub(crate) elb: Elb,
    /// States that were kept before the simulator had it don't hold it.
    #[serde(default)]
    pub(crate) autoscaling: AutoScaling,
    #[serde(default)]
    pub(crate) trail: trail::Trail,
}

/// What an operation or an event works with besides the state of its region.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The simulated time.
    pub(crate) now: Millis,
    /// The region's name.
    pub(crate) region: Arc<str>,
    pub(crate) random: &'a mut Random,
    schedule: &'a mut Schedule,
}

/// What answers an operation.
pub(crate) type Handler = fn(&mut Region, &Input, &mut Context<'_>) -> Answer;

/// What answers an operation that is asked often.
pub(crate) type Writer = fn(&Region, &Input, &Context<'_>) -> Written;

/// The writer of an operation, if it has one.
fn writer(service: Service, operation: &str) -> Option<Writer> {
    match service {
        Service::Ecs => ecs::writer(operation),
        Service::Logs => crate::logs::writer(operation),
        _ => None,
    }
}

/// The most regions that are kept; AWS has fewer.
const MOST_REGIONS: usize = 64;

/// The handler of an operation; `None` for those that the simulator doesn't have.
pub(crate) fn handler(service: Service, operation: &str) -> Option<Handler> {
    match service {
        Service::Ecs => ecs::handler(operation),
        Service::Ecr => crate::ecr::handler(operation),
        Service::Logs => crate::logs::handler(operation),
        Service::Elb => crate::elb::handler(operation),
        Service::AutoScaling => autoscaling::handler(operation),
        Service::Trail => trail::handler(operation),
        // STS has no state.
        Service::Sts => None,
    }
}

/// A request as its operation may rely on it.
fn checked<'a>(
    region: &str,
    service: Service,
    operation: &str,
    input: &'a Input,
) -> Result<Cow<'a, Input>, AwsError> {
    let input = schema::conform(service, operation, input)?;
    if service == Service::Ecs {
        ecs::check_identifiers(operation, &input, region)?;
    }
    Ok(input)
}

impl Context<'_> {
    /// Lets an event happen after `delay`.
    pub(crate) fn after(&mut self, delay: Millis, event: ecs::Event) {
        self.schedule
            .add(self.now + delay, &self.region, Event::Ecs(event));
    }
}

impl World {
    /// An empty account at a time.
    pub(crate) fn new(seed: u64, now: Millis) -> Self {
        Self {
            regions: BTreeMap::new(),
            schedule: Schedule::default(),
            random: Random::new(seed),
            seed,
            now,
        }
    }

    /// The time up to which everything has happened.
    pub(crate) fn now(&self) -> Millis {
        self.now
    }

    /// Goes on at the time it was kept.
    pub(crate) fn resume(&mut self, now: Millis) {
        self.now = now;
    }

    /// Lets everything happen that is due up to `until`, in order.
    pub(crate) fn advance(&mut self, until: Millis) {
        while self.happen_next(until) {}
    }

    /// Lets the next thing happen that is due up to `until`; false when there is none, and it is
    /// that time.
    pub(crate) fn happen_next(&mut self, until: Millis) -> bool {
        let Some((at, region, event)) = self.schedule.take(until) else {
            self.now = self.now.max(until);
            return false;
        };
        self.now = self.now.max(at);
        match event {
            Event::Ecs(event) => {
                self.within(&region, |region, context| {
                    ecs::happen(region, event, context);
                });
            }
            Event::Scenario(beat) => scenario::go_on(self, beat),
        }
        true
    }

    /// Lets a scenario make its next change after `delay`.
    pub(crate) fn go_on(&mut self, delay: Millis, beat: scenario::Beat) {
        let region = Arc::from(scenario::REGION);
        self.schedule
            .add(self.now + delay, &region, Event::Scenario(beat));
    }

    /// Answers one operation at the current time.
    pub(crate) fn call(
        &mut self,
        region: &str,
        service: Service,
        operation: &str,
        input: &Input,
    ) -> Answer {
        let handler = handler(service, operation)
            .ok_or_else(|| AwsError::unknown_operation(service, operation))?;
        let input = checked(region, service, operation, input)?;
        self.within(region, |region, context| handler(region, &input, context))
    }

    /// Answers one operation of a client at the current time.
    pub(crate) fn answer(
        &mut self,
        region: &str,
        service: Service,
        operation: &str,
        input: &Input,
    ) -> Result<Body, AwsError> {
        self.check_region(region)?;
        if let Some(writer) = writer(service, operation) {
            let input = checked(region, service, operation, input)?;
            return self
                .within(region, |region, context| writer(region, &input, context))
                .map(Body::Written);
        }
        self.call(region, service, operation, input)
            .map(Body::Document)
    }

    /// Records a call of ECS in a region.
    pub(crate) fn record(&mut self, region: &str, call: &trail::Call<'_>) {
        self.within(region, |region, context| {
            region.trail.record(&context.region, call, context.now);
        });
    }

    /// Refuses names that no region has, and regions beyond those that are kept.
    pub(crate) fn check_region(&self, name: &str) -> Result<(), AwsError> {
        if self.regions.contains_key(name) {
            return Ok(());
        }
        if !arn::is_region(name) {
            return Err(AwsError::new(
                "UnrecognizedClientException",
                format!("{name:?} can't be the name of a region."),
            ));
        }
        if self.regions.len() >= MOST_REGIONS {
            return Err(AwsError::new(
                "UnrecognizedClientException",
                format!("The simulator keeps at most {MOST_REGIONS} regions."),
            ));
        }
        Ok(())
    }

    /// Works on one region, which is made when it is first used.
    pub(crate) fn within<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Region, &mut Context<'_>) -> T,
    ) -> T {
        let name: Arc<str> = self
            .regions
            .get_key_value(name)
            .map_or_else(|| Arc::from(name), |(name, _)| Arc::clone(name));
        let seed = self.seed;
        let region = self
            .regions
            .entry(Arc::clone(&name))
            .or_insert_with(|| Region {
                ecs: Ecs::default(),
                ecr: Ecr::default(),
                logs: Logs::new(seed),
                elb: Elb::default(),
                autoscaling: AutoScaling::default(),
                trail: trail::Trail::default(),
            });
        let mut context = Context {
            now: self.now,
            region: name,
            random: &mut self.random,
            schedule: &mut self.schedule,
        };
        work(region, &mut context)
    }
}
