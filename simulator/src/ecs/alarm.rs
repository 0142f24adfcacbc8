//! CloudWatch alarms: only their states, which the control API sets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The most alarms kept.
const MOST: usize = 1_000;

/// The longest name, as at AWS.
const LONGEST_NAME: usize = 255;

/// An alarm's `StateValue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    Ok,
    Alarm,
    InsufficientData,
}

/// The alarms of a region by name; one that was never set is OK.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Alarms(BTreeMap<String, State>);

impl Alarms {
    /// Sets the state of an alarm.
    pub(crate) fn set(&mut self, name: String, state: State) -> Result<(), String> {
        if name.is_empty() || name.len() > LONGEST_NAME {
            return Err(format!("an alarm's name has 1 to {LONGEST_NAME} letters"));
        }
        if self.0.len() >= MOST && !self.0.contains_key(&name) {
            return Err(format!("at most {MOST} alarms"));
        }
        self.0.insert(name, state);
        Ok(())
    }

    /// Whether an alarm is in the state ALARM.
    pub(crate) fn is_raised(&self, name: &str) -> bool {
        self.0.get(name) == Some(&State::Alarm)
    }

    /// The alarms as the control API shows them.
    pub(crate) fn to_json(&self) -> Value {
        json!({ "alarms": self.0 })
    }
}
