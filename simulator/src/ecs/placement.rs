//! Placing tasks on container instances: constraints, resources and strategies.

mod constraint;
mod expression;
mod room;
mod strategy;

use serde_json::Value;

use crate::{
    ecs::{Cluster, ContainerInstance},
    error::AwsError,
    random::Random,
};
pub(crate) use constraint::Constraint;
pub(crate) use expression::Expression;
pub(crate) use room::{Port, Protocol, Room};
pub(crate) use strategy::Strategy;

/// What a task asks of a container instance.
#[derive(Debug, Clone, Default)]
pub(crate) struct Demand {
    /// CPU units.
    pub(crate) cpu: i64,
    /// MiB.
    pub(crate) memory: i64,
    /// Ports of the host that it needs for itself.
    pub(crate) ports: Vec<Port>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) strategies: Vec<Strategy>,
    /// The capacity provider whose instances it may use; `None` is any instance.
    pub(crate) provider: Option<String>,
    /// Its group: tasks of one group are spread and kept apart.
    pub(crate) group: String,
    /// The id of the only instance that will do.
    pub(crate) instance: Option<String>,
}

/// Why an instance can't take a task, the one that rules out most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lack {
    Agent,
    MemberOf,
    DistinctInstance,
    Port,
    Memory,
    Cpu,
}

impl Lack {
    /// The end of AWS's sentence on the closest instance.
    fn sentence(self) -> &'static str {
        match self {
            Self::Agent => "doesn't have the agent connected.",
            Self::MemberOf => "encountered error \"MemberOf placement constraint unsatisfied.\".",
            Self::DistinctInstance => {
                "encountered error \"DistinctInstance placement constraint unsatisfied.\"."
            }
            Self::Port => "is already using a port required by your task.",
            Self::Memory => "has insufficient memory available.",
            Self::Cpu => "has insufficient CPU units available.",
        }
    }

    /// The `reason` in the `failures` of `RunTask`.
    pub(crate) fn failure(self) -> &'static str {
        match self {
            Self::Agent => "AGENT",
            Self::MemberOf => "MemberOf placement constraint unsatisfied.",
            Self::DistinctInstance => "DistinctInstance placement constraint unsatisfied.",
            Self::Port => "RESOURCE:PORTS",
            Self::Memory => "RESOURCE:MEMORY",
            Self::Cpu => "RESOURCE:CPU",
        }
    }
}

/// Why no instance could be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no active instance in the cluster.
    NoInstances,
    /// There is none of the capacity provider.
    EmptyProvider,
    /// Each instance lacks something: its id and ARN, and what; the closest one first.
    Lacking(Vec<(String, String, Lack)>),
}

impl Refusal {
    /// AWS's reason in a service event, the sentence after "Reason:".
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::NoInstances => "No Container Instances were found in your cluster.".to_owned(),
            Self::EmptyProvider => {
                "No Container Instances were found in your capacity provider.".to_owned()
            }
            Self::Lacking(instances) => {
                instances.first().map_or_else(String::new, |(id, _, lack)| {
                    format!(
                        "The closest matching (container-instance {id}) {}",
                        lack.sentence()
                    )
                })
            }
        }
    }
}

/// An instance that could be chosen.
#[derive(Debug, Clone)]
pub(crate) struct Candidate<'a> {
    pub(crate) instance: &'a ContainerInstance,
    pub(crate) room: Room<'a>,
}

/// Reads and checks `placementConstraints` and `placementStrategy` of a request.
pub(crate) fn check(constraints: &[Value], strategies: &[Value]) -> Result<(), AwsError> {
    if constraints.len() > 10 {
        return Err(AwsError::invalid_parameter(
            "Placement constraints cannot have more than 10 elements.",
        ));
    }
    if strategies.len() > 5 {
        return Err(AwsError::invalid_parameter(
            "Placement strategies cannot have more than 5 elements.",
        ));
    }
    Constraint::parse(constraints).map_err(AwsError::invalid_parameter)?;
    Strategy::parse(strategies).map_err(AwsError::invalid_parameter)?;
    Ok(())
}

/// Chooses an instance for a task among the active ones.
pub(crate) fn choose<'a>(
    cluster: &'a Cluster,
    demand: &Demand,
    random: &mut Random,
) -> Result<&'a ContainerInstance, Refusal> {
    let mut candidates = room::active(cluster);
    if candidates.is_empty() {
        return Err(Refusal::NoInstances);
    }
    if let Some(id) = &demand.instance {
        candidates.retain(|candidate| candidate.instance.id == *id);
        if candidates.is_empty() {
            return Err(Refusal::NoInstances);
        }
    } else if let Some(provider) = &demand.provider {
        candidates
            .retain(|candidate| candidate.instance.capacity_provider.as_ref() == Some(provider));
        if candidates.is_empty() {
            return Err(Refusal::EmptyProvider);
        }
    }
    let all = candidates.clone();
    let (fitting, lacking): (Vec<_>, Vec<_>) = candidates
        .into_iter()
        .map(|candidate| (lack(&candidate, demand), candidate))
        .partition(|(lack, _)| lack.is_none());
    let fitting: Vec<Candidate<'_>> = fitting
        .into_iter()
        .map(|(_, candidate)| candidate)
        .collect();
    strategy::choose(fitting, &all, demand, random)
        .map(|candidate| candidate.instance)
        .ok_or_else(|| refusal(lacking))
}

/// The active instances that constraints allow.
pub(crate) fn allowed<'a>(
    cluster: &'a Cluster,
    constraints: &[Constraint],
) -> Vec<&'a ContainerInstance> {
    room::active(cluster)
        .into_iter()
        .filter(|candidate| {
            constraints
                .iter()
                .all(|constraint| constraint.holds(candidate, ""))
        })
        .map(|candidate| candidate.instance)
        .collect()
}

/// What keeps an instance from taking a task, if anything.
pub(crate) fn lack(candidate: &Candidate<'_>, demand: &Demand) -> Option<Lack> {
    let Candidate { instance, room } = candidate;
    if !instance.agent_connected {
        return Some(Lack::Agent);
    }
    let unmet = demand
        .constraints
        .iter()
        .find(|constraint| !constraint.holds(candidate, &demand.group));
    if let Some(constraint) = unmet {
        return Some(match constraint {
            Constraint::MemberOf(_) => Lack::MemberOf,
            Constraint::DistinctInstance => Lack::DistinctInstance,
        });
    }
    if demand.ports.iter().any(|port| room.ports.contains(port)) {
        Some(Lack::Port)
    } else if room.memory < demand.memory {
        Some(Lack::Memory)
    } else if room.cpu < demand.cpu {
        Some(Lack::Cpu)
    } else {
        None
    }
}

/// The closest instance is the one that got furthest, and of those the one with most memory.
fn refusal(lacking: Vec<(Option<Lack>, Candidate<'_>)>) -> Refusal {
    let mut lacking: Vec<(Lack, i64, &ContainerInstance)> = lacking
        .into_iter()
        .filter_map(|(lack, candidate)| Some((lack?, candidate.room.memory, candidate.instance)))
        .collect();
    lacking.sort_by_key(|(lack, memory, instance)| {
        (std::cmp::Reverse((*lack, *memory)), instance.id.clone())
    });
    Refusal::Lacking(
        lacking
            .into_iter()
            .map(|(lack, _, instance)| (instance.id.clone(), instance.arn.clone(), lack))
            .collect(),
    )
}
