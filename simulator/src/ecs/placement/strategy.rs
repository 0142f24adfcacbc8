//! Placement strategies: which of the possible container instances a task gets.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    ecs::placement::{Candidate, Demand},
    random::Random,
};

/// A placement strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// Evenly over instances or over the values of an attribute.
    Spread(Field),
    /// Where the least of a resource is left.
    Binpack(Resource),
    /// Anywhere.
    Random,
}

/// What tasks are spread over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    Instance,
    Attribute(String),
}

/// What instances are filled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    Cpu,
    Memory,
}

impl Strategy {
    /// Reads `placementStrategy`; the error says what is wrong with it.
    pub(crate) fn parse(list: &[Value]) -> Result<Vec<Self>, String> {
        list.iter().map(Self::parse_one).collect()
    }

    fn parse_one(item: &Value) -> Result<Self, String> {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        let field = text("field");
        match (text("type"), field.to_ascii_lowercase().as_str()) {
            ("random", _) => Ok(Self::Random),
            ("binpack", "cpu") => Ok(Self::Binpack(Resource::Cpu)),
            ("binpack", "memory") => Ok(Self::Binpack(Resource::Memory)),
            ("spread", "instanceid" | "host") => Ok(Self::Spread(Field::Instance)),
            ("spread", _) if field.starts_with("attribute:") => Ok(Self::Spread(Field::Attribute(
                field.trim_start_matches("attribute:").to_owned(),
            ))),
            ("binpack" | "spread", _) => Err(format!("Invalid placement strategy field: {field}.")),
            (other, _) => Err(format!("Invalid placement strategy type: {other}.")),
        }
    }

    /// AWS's default: over the zones, and in a zone over the instances.
    fn default_order() -> [Self; 2] {
        [
            Self::Spread(Field::Attribute("ecs.availability-zone".to_owned())),
            Self::Spread(Field::Instance),
        ]
    }

    /// Keeps the candidates that are best by this strategy.
    fn narrow<'a>(
        &self,
        candidates: Vec<Candidate<'a>>,
        all: &[Candidate<'a>],
        group: &str,
        random: &mut Random,
    ) -> Vec<Candidate<'a>> {
        match self {
            Self::Random => {
                let chosen = random.index(candidates.len());
                candidates.into_iter().nth(chosen).into_iter().collect()
            }
            Self::Binpack(resource) => {
                let left = |candidate: &Candidate<'_>| match resource {
                    Resource::Cpu => candidate.room.cpu,
                    Resource::Memory => candidate.room.memory,
                };
                keep_least(candidates, left)
            }
            Self::Spread(field) => {
                let key = |candidate: &Candidate<'a>| match field {
                    Field::Instance => Some(candidate.instance.arn.clone()),
                    Field::Attribute(name) => {
                        candidate.instance.attributes.get(name).cloned().flatten()
                    }
                };
                let mut peers: BTreeMap<Option<String>, i64> = BTreeMap::new();
                for candidate in all {
                    *peers.entry(key(candidate)).or_default() +=
                        candidate.room.in_group(group) as i64;
                }
                keep_least(candidates, |candidate| {
                    peers.get(&key(candidate)).copied().unwrap_or(0)
                })
            }
        }
    }
}

fn keep_least<'a>(
    mut candidates: Vec<Candidate<'a>>,
    measure: impl Fn(&Candidate<'a>) -> i64,
) -> Vec<Candidate<'a>> {
    let least = candidates.iter().map(&measure).min();
    candidates.retain(|candidate| Some(measure(candidate)) == least);
    candidates
}

/// Applies the strategies one after the other; among equals the one with most free memory wins.
/// Tasks on instances without room count too: `all` are the active instances.
pub(super) fn choose<'a>(
    mut candidates: Vec<Candidate<'a>>,
    all: &[Candidate<'a>],
    demand: &Demand,
    random: &mut Random,
) -> Option<Candidate<'a>> {
    let default = Strategy::default_order();
    let strategies = if demand.strategies.is_empty() {
        &default[..]
    } else {
        &demand.strategies
    };
    for strategy in strategies {
        candidates = strategy.narrow(candidates, all, &demand.group, random);
    }
    // The first of several equals, by the order of their ARNs.
    candidates
        .into_iter()
        .rev()
        .max_by_key(|candidate| candidate.room.memory)
}
