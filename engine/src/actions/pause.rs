//! Pausing a service and resuming it.

use model::access::Action;
use model::pause::{Pause, can_pause, resumed};
use model::place::ServiceRef;
use model::scale::Seen;
use model::{Error, ErrorKind};

use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::{Client, Receipt};
use crate::store::{Store, StoreError};

impl Engine {
    /// The pause of a service, when somebody made one through this console and it still stands.
    pub async fn pause_of(
        &self,
        who: &Principal,
        service: &ServiceRef,
    ) -> Result<Option<Pause>, Error> {
        self.authorise(who, &service.cluster.place, Action::View)?;
        self.store().pause(service).await.map_err(unknown)
    }

    /// Scales a service to zero and remembers what it had, if it still is what the user saw. Errors
    /// as of [`Engine::scale`]; all of them are audited.
    pub async fn pause(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
    ) -> Result<(), Error> {
        let words = format!("desired {} → 0", seen.desired);
        let entry = NewEntry::on_service(&who.user, "pause", service, words);
        let check = async {
            let held = self.hold(who, service, Action::Scale, seen).await?;
            can_pause(&held.now)?;
            // Without the note there is no pause: nobody would know what to go back to.
            let noted = self.store().put_pause(service, held.now.desired, &who.user);
            noted.await.map_err(unknown)?;
            Ok(held.ready((service.clone(), self.store().clone())))
        };
        let result = self.carry_out(entry, check, send_pause).await;
        self.hub().nudge_service(service);
        result
    }

    /// Scales a paused service back to what it had, if it still is what the user saw. Errors as of
    /// [`Engine::scale`]; all of them are audited.
    pub async fn resume(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
    ) -> Result<(), Error> {
        let entry = NewEntry::on_service(&who.user, "resume", service, "");
        let check = async {
            let held = self.hold(who, service, Action::Scale, seen).await?;
            let pause = self.store().pause(service).await.map_err(unknown)?;
            let desired = resumed(&held.now, pause.as_ref())?;
            let ready = held.ready((service.clone(), self.store().clone(), desired));
            Ok(ready.in_words(format!("desired 0 → {desired}")))
        };
        let result = self.carry_out(entry, check, send_resume).await;
        self.hub().nudge_service(service);
        result
    }
}

async fn send_pause(
    client: Client,
    (service, store): (ServiceRef, Store),
) -> Result<(Receipt, ()), Error> {
    let (cluster, name) = (&service.cluster.cluster, &service.service);
    match client.set_desired_count(cluster, name, 0).await {
        Ok(receipt) => Ok((receipt, ())),
        Err(error) => {
            // Without an answer nobody knows whether it is paused now.
            if error.kind != ErrorKind::Unreachable {
                forget(&store, &service).await;
            }
            Err(error)
        }
    }
}

async fn send_resume(
    client: Client,
    (service, store, desired): (ServiceRef, Store, i32),
) -> Result<(Receipt, ()), Error> {
    let (cluster, name) = (&service.cluster.cluster, &service.service);
    let receipt = client.set_desired_count(cluster, name, desired).await?;
    forget(&store, &service).await;
    Ok((receipt, ()))
}

/// A note too many is harmless: nothing is resumed that is not at zero.
async fn forget(store: &Store, service: &ServiceRef) {
    if let Err(error) = store.forget_pause(service).await {
        tracing::warn!(%error, service = %service.path(), "a pause could not be forgotten");
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an error to be mapped")]
fn unknown(error: StoreError) -> Error {
    tracing::error!(%error, "pauses could not be read or written");
    Error::new(
        ErrorKind::Internal,
        "The console’s store can’t be used, so nothing was changed.",
    )
}
