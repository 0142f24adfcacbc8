//! Faults that are switched on by operation and rate: `/_ecscope/faults`.

use axum::{Json, Router, extract::State, routing::get};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    clock::Millis,
    control::{body::Body, refused::Refused},
    error::AwsError,
    limits,
    random::Random,
    simulator::Simulator,
    wire::Service,
};

/// Shows and changes the faults.
pub(super) fn routes() -> Router<Simulator> {
    Router::new().route("/_ecscope/faults", get(show).post(set))
}

async fn show(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.with_state(|state| state.faults.to_json()))
}

async fn set(
    State(simulator): State<Simulator>,
    Body(change): Body<Change>,
) -> Result<Json<Value>, Refused> {
    simulator.with_state(|state| {
        state
            .faults
            .apply(change)
            .map(|()| Json(state.faults.to_json()))
            .map_err(Refused)
    })
}

/// The most rules kept at once.
const MOST: usize = 100;
/// The longest time a fault can name.
const LONGEST_MS: u64 = 600_000;

/// The rules in force; the first that matches and strikes decides.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Faults(Vec<Rule>);

/// A change of the rules: all of them are cleared, one is added, or both in this order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[serde(default)]
    clear: bool,
    operation: Option<String>,
    kind: Option<Kind>,
    rate: Option<f64>,
    ms: Option<u64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rule {
    operation: String,
    kind: Kind,
    rate: f64,
    ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Throttle,
    Error500,
    Html500,
    AccessDenied,
    ExpiredToken,
    Reset,
    Timeout,
    SlowBody,
    TruncatedBody,
    Stale,
}

impl Kind {
    /// The time that is meant when a change names none.
    fn default_ms(self) -> u64 {
        match self {
            Self::Timeout => 30_000,
            _ => 5_000,
        }
    }
}

/// What happens to one request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fault {
    /// An error in AWS's shape.
    Error(AwsError),
    /// HTTP 500 with a page in HTML.
    Html500,
    /// The connection breaks.
    Reset,
    /// The answer's body comes in pieces.
    SlowBody {
        /// Real milliseconds until its end.
        ms: u64,
    },
    /// The answer's body ends in the middle.
    TruncatedBody,
    /// What is read is as it was.
    Stale {
        /// Simulated milliseconds ago.
        ms: u64,
    },
    /// The answer is held back.
    Timeout {
        /// Real milliseconds.
        ms: u64,
    },
}

impl Faults {
    /// Carries out a change; the error says what is wrong with it.
    pub(crate) fn apply(&mut self, change: Change) -> Result<(), String> {
        let rule = match (change.operation, change.kind) {
            (None, None) if change.clear => None,
            (Some(operation), Some(kind)) => {
                let rate = change.rate.unwrap_or(1.0);
                if !(0.0..=1.0).contains(&rate) {
                    return Err("rate must be between 0 and 1".to_owned());
                }
                if !operation.contains(':') {
                    return Err("operation must look like ecs:DescribeServices or ecs:*".to_owned());
                }
                Some(Rule {
                    operation,
                    kind,
                    rate,
                    ms: change.ms.unwrap_or(kind.default_ms()).min(LONGEST_MS),
                })
            }
            _ => return Err("give operation and kind, or clear".to_owned()),
        };
        if change.clear {
            self.0.clear();
        }
        if self.0.len() >= MOST {
            return Err(format!("at most {MOST} faults"));
        }
        self.0.extend(rule);
        Ok(())
    }

    /// What happens to a call now, if anything.
    pub(crate) fn strike(
        &self,
        service: &str,
        operation: &str,
        random: &mut Random,
    ) -> Option<Fault> {
        let action = format!("{service}:{operation}");
        let rule = self
            .0
            .iter()
            .find(|rule| matches(&rule.operation, &action) && random.chance(rule.rate))?;
        Some(match rule.kind {
            Kind::Throttle => Fault::Error(limits::throttled()),
            Kind::Error500 => {
                let mut error = AwsError::server("Service Unavailable. Please try again later.");
                if service == Service::Logs.name() || service == Service::Trail.name() {
                    error.code = "ServiceUnavailableException".into();
                } else if service == Service::AutoScaling.name() {
                    error.code = "InternalServiceException".into();
                }
                Fault::Error(error)
            }
            Kind::Html500 => Fault::Html500,
            Kind::AccessDenied => Fault::Error(AwsError::new(
                "AccessDeniedException",
                format!(
                    "User: arn:aws:iam::{ACCOUNT}:user/simulator is not authorized to perform: {action} on resource: * \
                     because no identity-based policy allows the {action} action"
                ),
            )),
            Kind::ExpiredToken => Fault::Error(AwsError::new(
                "ExpiredTokenException",
                "The security token included in the request is expired",
            )),
            Kind::Reset => Fault::Reset,
            Kind::Timeout => Fault::Timeout { ms: rule.ms },
            Kind::SlowBody => Fault::SlowBody { ms: rule.ms },
            Kind::TruncatedBody => Fault::TruncatedBody,
            Kind::Stale => Fault::Stale { ms: rule.ms },
        })
    }

    /// How far back the answers of a fault in force may lie, in simulated milliseconds.
    pub(crate) fn longest_staleness(&self) -> Option<Millis> {
        let stale = self.0.iter().filter(|rule| rule.kind == Kind::Stale);
        stale.map(|rule| rule.ms as Millis).max()
    }

    /// The rules as the control API shows them.
    pub(crate) fn to_json(&self) -> Value {
        json!({ "faults": self.0 })
    }
}

/// Whether a pattern with an optional `*` at its end names an action.
fn matches(pattern: &str, action: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => action.starts_with(start),
        None => pattern == action,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::json;

    use super::{Fault, Faults, matches};
    use crate::random::Random;

    #[test]
    fn patterns_name_one_operation_or_a_family() {
        for (pattern, action, expected) in [
            ("ecs:ListTasks", "ecs:ListTasks", true),
            ("ecs:ListTasks", "ecs:ListTask", false),
            ("ecs:*", "ecs:ListTasks", true),
            ("ecs:Describe*", "ecs:ListTasks", false),
            ("logs:*", "ecs:ListTasks", false),
        ] {
            assert_eq!(matches(pattern, action), expected, "{pattern} {action}");
        }
    }

    #[test]
    fn changes_add_and_clear_rules() {
        let mut faults = Faults::default();
        let mut random = Random::new(1);
        let change = |value| serde_json::from_value(value).unwrap();
        faults
            .apply(change(
                json!({ "operation": "ecs:*", "kind": "timeout", "ms": 5 }),
            ))
            .unwrap();
        assert_eq!(
            faults.strike("ecs", "ListTasks", &mut random),
            Some(Fault::Timeout { ms: 5 })
        );
        assert_eq!(faults.strike("ecr", "ListImages", &mut random), None);
        assert!(
            faults
                .apply(change(
                    json!({ "operation": "ecs:*", "kind": "reset", "rate": 2 })
                ))
                .is_err()
        );
        assert!(faults.apply(change(json!({}))).is_err());
        faults.apply(change(json!({ "clear": true }))).unwrap();
        assert_eq!(faults.strike("ecs", "ListTasks", &mut random), None);
    }
}
