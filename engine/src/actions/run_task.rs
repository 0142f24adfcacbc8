//! Running one task on its own.

use model::Error;
use model::access::Action;
use model::place::{ServiceRef, short_name};
use model::run_task::{RunOverrides, can_run, request};
use model::task_definition::family_revision;
use serde_json::Value;

use super::frame::Ready;
use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::{Client, Receipt};

impl Engine {
    /// Runs one task where and how a service's own run, of the service's definition or of another one
    /// (a family, a family and revision, or an ARN), and answers its id. Errors: `Forbidden`, `NotFound`, `Invalid`, and what AWS answers, why it could not place
    /// the task included. All of them are audited.
    pub async fn run_task(
        &self,
        who: &Principal,
        service: &ServiceRef,
        task_definition: Option<&str>,
        overrides: &RunOverrides,
    ) -> Result<String, Error> {
        let entry = NewEntry::on_service(&who.user, "run_task", service, overrides.words());
        let check = async {
            let place = &service.cluster.place;
            self.authorise(who, place, Action::RunTask)?;
            let client = self.hub().client(place).await?;
            let (cluster, name) = (service.cluster.cluster.as_str(), service.service.as_str());
            let now = client.service(cluster, name).await?;
            can_run(&now)?;
            let wanted = task_definition.unwrap_or(&now.task_definition);
            let (document, definition) = tokio::try_join!(
                client.service_document(cluster, name),
                client.task_definition(wanted)
            )?;
            let request = request(&document, &definition.document, overrides, &who.user)?;
            let words = format!(
                "{}, {}",
                family_revision(request["taskDefinition"].as_str().unwrap_or(wanted)),
                overrides.words()
            );
            Ok(Ready::new(client, request).in_words(words))
        };
        let task = self.carry_out(entry, check, send).await?;
        let id = short_name(&task).to_owned();
        self.hub().nudge_task(&service.cluster.task(&*id), None);
        Ok(id)
    }
}

async fn send(client: Client, request: Value) -> Result<(Receipt, String), Error> {
    let (task, receipt) = client.run_task(&request).await?;
    Ok((receipt, task))
}
