//! What is free on container instances.

use std::collections::{BTreeMap, BTreeSet};

use crate::ecs::{
    Cluster, ContainerInstance,
    container_instance::Status,
    placement::Candidate,
    task::{Phase, Task},
};

/// The protocol of a port.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub(crate) enum Protocol {
    Tcp,
    Udp,
}

/// A port of a host.
pub(crate) type Port = (Protocol, i64);

/// What is free on an instance, and what is on it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Room<'a> {
    /// CPU units.
    pub(crate) cpu: i64,
    /// MiB.
    pub(crate) memory: i64,
    /// Ports in use.
    pub(crate) ports: BTreeSet<Port>,
    /// Tasks that run.
    pub(crate) running: usize,
    /// Tasks that don't run yet.
    pub(crate) pending: usize,
    /// Wanted tasks by their group.
    pub(crate) groups: BTreeMap<&'a str, usize>,
}

impl<'a> Room<'a> {
    /// An instance without tasks.
    fn all_of(instance: &ContainerInstance) -> Self {
        Self {
            cpu: instance.cpu,
            memory: instance.memory,
            ports: instance.reserved_ports.clone(),
            ..Self::default()
        }
    }

    /// What is free on one instance.
    pub(crate) fn on(instance: &ContainerInstance, cluster: &'a Cluster) -> Self {
        let mut room = Self::all_of(instance);
        for task in cluster
            .tasks
            .values()
            .filter(|task| task.is_on(&instance.arn))
        {
            room.take(task);
        }
        room
    }

    /// A task takes its share until it is STOPPED.
    fn take(&mut self, task: &'a Task) {
        if task.phase == Phase::Stopped {
            return;
        }
        self.cpu -= task.cpu;
        self.memory -= task.memory;
        self.ports.extend(task.host_ports());
        self.running += usize::from(task.phase == Phase::Running);
        self.pending += usize::from(task.phase < Phase::Running);
        if task.is_wanted() {
            *self.groups.entry(task.group.as_str()).or_default() += 1;
        }
    }

    /// Wanted tasks of a group.
    pub(crate) fn in_group(&self, group: &str) -> usize {
        self.groups.get(group).copied().unwrap_or(0)
    }
}

/// The instances of a cluster that take tasks, by id.
pub(super) fn active(cluster: &Cluster) -> Vec<Candidate<'_>> {
    let mut rooms: BTreeMap<&str, Candidate<'_>> = cluster
        .instances
        .values()
        .filter(|instance| instance.status == Status::Active)
        .map(|instance| {
            let room = Room::all_of(instance);
            (instance.arn.as_str(), Candidate { instance, room })
        })
        .collect();
    for task in cluster.tasks.values() {
        let place = task.container_instance();
        if let Some(candidate) = place.and_then(|arn| rooms.get_mut(arn)) {
            candidate.room.take(task);
        }
    }
    rooms.into_values().collect()
}
