//! Counting the tasks of a deployment.

use crate::{
    clock::Millis,
    ecs::{
        Cluster,
        service::Service,
        task::{Phase, Task},
    },
};

/// The tasks of one deployment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Desired status RUNNING.
    pub(super) wanted: i64,
    /// Wanted and not RUNNING yet.
    pub(super) pending: i64,
    /// RUNNING and wanted.
    pub(super) running: i64,
    /// RUNNING, wanted and counted as healthy.
    pub(super) healthy: i64,
    /// On their way out with containers that may still run.
    pub(super) leaving: i64,
    /// Not STOPPED yet, wanted or not.
    pub(super) present: i64,
    /// Wanted, but on an instance that takes no tasks any more: they have to be replaced.
    pub(super) stranded: i64,
}

impl Tally {
    /// Counts the tasks of a deployment.
    pub(super) fn of(service: &Service, cluster: &Cluster, deployment: &str) -> Self {
        let mut tally = Self::default();
        for task in service
            .live_tasks(cluster)
            .filter(|task| task.is_of(deployment))
        {
            tally.add(task);
            tally.stranded += i64::from(task.is_wanted() && cluster.is_stranded(task));
        }
        tally
    }

    fn add(&mut self, task: &Task) {
        let running = task.phase == Phase::Running;
        self.present += 1;
        self.wanted += i64::from(task.is_wanted());
        self.pending += i64::from(task.is_wanted() && !running);
        self.running += i64::from(task.is_wanted() && running);
        self.healthy += i64::from(task.is_healthy());
        self.leaving += i64::from(!task.is_wanted() && task.phase < Phase::Deprovisioning);
    }
}

impl Service {
    /// Its tasks that aren't STOPPED.
    pub(super) fn live_tasks<'a>(&'a self, cluster: &'a Cluster) -> impl Iterator<Item = &'a Task> {
        self.tasks.iter().filter_map(|id| cluster.tasks.get(id))
    }

    /// Ids of wanted tasks of a deployment that may be stopped, those that are missed least first:
    /// those on instances that drain, then not running, not healthy, and the youngest.
    pub(super) fn expendable(
        &self,
        cluster: &Cluster,
        deployment: &str,
        now: Millis,
    ) -> Vec<String> {
        let mut tasks: Vec<&Task> = self
            .live_tasks(cluster)
            .filter(|task| task.is_of(deployment) && task.is_wanted() && !task.is_protected(now))
            .collect();
        tasks.reverse();
        tasks.sort_by_key(|task| {
            (
                !cluster.is_stranded(task),
                task.phase == Phase::Running,
                task.is_healthy(),
            )
        });
        tasks.into_iter().map(|task| task.id.clone()).collect()
    }

    /// When the next protection of a wanted task ends, if any is protected.
    pub(super) fn protected_until(&self, cluster: &Cluster, now: Millis) -> Option<Millis> {
        let protected = self
            .live_tasks(cluster)
            .filter(|task| task.is_wanted() && task.is_protected(now));
        protected.filter_map(|task| task.protected_until).min()
    }
}
