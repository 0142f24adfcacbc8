//! Starting a service's tasks anew.

use model::Error;
use model::access::Action;
use model::place::ServiceRef;
use model::restart::can_restart;
use model::scale::Seen;
use model::task_definition::family_revision;

use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;

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
        let check = async {
            let held = self.hold(who, service, Action::Restart, seen).await?;
            can_restart(&held.now)?;
            Ok(held.ready(service.clone()))
        };
        let send = |client: crate::aws::Client, service: ServiceRef| async move {
            let cluster = &service.cluster.cluster;
            let receipt = client
                .force_new_deployment(cluster, &service.service)
                .await?;
            Ok((receipt, ()))
        };
        let result = self.carry_out(entry, check, send).await;
        self.hub().nudge_service(service);
        result
    }
}
