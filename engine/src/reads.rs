//! Reads: first paints through the watchers, and what is asked for once.

mod history;
mod scaling;

use model::access::Action;
use model::audit::AuditEntry;
use model::diff::{self, Change};
use model::live::{
    BudgetView, ClusterView, ClustersView, First, LogScope, LogsView, ServiceView, TaskView,
};
use model::place::{ClusterRef, Place, ServiceRef, TaskRef};
use model::task_definition::TaskDefinition;
use model::{Error, ErrorKind};

use crate::Engine;
use crate::access::Principal;

/// How many lines of logs a page begins with: a screen's worth several times over, yet a tenth of
/// what a tail holds, because each costs the first paint a row.
const FIRST_LINES: usize = 200;

/// How many entries of the audit log a page shows.
const ACTIVITY_ENTRIES: u32 = 200;

impl Engine {
    /// The clusters of a place.
    pub async fn clusters(
        &self,
        who: &Principal,
        place: &Place,
    ) -> Result<First<ClustersView>, Error> {
        self.authorise(who, place, Action::View)?;
        self.hub().first_clusters(place).await
    }

    /// The console's budget of calls at a place.
    pub async fn budget(&self, who: &Principal, place: &Place) -> Result<First<BudgetView>, Error> {
        self.authorise(who, place, Action::View)?;
        self.hub().first_budget(place).await
    }

    /// A cluster with its services and tasks.
    pub async fn cluster(
        &self,
        who: &Principal,
        cluster: &ClusterRef,
    ) -> Result<First<ClusterView>, Error> {
        self.authorise(who, &cluster.place, Action::View)?;
        self.hub().first_cluster(cluster).await
    }

    /// A service with its tasks, deployments and events.
    pub async fn service(
        &self,
        who: &Principal,
        service: &ServiceRef,
    ) -> Result<First<ServiceView>, Error> {
        self.authorise(who, &service.cluster.place, Action::View)?;
        self.hub().first_service(service).await
    }

    /// A task.
    pub async fn task(&self, who: &Principal, task: &TaskRef) -> Result<First<TaskView>, Error> {
        self.authorise(who, &task.cluster.place, Action::View)?;
        self.hub().first_task(task).await
    }

    /// The newest lines of a service's or a task's containers: enough for a page to begin with,
    /// which then follows from there.
    pub async fn logs(
        &self,
        who: &Principal,
        cluster: &ClusterRef,
        scope: &LogScope,
    ) -> Result<First<LogsView>, Error> {
        self.authorise(who, &cluster.place, Action::View)?;
        let mut first = self.hub().first_logs(cluster, scope).await?;
        let excess = first.view.lines.len().saturating_sub(FIRST_LINES);
        first.view.lines.drain(..excess);
        Ok(first)
    }

    /// A task definition by `family:revision`, family (its newest active revision) or ARN, with
    /// values only for those who may see them.
    pub async fn task_definition(
        &self,
        who: &Principal,
        place: &Place,
        name: &str,
    ) -> Result<TaskDefinition, Error> {
        self.authorise(who, place, Action::View)?;
        let values = self.authorise(who, place, Action::ViewValues).is_ok();
        let answer = self
            .hub()
            .client(place)
            .await?
            .task_definition(name)
            .await?;
        TaskDefinition::from_document(&answer.document, answer.tags.clone(), values).ok_or_else(
            || {
                Error::new(
                    ErrorKind::Aws,
                    format!("AWS answered no task definition for {name}."),
                )
            },
        )
    }

    /// What differs between two task definitions, named as in [`Engine::task_definition`].
    pub async fn task_definition_changes(
        &self,
        who: &Principal,
        place: &Place,
        before: &str,
        after: &str,
    ) -> Result<Vec<Change>, Error> {
        self.authorise(who, place, Action::View)?;
        let values = self.authorise(who, place, Action::ViewValues).is_ok();
        let client = self.hub().client(place).await?;
        let (before, after) = tokio::try_join!(
            client.task_definition(before),
            client.task_definition(after)
        )?;
        Ok(diff::task_definitions(
            &before.document,
            &after.document,
            values,
        ))
    }

    /// The newest entries of the audit log, of the targets where the reader may see it.
    pub async fn activity(&self, who: &Principal) -> Result<Vec<AuditEntry>, Error> {
        let info = self.session_info(who);
        if !info.may_view_activity() {
            let words = "Only admins may see the activity of others.";
            return Err(Error::new(ErrorKind::Forbidden, words));
        }
        let entries = self
            .store()
            .audit_list(ACTIVITY_ENTRIES)
            .await
            .map_err(|error| {
                tracing::error!(%error, "the audit log could not be read");
                Error::new(ErrorKind::Internal, "The audit log could not be read.")
            })?;
        let everywhere = info
            .targets
            .iter()
            .all(|t| info.may(Action::ViewActivity, &t.target).is_ok());
        let visible = |entry: &AuditEntry| {
            if entry.target.is_empty() {
                everywhere
            } else {
                info.may(Action::ViewActivity, &entry.target).is_ok()
            }
        };
        Ok(entries.into_iter().filter(visible).collect())
    }
}
