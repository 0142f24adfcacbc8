//! A cluster in numbers.

use model::attention::{ServiceState, Severity};
use model::service::Service;

/// What services add to the numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Share {
    /// Services.
    pub(crate) services: i64,
    /// Services in the state Steady.
    pub(crate) steady: i64,
    /// Tasks in RUNNING that services want.
    pub(crate) running: i64,
    /// Tasks that services want.
    pub(crate) desired: i64,
    /// Services with a deployment in progress.
    pub(crate) deploying: i64,
}

/// A cluster in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Sums over its services.
    pub(crate) share: Share,
    /// Tasks, those that stopped lately included.
    pub(crate) tasks: usize,
    /// Tasks that failed within the last hour.
    pub(crate) failed: usize,
    /// Tasks run on their own that have not stopped.
    pub(crate) standalone: usize,
}

impl Share {
    /// What one service adds: one that is only listed adds itself.
    pub(super) fn of(service: Option<&Service>, state: Option<&ServiceState>) -> Self {
        let Some(state) = state else {
            return Self::default();
        };
        let listed = Self {
            services: 1,
            ..Self::default()
        };
        service.map_or(listed, |service| Self {
            steady: i64::from(state.severity == Severity::Steady),
            running: i64::from(service.running),
            desired: i64::from(service.desired),
            deploying: i64::from(service.is_deploying()),
            ..listed
        })
    }

    /// Adds so many times another share.
    pub(super) fn add(&mut self, other: &Self, times: i64) {
        self.services += times * other.services;
        self.steady += times * other.steady;
        self.running += times * other.running;
        self.desired += times * other.desired;
        self.deploying += times * other.deploying;
    }
}
