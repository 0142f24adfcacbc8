//! Starting a service's tasks anew.

use model::Error;
use model::access::Action;
use model::place::ServiceRef;
use model::restart::can_restart;
use model::scale::Seen;
use model::task_definition::family_revision;
use tokio::sync::OwnedMutexGuard;

use super::attempt::Attempt;
use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::Client;

impl Engine {
    /// Starts a deployment of what a service runs already, if the service still is what the user saw.
    /// Errors as of [`Engine::scale`]; all of them are audited.
    pub async fn restart(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
    ) -> Result<(), Error> {
        let words = format!("{} anew", family_revision(&seen.task_definition));
        let entry = NewEntry::on_service(&who.user, "restart", service, words);
        let attempt = Attempt::new(self.store(), entry);
        let (client, guard) = match self.check_restart(who, service, seen).await {
            Ok(ready) => ready,
            Err(error) => return Err(attempt.refused(error).await),
        };
        let started = attempt.start().await?;
        let (cluster, name) = (service.cluster.cluster.clone(), service.service.clone());
        let result = self
            .actions()
            .to_the_end(async move {
                let answer = client.force_new_deployment(&cluster, &name).await;
                let result = started.end(answer).await;
                drop(guard);
                result
            })
            .await;
        self.hub().nudge_service(service);
        result
    }

    async fn check_restart(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
    ) -> Result<(Client, OwnedMutexGuard<()>), Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::Restart)?;
        let client = self.hub().client(place).await?;
        let guard = self.actions().locks.lock(service).await;
        let now = client
            .service(&service.cluster.cluster, &service.service)
            .await?;
        seen.check(&now)?;
        can_restart(&now)?;
        Ok((client, guard))
    }
}
