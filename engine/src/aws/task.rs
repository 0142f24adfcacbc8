//! Tasks.

mod convert;

use aws_sdk_ecs::types::{DesiredStatus, TaskField};
use model::Error;
use model::task::Task;

use super::Client;
use super::error::Subject;
use super::operation::{DESCRIBE_TASKS, LIST_TASKS};

impl Client {
    /// The most tasks in one [`Client::describe_tasks`].
    pub const TASKS_PER_CALL: usize = 100;

    /// The ARNs of all tasks of a cluster that ECS wants to run; with `stopped` those that it wants
    /// stopped, which are the draining ones and those that stopped within the last hour.
    pub async fn list_tasks(&self, cluster: &str, stopped: bool) -> Result<Vec<String>, Error> {
        let status = if stopped {
            DesiredStatus::Stopped
        } else {
            DesiredStatus::Running
        };
        let mut arns: Vec<String> = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page = self
                .call(LIST_TASKS, Subject::Cluster(cluster), || {
                    let request = self.inner.ecs.list_tasks().cluster(cluster);
                    request
                        .desired_status(status.clone())
                        .max_results(100)
                        .set_next_token(token.clone())
                        .send()
                })
                .await?;
            arns.extend(page.task_arns.unwrap_or_default());
            token = page.next_token.filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(arns);
            }
        }
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
