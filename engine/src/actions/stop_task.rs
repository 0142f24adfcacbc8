//! Stopping a task.

use model::Error;
use model::access::Action;
use model::place::TaskRef;
use model::stop_task::{can_stop, check_reason};
use model::task::Task;

use super::attempt::Attempt;
use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::Client;

impl Engine {
    /// Stops a task, with a reason in the user's words where there is one. Errors: `Forbidden`,
    /// `NotFound`, `Invalid` when it has stopped or is stopping already, and what AWS answers. All of
    /// them are audited.
    pub async fn stop_task(
        &self,
        who: &Principal,
        task: &TaskRef,
        reason: &str,
    ) -> Result<(), Error> {
        let reason = reason.trim();
        let words = if reason.is_empty() {
            "without a reason".to_owned()
        } else {
            format!("because: {reason}")
        };
        let entry = NewEntry::on_task(&who.user, "stop_task", task, words);
        let attempt = Attempt::new(self.store(), entry);
        let (client, now) = match self.check_stop_task(who, task, reason).await {
            Ok(ready) => ready,
            Err(error) => return Err(attempt.refused(error).await),
        };
        let started = attempt.start().await?;
        let (cluster, id) = (task.cluster.cluster.clone(), task.task.clone());
        let reason = (!reason.is_empty()).then(|| reason.to_owned());
        let result = self
            .actions()
            .to_the_end(async move {
                let answer = client.stop_task(&cluster, &id, reason.as_deref()).await;
                started.end(answer).await
            })
            .await;
        self.hub().nudge_task(task, now.service());
        result
    }

    async fn check_stop_task(
        &self,
        who: &Principal,
        task: &TaskRef,
        reason: &str,
    ) -> Result<(Client, Task), Error> {
        let place = &task.cluster.place;
        self.authorise(who, place, Action::StopTask)?;
        check_reason(reason)?;
        let client = self.hub().client(place).await?;
        let now = client.task(&task.cluster.cluster, &task.task).await?;
        can_stop(&now)?;
        Ok((client, now))
    }
}
