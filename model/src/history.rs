//! The deployments that a service has had: how they ended, and who started them.

use serde::{Deserialize, Serialize};

use crate::audit::{AuditEntry, Outcome};
use crate::diff::Change;
use crate::service_deployment::{ServiceDeployment, ServiceDeploymentStatus};
use crate::time::Timestamp;

/// Who did something to a service deployment, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Starter {
    /// The service deployment's ARN.
    pub deployment: String,
    /// Who started it.
    pub started: Option<Started>,
    /// Who rolled it back while it was in progress, through this console.
    pub rolled_back: Option<String>,
}

/// Who started a service deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// A user of this console, or an identity of AWS.
    pub who: String,
    /// Where it is known from.
    pub source: Source,
}

/// Where it is known from who started a service deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The console's own audit log.
    Here {
        /// The action, as `roll_back`.
        action: String,
    },
    /// An event of CloudTrail.
    CloudTrail {
        /// The role that was assumed.
        role: Option<String>,
        /// The program, as `aws-cli` or `AWS console`.
        by: Option<String>,
    },
}

impl Started {
    /// Where it is known from, in words.
    pub fn source_words(&self) -> String {
        match &self.source {
            Source::Here { action } => action.replace('_', " "),
            Source::CloudTrail { role, by } => {
                let role = role.as_ref().map(|role| format!("role {role}"));
                let parts = [Some("CloudTrail".to_owned()), by.clone(), role];
                let parts: Vec<String> = parts.into_iter().flatten().collect();
                parts.join(", ")
            }
        }
    }
}

/// What CloudTrail tells of a service's deployments that the console's audit log does not explain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailAnswer {
    /// Deployments (ARNs) that were asked about, with who started them: `None` where CloudTrail has
    /// nothing.
    pub found: Vec<(String, Option<Started>)>,
    /// Deployments (ARNs) about which there is nothing yet: events can be late.
    pub waiting: Vec<String>,
    /// Whether there are more to ask about: the next request goes on.
    pub more: bool,
    /// Why CloudTrail could not be asked.
    pub unavailable: Option<String>,
}

impl TrailAnswer {
    /// Who started a deployment (by its ARN), as CloudTrail tells.
    pub fn started(&self, deployment: &str) -> Option<&Started> {
        let mut found = self.found.iter();
        let (_, started) = found.find(|(arn, _)| arn == deployment)?;
        started.as_ref()
    }

    /// Why nobody is known to have started a deployment, in a few words; `None` while that may be
    /// found yet.
    pub fn silence(&self, deployment: &str) -> Option<String> {
        if let Some(why) = &self.unavailable {
            return Some(format!("CloudTrail could not be asked. {why}"));
        }
        if self.waiting.iter().any(|arn| arn == deployment) {
            return Some(
                "CloudTrail has nothing about it yet, which can take 20 minutes.".to_owned(),
            );
        }
        let mut found = self.found.iter();
        let is_absent = found.any(|(arn, started)| arn == deployment && started.is_none());
        is_absent.then(|| "CloudTrail has nothing about it.".to_owned())
    }
}

/// What differs between two service revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionChanges {
    /// The ARN of the task definition before.
    pub from: String,
    /// The ARN of the task definition after.
    pub to: String,
    /// What differs between the task definitions, and between what tags of images meant.
    pub definition: Vec<Change>,
    /// What differs between the settings that revisions carry.
    pub settings: Vec<Change>,
}

/// Actions of this console that start a deployment, or stop one.
pub const STARTING: [&str; 3] = ["roll_back", "restart", "deploy"];

/// ECS's record of a deployment begins soon after it accepted the request; its clocks, and the
/// console's idea of them, are whole seconds.
const BEFORE_MS: i64 = 3_000;
const AFTER_MS: i64 = 60_000;

/// Who started which of these deployments, as far as the console's audit log tells: ECS does not
/// record it. An entry belongs to the deployment whose record begins next to AWS's answer.
pub fn starters(deployments: &[ServiceDeployment], entries: &[AuditEntry]) -> Vec<Starter> {
    let sent = |stops: bool| {
        entries.iter().filter(move |entry| {
            let starts = STARTING.contains(&entry.action.as_str());
            starts
                && entry.outcome == Outcome::Succeeded
                && entry.parameters.contains("StopServiceDeployment") == stops
        })
    };
    deployments
        .iter()
        .filter_map(|deployment| {
            let started = nearest(sent(false), deployment.created_at);
            let rollback = deployment.rollback.as_ref();
            let stopped = rollback.and_then(|rollback| rollback.started_at);
            let rolled_back = nearest(sent(true), stopped.or(deployment.stopped_at));
            if started.is_none() && rolled_back.is_none() {
                return None;
            }
            Some(Starter {
                deployment: deployment.arn.clone(),
                started: started.map(|entry| Started {
                    who: entry.user.clone(),
                    source: Source::Here {
                        action: entry.action.clone(),
                    },
                }),
                rolled_back: rolled_back.map(|entry| entry.user.clone()),
            })
        })
        .collect()
}

fn nearest<'a>(
    entries: impl Iterator<Item = &'a AuditEntry>,
    at: Option<Timestamp>,
) -> Option<&'a AuditEntry> {
    let at = at?;
    let distance = |entry: &AuditEntry| {
        let later = at.0.saturating_sub(entry.aws_at?.0);
        (-BEFORE_MS..=AFTER_MS)
            .contains(&later)
            .then(|| later.abs())
    };
    entries
        .filter_map(|entry| Some((distance(entry)?, entry)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, entry)| entry)
}

