//! Changing a service's desired count.

use model::Error;
use model::access::Action;
use model::place::ServiceRef;
use model::scale::{Seen, check_desired};

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
        let check = async {
            let held = self.hold(who, service, Action::Scale, seen).await?;
            check_desired(&held.now, desired)?;
            Ok(held.ready(service.clone()))
        };
        let send = move |client: Client, service: ServiceRef| async move {
            let cluster = &service.cluster.cluster;
            let receipt = client
                .set_desired_count(cluster, &service.service, desired)
                .await?;
            Ok((receipt, ()))
        };
        let result = self.carry_out(entry, check, send).await;
        self.hub().nudge_service(service);
        result
    }
}
