//! Tasks.

mod convert;

use aws_sdk_ecs::types::{DesiredStatus, TaskField};
use model::Error;
use model::task::Task;

use super::Client;
use super::error::{Subject, no_task};
use super::operation::{DESCRIBE_TASKS, LIST_TASKS};
use super::page::Page;

/// Which tasks of a cluster are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct TaskFilter<'a> {
    /// Those that ECS wants stopped instead of those that it wants to run.
    pub stopped: bool,
    /// Only those of this service.
    pub service: Option<&'a str>,
}

impl Client {
    /// The most tasks in one [`Client::describe_tasks`].
    pub const TASKS_PER_CALL: usize = 100;

    /// The ARNs of all tasks of a cluster that ECS wants to run; with `stopped` those that it wants
    /// stopped, which are the draining ones and those that stopped within the last hour.
    pub async fn list_tasks(&self, cluster: &str, stopped: bool) -> Result<Vec<String>, Error> {
        self.list_all_tasks(
            cluster,
            TaskFilter {
                stopped,
                service: None,
            },
        )
        .await
    }

    /// The ARNs of the tasks of one service that ECS wants to run.
    pub async fn list_tasks_of(&self, cluster: &str, service: &str) -> Result<Vec<String>, Error> {
        let filter = TaskFilter {
            stopped: false,
            service: Some(service),
        };
        self.list_all_tasks(cluster, filter).await
    }

    async fn list_all_tasks(
        &self,
        cluster: &str,
        filter: TaskFilter<'_>,
    ) -> Result<Vec<String>, Error> {
        let mut page = self.list_tasks_page(cluster, filter, None).await?;
        let mut arns = page.arns;
        while page.next.is_some() {
            page = self.list_tasks_page(cluster, filter, page.next).await?;
            arns.append(&mut page.arns);
        }
        Ok(arns)
    }

    /// One page of a cluster's tasks: the first one, or that after a [`Page::next`].
    pub async fn list_tasks_page(
        &self,
        cluster: &str,
        filter: TaskFilter<'_>,
        token: Option<String>,
    ) -> Result<Page, Error> {
        let status = if filter.stopped {
            DesiredStatus::Stopped
        } else {
            DesiredStatus::Running
        };
        let subject = match filter.service {
            Some(service) => Subject::Service { cluster, service },
            None => Subject::Cluster(cluster),
        };
        let answer = self
            .call(LIST_TASKS, subject, || {
                let request = self.inner.ecs.list_tasks().cluster(cluster);
                request
                    .desired_status(status.clone())
                    .set_service_name(filter.service.map(str::to_owned))
                    .max_results(100)
                    .set_next_token(token.clone())
                    .send()
            })
            .await?;
        Ok(Page::new(answer.task_arns, answer.next_token))
    }

    /// A task by id, as it is now.
    pub async fn task(&self, cluster: &str, task: &str) -> Result<Task, Error> {
        let found = self.describe_tasks(cluster, &[task.to_owned()]).await?;
        let missing = || Error::not_found(no_task(cluster, task, self.place()));
        found.into_iter().next().ok_or_else(missing)
    }

    /// Tasks of a cluster in one call: at most [`Client::TASKS_PER_CALL`] ARNs or ids. Those that
    /// ECS has forgotten are absent.
    pub async fn describe_tasks(
        &self,
        cluster: &str,
        tasks: &[String],
    ) -> Result<Vec<Task>, Error> {
        let answer = self
            .call(DESCRIBE_TASKS, Subject::Cluster(cluster), || {
                let request = self.inner.ecs.describe_tasks().cluster(cluster);
                request
                    .set_tasks(Some(tasks.to_vec()))
                    .include(TaskField::Tags)
                    .send()
            })
            .await?;
        Ok(answer
            .tasks
            .unwrap_or_default()
            .into_iter()
            .filter_map(convert::task)
            .collect())
    }
}
