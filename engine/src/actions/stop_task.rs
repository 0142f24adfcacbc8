//! Stopping a task.

use model::Error;
use model::access::Action;
use model::place::TaskRef;
use model::stop_task::{can_stop, check_reason};

use super::frame::Ready;
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
        let check = async {
            let place = &task.cluster.place;
            self.authorise(who, place, Action::StopTask)?;
            check_reason(reason)?;
            let client = self.hub().client(place).await?;
            let now = client.task(&task.cluster.cluster, &task.task).await?;
            can_stop(&now)?;
            Ok(Ready::new(client, (task.clone(), now)))
        };
        let reason = (!reason.is_empty()).then(|| reason.to_owned());
        let send = move |client: Client, (task, now): (TaskRef, model::task::Task)| async move {
            let (cluster, id) = (&task.cluster.cluster, &task.task);
            let receipt = client.stop_task(cluster, id, reason.as_deref()).await?;
            Ok((receipt, now.service().map(str::to_owned)))
        };
        let service = self.carry_out(entry, check, send).await?;
        self.hub().nudge_task(task, service.as_deref());
        Ok(())
    }
}