/// How a deployment ended, with how long it took and why, where ECS tells; `None` while it has not.
pub fn ended_words(deployment: &ServiceDeployment) -> Option<String> {
    if deployment.status.is_ongoing() {
        return None;
    }
    let words = outcome_words(&deployment.status);
    let took = deployment
        .finished_at
        .and_then(|at| deployment.duration_ms(at));
    let took = took.map_or_else(String::new, |took| {
        format!(" after {}", crate::time::duration_words(took))
    });
    let rollback = deployment.rollback.as_ref();
    let why = rollback
        .and_then(|rollback| rollback.reason.as_deref())
        .or(deployment.status_reason.as_deref());
    let why = why.filter(|why| !why.is_empty());
    let why = why.map_or_else(String::new, |why| format!(": {why}"));
    Some(format!("{words}{took}{why}"))
}

/// How a deployment ended, or what it does, in a word or two.
pub fn outcome_words(status: &ServiceDeploymentStatus) -> String {
    let words = match status {
        ServiceDeploymentStatus::Pending => "Pending",
        ServiceDeploymentStatus::InProgress => "In progress",
        ServiceDeploymentStatus::StopRequested => "Stopping",
        ServiceDeploymentStatus::RollbackRequested
        | ServiceDeploymentStatus::RollbackInProgress => "Rolling back",
        ServiceDeploymentStatus::Successful => "Successful",
        ServiceDeploymentStatus::Stopped => "Stopped",
        ServiceDeploymentStatus::RollbackSuccessful => "Rolled back",
        ServiceDeploymentStatus::RollbackFailed => "Rollback failed",
        ServiceDeploymentStatus::Unknown(word) => return crate::words::title(word),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment(arn: &str, created: i64, rollback: Option<i64>) -> ServiceDeployment {
        ServiceDeployment {
            arn: arn.to_owned(),
            status: ServiceDeploymentStatus::Successful,
            created_at: Some(Timestamp(created)),
            rollback: rollback.map(|at| crate::service_deployment::Rollback {
                reason: None,
                started_at: Some(Timestamp(at)),
                revision: None,
            }),
            ..ServiceDeployment::default()
        }
    }

    fn entry(user: &str, action: &str, call: &str, aws_at: Option<i64>) -> AuditEntry {
        AuditEntry {
            id: 1,
            at: Timestamp(0),
            user: user.to_owned(),
            action: action.to_owned(),
            target: "demo".to_owned(),
            region: "us-east-1".to_owned(),
            resource: "todo/admin".to_owned(),
            parameters: format!("web:1 → web:2 ({call})"),
            outcome: Outcome::Succeeded,
            message: None,
            request_id: None,
            aws_at: aws_at.map(Timestamp),
            ended: None,
        }
    }

    #[test]
    fn sources_and_silence_in_words() {
        let started = |source| Started {
            who: "ann".to_owned(),
            source,
        };
        let trail = |role: Option<&str>, by: Option<&str>| Source::CloudTrail {
            role: role.map(str::to_owned),
            by: by.map(str::to_owned),
        };
        let here = Source::Here {
            action: "roll_back".to_owned(),
        };
        for (source, words) in [
            (here, "roll back"),
            (trail(None, None), "CloudTrail"),
            (trail(None, Some("aws-cli")), "CloudTrail, aws-cli"),
            (
                trail(Some("ci"), Some("aws-cli")),
                "CloudTrail, aws-cli, role ci",
            ),
        ] {
            assert_eq!(started(source).source_words(), words);
        }
        let mut answer = TrailAnswer {
            found: vec![
                ("d1".to_owned(), None),
                ("d2".to_owned(), Some(started(trail(None, None)))),
            ],
            ..TrailAnswer::default()
        };
        let silent =
            |answer: &TrailAnswer| ["d1", "d2", "d3"].map(|arn| answer.silence(arn).is_some());
        assert_eq!(silent(&answer), [true, false, false]);
        answer.waiting.push("d3".to_owned());
        assert_eq!(silent(&answer), [true, false, true]);
        answer.unavailable = Some("No.".to_owned());
        let why = answer.silence("d3");
        assert_eq!(why.as_deref(), Some("CloudTrail could not be asked. No."));
    }

    #[test]
    fn entries_belong_to_the_deployment_that_begins_next_to_them() {
        let deployments = [
            deployment("d3", 300_000, Some(330_000)),
            deployment("d2", 201_500, None),
            deployment("d1", 100_000, None),
        ];
        let mut failed = entry("eve", "roll_back", "UpdateService", Some(100_000));
        failed.outcome = Outcome::Failed;
        let entries = [
            entry("ann", "restart", "", Some(299_000)),
            entry("bob", "roll_back", "StopServiceDeployment", Some(329_000)),
            entry("cat", "roll_back", "UpdateService", Some(202_000)),
            entry("dan", "deploy", "UpdateService", Some(195_000)),
            entry("fay", "scale", "", Some(100_000)),
            entry("gus", "restart", "", None),
            failed,
        ];
        let told: Vec<_> = starters(&deployments, &entries)
            .into_iter()
            .map(|starter| {
                let started = starter.started.map(|started| started.who);
                (starter.deployment, started, starter.rolled_back)
            })
            .collect();
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(
            told,
            [
                ("d3".to_owned(), name("ann"), name("bob")),
                ("d2".to_owned(), name("cat"), None),
            ]
        );
    }
}
