//! Services: their state. Their life is in `scheduler` and `rollout`.

mod balanced;
mod bounds;
mod configuration;
pub(crate) mod create;
mod daemon;
mod deployment;
mod document;
mod event;
mod load_balancer;
mod message;
pub(crate) mod operations;
mod placing;
#[cfg(test)]
mod properties;
mod rollback;
mod rolling;
pub(crate) mod rollout;
pub(crate) mod scheduler;
mod shifting;
mod sick;
mod success;
mod tally;
mod throttle;
pub(crate) mod update;
mod workload;

use std::collections::VecDeque;

use serde_json::{Map, Value};

use crate::{
    clock::Millis,
    ecs::{
        Event, service_deployment::ServiceDeployment, service_revision::ServiceRevision, task::Plan,
    },
    tags::Tags,
    world::Context,
};
pub(crate) use deployment::Deployment;
use event::ServiceEvent;
use throttle::Throttle;
pub(crate) use workload::Workload;

/// Whether a service is kept, on its way out, or gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Status {
    Active,
    Draining,
    Inactive,
}

/// A service.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) arn: String,
    cluster_arn: String,
    status: Status,
    /// How many tasks the caller wants.
    pub(crate) desired: i64,
    /// What new deployments run.
    pub(crate) workload: Workload,
    /// Members that don't start a deployment, as they were requested.
    settings: Map<String, Value>,
    /// The PRIMARY deployment first, then older ones that still have tasks, newest first.
    pub(crate) deployments: Vec<Deployment>,
    /// Newest first.
    pub(crate) revisions: Vec<ServiceRevision>,
    /// Newest first.
    pub(crate) records: Vec<ServiceDeployment>,
    /// Newest first.
    events: VecDeque<ServiceEvent>,
    created: Millis,
    pub(crate) tags: Tags,
    /// Ids of tasks that aren't STOPPED yet.
    tasks: Vec<String>,
    /// Whether it has said that it reached a steady state, and when.
    steady_since: Option<Millis>,
    /// When the scheduler looks at it next.
    next_look: Option<Millis>,
    throttle: Throttle,
    /// Tasks stopped for failed health checks that no new task has replaced yet.
    unhealthy_stopped: usize,
    /// What shall happen to the next tasks, one plan for each.
    pub(crate) plans: Vec<Plan>,
    /// The last complaint about what keeps tasks from starting, and when it was made.
    complaint: Option<(String, Millis)>,
}

impl Service {
    /// Whether it is ACTIVE.
    pub(crate) fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// AWS's word for its status.
    pub(crate) fn status(&self) -> &'static str {
        match self.status {
            Status::Active => "ACTIVE",
            Status::Draining => "DRAINING",
            Status::Inactive => "INACTIVE",
        }
    }

    /// EC2 or FARGATE, by launch type or capacity providers.
    pub(crate) fn launch_type(&self) -> &'static str {
        self.workload.launch_type()
    }

    /// Lets the scheduler look at the service after `delay`, or earlier if it was going to.
    pub(crate) fn wake(&mut self, cluster: &str, delay: Millis, context: &mut Context<'_>) {
        let at = context.now + delay;
        if self.next_look.is_some_and(|next| next <= at) {
            return;
        }
        self.next_look = Some(at);
        context.after(
            delay,
            Event::Service {
                cluster: cluster.to_owned(),
                service: self.name.clone(),
            },
        );
    }

    /// Lets the scheduler look as soon as AWS's would.
    pub(crate) fn wake_soon(&mut self, cluster: &str, context: &mut Context<'_>) {
        let delay = context.random.between(300, 1_200);
        self.wake(cluster, delay, context);
    }
}
