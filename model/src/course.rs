//! How a service deployment goes: its hooks, its traffic, its waiting times and its alarms.

use serde::{Deserialize, Serialize};

use crate::hook::{Hook, PlannedHook};
use crate::service_deployment::MonitorStatus;
use crate::stage::Begin;

/// What a service deployment does besides replacing tasks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The lifecycle hooks that were reached (`lifecycleHookDetails`), in AWS's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hooks: Vec<Hook>,
    /// The lifecycle hooks that are configured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<PlannedHook>,
    /// The shares of traffic, of the revisions that have any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traffic: Vec<Share>,
    /// `bakeTimeInMinutes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bake_min: Option<i32>,
    /// The steps of a linear or canary deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<TrafficSteps>,
    /// Names of the alarms that are watched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<String>,
    /// What the alarms do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm_status: Option<MonitorStatus>,
    /// When its stages began, as far as this console saw it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Begin>,
}

/// A revision's share of the traffic, in tenths of a percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The service revision's ARN.
    pub revision: String,
    /// Its share of test traffic (`requestedTestTrafficWeight`).
    pub test: Option<i32>,
    /// Its share of production traffic (`requestedProductionTrafficWeight`).
    pub production: Option<i32>,
}

/// How production traffic moves in steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrafficSteps {
    /// A linear step, or the canary's share, in tenths of a percent.
    pub size: Option<i32>,
    /// Minutes after a step (`stepBakeTimeInMinutes`, `canaryBakeTimeInMinutes`).
    pub bake_min: Option<i32>,
}

/// The new revision's share of a kind of traffic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    /// `Production` or `Test`.
    pub kind: &'static str,
    /// The new revision's share in tenths of a percent; the old one has the rest.
    pub new: i32,
}

impl Traffic {
    /// The shares in words, as `19 has 10 %, 18 has 90 %`.
    pub fn words(&self, old: &str, new: &str) -> String {
        let (there, here) = (share_words(self.new), share_words(1_000 - self.new));
        format!("{new} has {there}, {old} has {here}")
    }
}

/// Tenths of a percent as `12.5 %`, `40 %`.
pub fn share_words(tenths: i32) -> String {
    match tenths % 10 {
        0 => format!("{} %", tenths / 10),
        rest => format!("{}.{rest} %", tenths / 10),
    }
}

/// Production and test traffic of a deployment, as far as it tells of them. Test traffic that never
/// moved is left out.
pub fn traffic(deployment: &crate::service_deployment::ServiceDeployment) -> Vec<Traffic> {
    let Some(target) = &deployment.target else {
        return Vec::new();
    };
    let shares = &deployment.course.traffic;
    let Some(share) = shares.iter().find(|share| share.revision == target.arn) else {
        return Vec::new();
    };
    let production = share.production.map(|new| Traffic {
        kind: "Production",
        new,
    });
    let test = share
        .test
        .filter(|test| *test > 0)
        .map(|new| Traffic { kind: "Test", new });
    production.into_iter().chain(test).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_deployment::tests::deployment;

    #[test]
    fn shares_in_words_and_only_traffic_that_moves() {
        let mut linear = deployment("IN_PROGRESS");
        assert_eq!(traffic(&linear), []);
        linear.course.traffic = vec![Share {
            revision: "rev/2".to_owned(),
            test: Some(0),
            production: Some(125),
        }];
        let found = traffic(&linear);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].words("18", "19"), "19 has 12.5 %, 18 has 87.5 %");
        linear.course.traffic[0].test = Some(1_000);
        let found = traffic(&linear);
        assert_eq!(found[1].words("18", "19"), "19 has 100 %, 18 has 0 %");
    }
}
