//! The targets that a task of a service is for its load balancers.

use serde::{Deserialize, Serialize};

use crate::{
    clock::{Millis, SECOND},
    ecs::{
        Cluster,
        task::{Moment, News, Phase, Task, health, lifecycle::later},
    },
    elb::Elb,
    random::{Noise, hash},
    world::Context,
};

/// What the health checks of a target group say about a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Health {
    Initial,
    Healthy,
    Unhealthy,
}

/// A target in a target group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    /// ARN of the target group.
    pub(crate) group: String,
    /// The task's address, or the id of its instance.
    pub(crate) id: String,
    pub(crate) port: i64,
    pub(crate) health: Health,
    /// How long it finishes its requests after it was deregistered.
    delay: Millis,
}

impl Task {
    /// Its targets, from the time it runs.
    pub(crate) fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// Whether its targets finish their requests.
    pub(crate) fn is_draining(&self) -> bool {
        self.phase == Phase::Deactivating
    }

    /// Its availability zone.
    pub(crate) fn availability_zone(&self) -> &str {
        &self.availability_zone
    }

    /// Whether all load balancers say that it is healthy.
    pub(super) fn passes_balancers(&self) -> bool {
        self.targets
            .iter()
            .all(|target| target.health == Health::Healthy)
    }

    /// How long its targets finish their requests.
    pub(super) fn draining_time(&self) -> Millis {
        let delays = self.targets.iter().map(|target| target.delay);
        delays.max().unwrap_or(0)
    }

    /// The first target that failed its health checks.
    pub(crate) fn failed_target(&self) -> Option<&Target> {
        let mut targets = self.targets.iter();
        targets.find(|target| target.health == Health::Unhealthy)
    }

    /// The port at which a container's port is reached, and whether that is on its host.
    fn port_of(&self, container: &str, port: i64) -> i64 {
        let containers = self.containers.iter();
        let mut bindings = containers
            .filter(|known| known.name == container)
            .flat_map(|known| &known.bindings);
        bindings
            .find(|binding| binding.container_port == port)
            .map_or(port, |binding| binding.host_port)
    }
}

/// Registers a task that has begun to run with the target groups of its deployment, as far as they exist.
pub(super) fn register(cluster: &mut Cluster, id: &str, elb: &Elb, context: &mut Context<'_>) {
    let Cluster {
        name,
        services,
        tasks,
        instances,
        ..
    } = cluster;
    let Some(task) = tasks.get_mut(id) else {
        return;
    };
    let Some(owner) = &task.owner else {
        return;
    };
    let groups = services
        .get(&owner.service)
        .map(|service| service.balanced(&owner.deployment))
        .unwrap_or_default();
    for balanced in groups {
        let Some(group) = elb.target_group(&balanced.group) else {
            continue;
        };
        let address = task
            .interface
            .as_ref()
            .map(|interface| interface.ip.clone());
        let host = task.container_instance.as_ref().and_then(|arn| {
            let mut instances = instances.values();
            let instance = instances.find(|instance| instance.arn == *arn)?;
            Some(instance.ec2_instance_id.clone())
        });
        let (target_id, port) = if group.kind == "ip" {
            (address, balanced.port)
        } else {
            (host, task.port_of(&balanced.container, balanced.port))
        };
        let Some(target_id) = target_id else { continue };
        let index = task.targets.len();
        let fails_after = task
            .containers
            .iter()
            .find(|container| container.name == balanced.container)
            .and_then(|container| container.behaviour.target_unhealthy_after);
        task.targets.push(Target {
            group: balanced.group,
            id: target_id,
            port,
            health: Health::Initial,
            delay: group.deregistration_delay(),
        });
        // The load balancer's rounds have nothing to do with when a task starts. Taken from the task's id,
        // they leave everything else that is random as it is.
        let interval = group.check_interval();
        let first =
            (SECOND + Noise::new(hash(9, &task.id)).below(interval as u64) as Millis).min(interval);
        if fails_after.is_none_or(|after| after > first) {
            let moment = Moment::Target {
                index,
                health: Health::Healthy,
            };
            later(name, task, first, moment, context);
        }
        if let Some(after) = fails_after {
            let moment = Moment::Target {
                index,
                health: Health::Unhealthy,
            };
            let failed = after.max(first) + (group.unhealthy_threshold() - 1) * interval;
            later(name, task, failed, moment, context);
        }
    }
}

/// A load balancer has come to another verdict about a target.
pub(super) fn checked(
    task: &mut Task,
    index: usize,
    verdict: Health,
    context: &Context<'_>,
) -> Option<News> {
    let target = task.targets.get_mut(index)?;
    target.health = verdict;
    Some(match verdict {
        Health::Healthy if task.settled => health::settled(task, context),
        Health::Unhealthy => News::Unhealthy,
        _ => News::Moved,
    })
}
