//! What a simulator is started with.

use std::{fmt, str::FromStr, time::SystemTime};

/// How a [`Simulator`](crate::Simulator) behaves and what it holds at the start.
#[derive(Debug, Clone)]
pub struct Options {
    /// What the account holds at the start.
    pub scenario: Scenario,
    /// Simulated seconds per real second; must be positive.
    pub speed: f64,
    /// Seed of everything random: the same seed gives the same history.
    pub seed: u64,
    /// Mean real time in milliseconds each answer is held back; 0 answers at once.
    pub latency_ms: u64,
    /// Whether AWS's request rates are enforced.
    pub limits: Limits,
    /// The simulated time at the start; `None` is the current time.
    pub start: Option<SystemTime>,
    /// Bearer token the control API asks for; `None` asks for none.
    pub control_token: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scenario: Scenario::Todo,
            speed: 1.0,
            seed: 1,
            latency_ms: 0,
            limits: Limits::Off,
            start: None,
            control_token: None,
        }
    }
}

/// What an account holds at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// A small to-do application: seven services, one deployment in progress, one service failing.
    Todo,
    /// Nothing.
    Empty,
    /// A cluster with 2,000 services and 5,000 tasks where something changes all the time, and two
    /// smaller ones.
    Large,
    /// One service for each way to deploy, each at another stage, again and again.
    Releases,
    /// Two dozen services, each failing in a way of its own.
    Storm,
}

impl Scenario {
    /// All scenarios.
    const ALL: [Self; 5] = [
        Self::Todo,
        Self::Empty,
        Self::Large,
        Self::Releases,
        Self::Storm,
    ];
}

impl fmt::Display for Scenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Todo => "todo",
            Self::Empty => "empty",
            Self::Large => "large",
            Self::Releases => "releases",
            Self::Storm => "storm",
        })
    }
}

impl FromStr for Scenario {
    type Err = ParseScenarioError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.to_string() == text)
            .ok_or_else(|| ParseScenarioError(text.to_owned()))
    }
}

/// A scenario was asked for that doesn't exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown scenario \"{0}\": expected todo, empty, large, releases or storm")]
pub struct ParseScenarioError(String);

/// Whether requests are throttled as AWS throttles them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// Every request is answered.
    Off,
    /// Token buckets per account, region and class of operations, as AWS publishes them.
    Aws,
}

#[cfg(test)]
mod tests {
    use super::Scenario;

    #[test]
    fn scenario_names_round_trip() {
        for scenario in Scenario::ALL {
            assert_eq!(scenario.to_string().parse(), Ok(scenario));
        }
        assert!("nothing".parse::<Scenario>().is_err());
    }
}
