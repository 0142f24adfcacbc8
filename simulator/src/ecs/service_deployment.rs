//! Service deployments: the lasting records of what was deployed and how it went.

mod document;
pub(crate) mod hook;
pub(crate) mod monitor;
pub(crate) mod operations;
pub(crate) mod progress;
pub(crate) mod stage;
pub(crate) mod strategy;

use serde_json::Value;

use crate::{
    arn,
    clock::{DAY, Millis},
    ecs::alarm::Alarms,
    world::Context,
};
use monitor::AlarmMonitor;
use progress::Progress;
use strategy::Strategy;

/// How long AWS remembers service deployments.
const REMEMBERED: Millis = 90 * DAY;

/// The reason of a rollback that somebody asked for.
pub(crate) const ROLLBACK_REQUESTED: &str =
    "Service deployment rolled back because a rollback was requested.";

/// A service deployment's `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Status {
    Pending,
    InProgress,
    StopRequested,
    Stopped,
    Successful,
    RollbackRequested,
    RollbackInProgress,
    RollbackSuccessful,
    RollbackFailed,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InProgress => "IN_PROGRESS",
            Self::StopRequested => "STOP_REQUESTED",
            Self::Stopped => "STOPPED",
            Self::Successful => "SUCCESSFUL",
            Self::RollbackRequested => "ROLLBACK_REQUESTED",
            Self::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Self::RollbackSuccessful => "ROLLBACK_SUCCESSFUL",
            Self::RollbackFailed => "ROLLBACK_FAILED",
        }
    }

    /// Whether it isn't over yet.
    pub(crate) fn is_ongoing(self) -> bool {
        matches!(
            self,
            Self::Pending
                | Self::InProgress
                | Self::StopRequested
                | Self::RollbackRequested
                | Self::RollbackInProgress
        )
    }
}

/// Task counts of a revision within a service deployment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Counts {
    pub(crate) requested: i64,
    pub(crate) running: i64,
    pub(crate) pending: i64,
}

/// The way back within a service deployment.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Rollback {
    pub(crate) reason: String,
    pub(crate) started: Millis,
    pub(crate) revision: String,
}

/// A service deployment.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct ServiceDeployment {
    pub(crate) arn: String,
    pub(crate) status: Status,
    pub(crate) reason: Option<String>,
    created: Millis,
    started: Option<Millis>,
    finished: Option<Millis>,
    stopped: Option<Millis>,
    pub(crate) updated: Millis,
    target: (String, Counts),
    sources: Vec<(String, Counts)>,
    pub(crate) configuration: Value,
    pub(crate) strategy: Strategy,
    /// Stages and traffic, where the strategy has them.
    pub(crate) progress: Option<Progress>,
    pub(crate) alarms: AlarmMonitor,
    /// When the bake time of a rolling deployment is over.
    pub(crate) baked: Option<Millis>,
    pub(crate) failures: i64,
    /// Failures at which the circuit breaker trips.
    pub(crate) threshold: i64,
    pub(crate) rollback: Option<Rollback>,
}

impl ServiceDeployment {
    /// A service deployment that was asked for now.
    pub(crate) fn new(
        scope: &str,
        target: String,
        sources: Vec<(String, Counts)>,
        desired: i64,
        configuration: Value,
        alarms: &Alarms,
        context: &mut Context<'_>,
    ) -> Self {
        let id = context.random.alphanumeric(21);
        Self {
            arn: arn::ecs(&context.region, &format!("service-deployment/{scope}/{id}")),
            status: Status::Pending,
            reason: None,
            created: context.now,
            started: None,
            finished: None,
            stopped: None,
            updated: context.now,
            target: (
                target,
                Counts {
                    requested: desired,
                    ..Counts::default()
                },
            ),
            sources,
            threshold: monitor::threshold(desired, &configuration),
            strategy: Strategy::of(&configuration),
            alarms: AlarmMonitor::of(&configuration, alarms),
            configuration,
            progress: None,
            baked: None,
            failures: 0,
            rollback: None,
        }
    }

    /// It is carried out from now on.
    pub(crate) fn begin(&mut self, now: Millis) {
        self.status = Status::InProgress;
        self.started = Some(now);
        self.updated = now;
    }

    /// Whether it ended because the next one took its place.
    pub(crate) fn gave_way_to(&self, next: &Self) -> bool {
        self.status == Status::Stopped && self.finished == Some(next.created)
    }

    /// It is over.
    pub(crate) fn end(&mut self, status: Status, counts: Counts, now: Millis) {
        self.status = status;
        self.finished = Some(now);
        self.updated = now;
        if status == Status::Stopped {
            self.stopped = Some(now);
        }
        if self.rollback.is_none() {
            self.target.1 = counts;
        } else {
            self.target.1 = Counts::default();
        }
    }

    /// Whether AWS has forgotten it.
    pub(crate) fn is_forgotten(&self, now: Millis) -> bool {
        !self.status.is_ongoing() && now - self.created > REMEMBERED
    }

    /// Whether it names a revision: as its target, a source, or what it went back to.
    pub(crate) fn names(&self, revision: &str) -> bool {
        self.is_of(revision)
            || self.sources.iter().any(|(source, _)| source == revision)
            || self
                .rollback
                .as_ref()
                .is_some_and(|rollback| rollback.revision == revision)
    }

    /// Whether it deploys a revision.
    pub(crate) fn is_of(&self, revision: &str) -> bool {
        self.target.0 == revision
    }

    /// The revision that ran when it ended well.
    pub(crate) fn good_revision(&self) -> Option<&str> {
        match self.status {
            Status::Successful => Some(&self.target.0),
            Status::RollbackSuccessful => self
                .rollback
                .as_ref()
                .map(|rollback| rollback.revision.as_str()),
            _ => None,
        }
    }
}
