//! What can fail a deployment besides its hooks: the circuit breaker's threshold, and alarms.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ecs::alarm::Alarms;

/// The alarms of a deployment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AlarmMonitor {
    names: Vec<String>,
    /// Whether they are watched; not when one was raised before the deployment began.
    watched: bool,
    /// Whether a raised alarm rolls the deployment back.
    pub(crate) rolls_back: bool,
    triggered: Vec<String>,
}

impl AlarmMonitor {
    /// The alarms of a deployment configuration as the deployment begins.
    pub(crate) fn of(configuration: &Value, alarms: &Alarms) -> Self {
        let member = |name: &str| configuration.get("alarms")?.get(name);
        let flag = |name: &str| member(name).and_then(Value::as_bool).unwrap_or(false);
        let names: Vec<String> = member("alarmNames")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        Self {
            watched: flag("enable") && !names.iter().any(|name| alarms.is_raised(name)),
            rolls_back: flag("rollback"),
            triggered: Vec::new(),
            names,
        }
    }

    /// Whether alarms are watched.
    pub(crate) fn is_watching(&self) -> bool {
        self.watched
    }

    /// Notes which alarms are raised; true when there is one.
    pub(crate) fn look(&mut self, alarms: &Alarms) -> bool {
        if self.watched {
            let raised = self.names.iter().filter(|name| alarms.is_raised(name));
            self.triggered = raised.cloned().collect();
        }
        !self.triggered.is_empty()
    }

    /// `alarms` of a service deployment.
    pub(crate) fn document(&self, ongoing: bool) -> Value {
        let status = match (self.watched, self.triggered.is_empty()) {
            (false, _) => return json!({ "status": "DISABLED" }),
            (true, false) => "TRIGGERED",
            (true, true) if ongoing => "MONITORING",
            (true, true) => "MONITORING_COMPLETE",
        };
        json!({
            "status": status, "alarmNames": self.names, "triggeredAlarmNames": self.triggered,
        })
    }
}

/// Failures in a row at which the circuit breaker trips: half the desired count, from 3 to 200,
/// unless it is configured otherwise.
pub(crate) fn threshold(desired: i64, configuration: &Value) -> i64 {
    let configured = configuration
        .get("deploymentCircuitBreaker")
        .and_then(|breaker| breaker.get("thresholdConfiguration"));
    let value = configured
        .and_then(|threshold| threshold.get("value")?.as_i64())
        .unwrap_or(50)
        .clamp(0, 1_000_000);
    let share = (desired * value + 99) / 100;
    match configured.and_then(|threshold| threshold.get("type")?.as_str()) {
        Some("COUNT") => value.max(1),
        Some("UNBOUNDED_PERCENT") => share.max(1),
        _ => share.clamp(3, 200),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::json;

    use super::{AlarmMonitor, threshold};
    use crate::ecs::alarm::{Alarms, State};

    #[test]
    fn the_threshold_is_half_the_desired_count_within_bounds() {
        let with = |kind: &str, value: i64| json!({ "deploymentCircuitBreaker": { "thresholdConfiguration": { "type": kind, "value": value } } });
        for (desired, configuration, expected) in [
            (1, json!({}), 3),
            (6, json!({}), 3),
            (7, json!({}), 4),
            (1_000, json!({}), 200),
            (10, with("BOUNDED_PERCENT", 80), 8),
            (10, with("COUNT", 1), 1),
            (10, with("UNBOUNDED_PERCENT", 10), 1),
            (1_000, with("UNBOUNDED_PERCENT", 90), 900),
        ] {
            assert_eq!(
                threshold(desired, &configuration),
                expected,
                "{desired} {configuration}"
            );
        }
    }

    #[test]
    fn an_alarm_that_was_raised_before_the_deployment_is_not_watched() {
        let configuration = json!({ "alarms": { "alarmNames": ["errors", "slow"], "enable": true, "rollback": true } });
        let mut alarms = Alarms::default();
        let mut monitor = AlarmMonitor::of(&configuration, &alarms);
        assert!(!monitor.look(&alarms));
        assert_eq!(monitor.document(true)["status"], "MONITORING");
        alarms.set("slow".to_owned(), State::Alarm).unwrap();
        assert!(monitor.look(&alarms));
        assert_eq!(
            monitor.document(false)["triggeredAlarmNames"],
            json!(["slow"])
        );
        let mut late = AlarmMonitor::of(&configuration, &alarms);
        assert!(!late.look(&alarms));
        assert_eq!(late.document(true), json!({ "status": "DISABLED" }));
    }
}
