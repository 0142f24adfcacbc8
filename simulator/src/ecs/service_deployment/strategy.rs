//! Deployment strategies: how production traffic comes to a new revision.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::{MINUTE, Millis};

/// A `strategy` with its settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Strategy {
    /// Tasks are replaced by and by; there is no traffic to shift.
    Rolling,
    /// All traffic at once.
    BlueGreen,
    /// Equal shares, each after a time.
    Linear {
        /// Percent in each step.
        percent: f64,
        bake: Millis,
    },
    /// A small share first, then the rest.
    Canary {
        /// Percent in the first step.
        percent: f64,
        bake: Millis,
    },
}

/// A step of the production traffic shift: percent for the new revision, and how long it stays so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shift {
    pub(crate) weight: f64,
    pub(crate) bake: Millis,
}

impl Strategy {
    /// The strategy of a deployment configuration, with AWS's defaults.
    pub(crate) fn of(configuration: &Value) -> Self {
        let within = |object: &str, member: &str| configuration.get(object)?.get(member)?.as_f64();
        let minutes = |object: &str, member: &str, default: f64| {
            let value = within(object, member).unwrap_or(default);
            (value.clamp(0.0, 1_440.0) * MINUTE as f64) as Millis
        };
        match configuration.get("strategy").and_then(Value::as_str) {
            Some("BLUE_GREEN") => Self::BlueGreen,
            Some("LINEAR") => Self::Linear {
                percent: within("linearConfiguration", "stepPercent")
                    .unwrap_or(10.0)
                    .clamp(3.0, 100.0),
                bake: minutes("linearConfiguration", "stepBakeTimeInMinutes", 6.0),
            },
            Some("CANARY") => Self::Canary {
                percent: within("canaryConfiguration", "canaryPercent")
                    .unwrap_or(5.0)
                    .clamp(0.1, 100.0),
                bake: minutes("canaryConfiguration", "canaryBakeTimeInMinutes", 10.0),
            },
            _ => Self::Rolling,
        }
    }

    /// Whether it runs both revisions side by side and shifts traffic between them.
    pub(crate) fn shifts_traffic(self) -> bool {
        self != Self::Rolling
    }

    /// Whether each production traffic shift has a stage before it.
    pub(crate) fn prepares_shifts(self) -> bool {
        matches!(self, Self::Linear { .. } | Self::Canary { .. })
    }

    /// The step with an index; the last one leads to 100 percent and has no bake time of its own.
    pub(crate) fn shift(self, index: usize) -> Shift {
        let (weight, bake) = match self {
            Self::Linear { percent, bake } => (percent * (index as f64 + 1.0), bake),
            Self::Canary { percent, bake } if index == 0 => (percent, bake),
            Self::Rolling | Self::BlueGreen | Self::Canary { .. } => (100.0, 0),
        };
        // Tenths, so that thirty times 3.3 percent is no 98.99999999999999.
        let weight = (weight * 10.0).round() / 10.0;
        if weight >= 100.0 {
            Shift {
                weight: 100.0,
                bake: 0,
            }
        } else {
            Shift { weight, bake }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Strategy;
    use crate::clock::MINUTE;

    fn weights(configuration: &Value) -> Vec<f64> {
        let strategy = Strategy::of(configuration);
        let mut weights = Vec::new();
        loop {
            weights.push(strategy.shift(weights.len()).weight);
            if weights.last() == Some(&100.0) {
                return weights;
            }
        }
    }

    #[test]
    fn traffic_comes_in_the_steps_of_the_strategy() {
        for (configuration, expected) in [
            (json!({ "strategy": "BLUE_GREEN" }), vec![100.0]),
            (
                json!({ "strategy": "LINEAR", "linearConfiguration": { "stepPercent": 30.0 } }),
                vec![30.0, 60.0, 90.0, 100.0],
            ),
            (
                json!({ "strategy": "LINEAR" }),
                (1..=10).map(|step| f64::from(step) * 10.0).collect(),
            ),
            (json!({ "strategy": "CANARY" }), vec![5.0, 100.0]),
            (
                json!({ "strategy": "CANARY", "canaryConfiguration": { "canaryPercent": 100 } }),
                vec![100.0],
            ),
        ] {
            assert_eq!(weights(&configuration), expected, "{configuration}");
        }
    }

    #[test]
    fn the_bake_time_of_a_step_is_not_applied_at_100_percent() {
        let linear = Strategy::of(
            &json!({ "strategy": "LINEAR", "linearConfiguration": { "stepPercent": 50.0, "stepBakeTimeInMinutes": 2 } }),
        );
        assert_eq!(linear.shift(0).bake, 2 * MINUTE);
        assert_eq!(linear.shift(1).bake, 0);
        assert_eq!(Strategy::of(&json!({})), Strategy::Rolling);
        let canary = Strategy::of(&json!({ "strategy": "CANARY" }));
        assert_eq!(
            (canary.shift(0).bake, canary.shift(1).bake),
            (10 * MINUTE, 0)
        );
    }
}
