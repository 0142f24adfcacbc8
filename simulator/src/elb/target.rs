//! Targets and their health.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    clock::Millis,
    document::Document,
    ecs::task::target::{Health, Target},
    elb::{Elb, TargetGroup, member, quota, target_group::not_found},
    error::{Answer, AwsError},
    input::Input,
    world::{Context, Region},
};

/// A target that was registered by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Registered {
    id: String,
    port: i64,
    since: Millis,
    /// When it was deregistered.
    leaving: Option<Millis>,
}

/// The targets that a request names, ids and ports, of the type that the group has.
fn named(input: &Input, group: &TargetGroup) -> Result<Vec<(String, i64)>, AwsError> {
    let targets = member::structures(input, "Targets")?;
    let read = |target: &Input| {
        let id = member::required(target, "Id")?.to_owned();
        let port = member::number(target, "Port", 1..=65_535)?;
        let fits = match group.kind.as_str() {
            "ip" => id.parse::<std::net::IpAddr>().is_ok(),
            "instance" => id.starts_with("i-"),
            _ => true,
        };
        if !fits {
            return Err(AwsError::new(
                "InvalidTarget",
                format!(
                    "The target '{id}' is not valid for the target type '{}'",
                    group.kind
                ),
            ));
        }
        Ok((id, port.unwrap_or(group.port)))
    };
    targets.iter().map(read).collect()
}

/// `RegisterTargets`.
pub(super) fn register(elb: &mut Elb, input: &Input, context: &Context<'_>) -> Answer {
    let group = elb.group_mut(input)?;
    let named = named(input, group)?;
    let is_named = |known: &Registered| {
        let mut named = named.iter();
        named.any(|(id, port)| (id, *port) == (&known.id, known.port))
    };
    let others = group.registered.iter().filter(|known| !is_named(known));
    quota::TARGETS.check(others.count() + named.len())?;
    group.registered.retain(|known| !is_named(known));
    let new = named.into_iter().map(|(id, port)| Registered {
        id,
        port,
        since: context.now,
        leaving: None,
    });
    group.registered.extend(new);
    Ok(json!({}))
}

/// `DeregisterTargets`: targets of services come back only with new tasks, as on AWS.
pub(super) fn deregister(elb: &mut Elb, input: &Input, context: &Context<'_>) -> Answer {
    let group = elb.group_mut(input)?;
    let delay = group.deregistration_delay();
    let named = named(input, group)?;
    group
        .registered
        .retain(|known| known.leaving.is_none_or(|at| context.now < at + delay));
    for known in &mut group.registered {
        if named
            .iter()
            .any(|(id, port)| (id, *port) == (&known.id, known.port))
        {
            known.leaving.get_or_insert(context.now);
        }
    }
    Ok(json!({}))
}

/// `DescribeTargetHealth`, of all targets or of those named.
pub(super) fn describe_health(region: &Region, input: &Input, context: &Context<'_>) -> Answer {
    let arn = member::required(input, "TargetGroupArn")?;
    let group = region.elb.target_group(arn).ok_or_else(|| not_found(arn))?;
    let used = !region.elb.load_balancers_of(arn).is_empty();
    let by_hand = group
        .registered
        .iter()
        .filter_map(|target| {
            target
                .state(group, context.now)
                .map(|state| (target, state))
        })
        .map(|(target, state)| (target.id.clone(), target.port, None, state));
    let tasks = region
        .ecs
        .clusters
        .values()
        .flat_map(|cluster| cluster.tasks.values());
    let of_services = tasks.flat_map(|task| {
        let targets = task.targets().iter().filter(|target| target.group == arn);
        targets.filter_map(|target| {
            let state = if task.is_wanted() {
                of_service(target)
            } else if task.is_draining() {
                State::Draining
            } else {
                return None;
            };
            let zone = Some(task.availability_zone().to_owned());
            Some((target.id.clone(), target.port, zone, state))
        })
    });
    let mut found: Vec<_> = by_hand.chain(of_services).collect();
    let named = named(input, group)?;
    if !named.is_empty() {
        let all = found;
        found = named
            .into_iter()
            .map(|(id, port)| {
                let known = all.iter().find(|known| (&known.0, known.1) == (&id, port));
                known
                    .cloned()
                    .unwrap_or((id, port, None, State::NotRegistered))
            })
            .collect();
    }
    let documents = found.into_iter().map(|(id, port, zone, state)| {
        let state = match state {
            State::Draining | State::NotRegistered => state,
            _ if !used => State::Unused,
            state => state,
        };
        document(&id, port, zone.as_deref(), state)
    });
    Ok(json!({ "TargetHealthDescriptions": documents.collect::<Vec<Value>>() }))
}

/// A target's health with the reason that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Initial,
    Healthy,
    Unhealthy,
    Unused,
    Draining,
    NotRegistered,
}

impl State {
    /// `State`, `Reason` and `Description`.
    fn words(self) -> (&'static str, Option<(&'static str, &'static str)>) {
        match self {
            Self::Initial => (
                "initial",
                Some((
                    "Elb.InitialHealthChecking",
                    "Initial health checks in progress",
                )),
            ),
            Self::Healthy => ("healthy", None),
            Self::Unhealthy => (
                "unhealthy",
                Some((
                    "Target.ResponseCodeMismatch",
                    "Health checks failed with these codes: [503]",
                )),
            ),
            Self::Unused => (
                "unused",
                Some((
                    "Target.NotInUse",
                    "Target group is not configured to receive traffic from the load balancer",
                )),
            ),
            Self::Draining => (
                "draining",
                Some((
                    "Target.DeregistrationInProgress",
                    "Target deregistration is in progress",
                )),
            ),
            Self::NotRegistered => (
                "unused",
                Some((
                    "Target.NotRegistered",
                    "Target is not registered to the target group",
                )),
            ),
        }
    }
}

fn of_service(target: &Target) -> State {
    match target.health {
        Health::Initial => State::Initial,
        Health::Healthy => State::Healthy,
        Health::Unhealthy => State::Unhealthy,
    }
}

impl Registered {
    /// Its state at a time; `None` when it is gone. Nothing says that it fails, so its first check passes.
    fn state(&self, group: &TargetGroup, now: Millis) -> Option<State> {
        match self.leaving {
            Some(at) if now >= at + group.deregistration_delay() => None,
            Some(_) => Some(State::Draining),
            None if now < self.since + group.check_interval() => Some(State::Initial),
            None => Some(State::Healthy),
        }
    }
}

fn document(id: &str, port: i64, zone: Option<&str>, state: State) -> Value {
    let (name, reason) = state.words();
    let health = Document::new()
        .set("State", name)
        .maybe("Reason", reason.map(|(reason, _)| reason))
        .maybe("Description", reason.map(|(_, description)| description))
        .build();
    let target = Document::new()
        .set("Id", id)
        .set("Port", port)
        .maybe("AvailabilityZone", zone)
        .build();
    json!({ "Target": target, "HealthCheckPort": port.to_string(), "TargetHealth": health })
}
