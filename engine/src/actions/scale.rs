//! Changing a service's desired count.

use model::Error;
use model::access::Action;
use model::place::ServiceRef;
use model::scale::{Seen, check_desired};
use tokio::sync::OwnedMutexGuard;

use super::attempt::Attempt;
use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::Client;

impl Engine {
    /// Sets a service's desired count, if the service still is what the user saw. Errors:
    /// `Forbidden`, `NotFound`, `Conflict` when something else was changed meanwhile, `Invalid`, and
    /// what AWS answers. All of them are audited.
    pub async fn scale(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
        desired: i32,
    ) -> Result<(), Error> {
        let words = format!("desired {} → {desired}", seen.desired);
        let entry = NewEntry::on_service(&who.user, "scale", service, words);
        let attempt = Attempt::new(self.store(), entry);
        let (client, guard) = match self.check_scale(who, service, seen, desired).await {
            Ok(ready) => ready,
            Err(error) => return Err(attempt.refused(error).await),
        };
        let started = attempt.start().await?;
        let (cluster, name) = (service.cluster.cluster.clone(), service.service.clone());
        let result = self
            .actions()
            .to_the_end(async move {
                let answer = client.set_desired_count(&cluster, &name, desired).await;
                let result = started.end(answer).await;
                drop(guard);
                result
            })
            .await;
        self.hub().nudge_service(service);
        result
    }

    async fn check_scale(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
        desired: i32,
    ) -> Result<(Client, OwnedMutexGuard<()>), Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::Scale)?;
        let client = self.hub().client(place).await?;
        let guard = self.actions().locks.lock(service).await;
        let now = client
            .service(&service.cluster.cluster, &service.service)
            .await?;
        seen.check(&now)?;
        check_desired(&now, desired)?;
        Ok((client, guard))
    }
}
