//! Returning a service to an earlier revision.

mod look;
mod steps;

use model::access::Action;
use model::place::ServiceRef;
use model::rollback::{Options, Plan, Preview};
use model::scale::Seen;
use model::task_definition::family_revision;
use model::{Error, place};

use self::look::Look;
use self::steps::Steps;
use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::{Client, Receipt};

impl Engine {
    /// What returning a service to a service revision (by ARN) would do now, with images pinned
    /// as is usual unless `pin_images` says whether. Values of environment, commands and log options only for those who may
    /// see them.
    pub async fn rollback_preview(
        &self,
        who: &Principal,
        service: &ServiceRef,
        revision: &str,
        pin_images: Option<bool>,
    ) -> Result<Preview, Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::View)?;
        let values = self.authorise(who, place, Action::ViewValues).is_ok();
        let client = self.hub().client(place).await?;
        let (cluster, name) = (service.cluster.cluster.as_str(), service.service.as_str());
        let now = client.service(cluster, name).await?;
        let look = Look::at(&client, service, now, revision).await?;
        let usual = look.usual_options();
        let options = Options {
            pin_images: pin_images.unwrap_or(usual.pin_images),
            ..usual
        };
        let steps = Steps::of(&look, options)?;
        let before = client
            .task_definition(&look.service.task_definition)
            .await?;
        Ok(steps.preview(&look, options, &before.document, values))
    }

    /// Returns a service to a service revision (by ARN), if the service still is what the user saw,
    /// and answers how: by stopping the ongoing deployment that came from there, or by a new
    /// deployment of what the revision carries. `typed` is the service's name as the user typed it,
    /// which protected targets ask for. Errors as of [`Engine::scale`]; all of them are audited.
    pub async fn roll_back(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
        revision: &str,
        options: Options,
        typed: Option<&str>,
    ) -> Result<Plan, Error> {
        let wanted = format!("to revision {}", place::short_name(revision));
        let entry = NewEntry::on_service(&who.user, "roll_back", service, wanted);
        let check = async {
            let held = self.hold(who, service, Action::RollBack, seen).await?;
            self.check_typed(service, typed)?;
            let now = held.now.clone();
            let look = Look::at(&held.client, service, now, revision).await?;
            let steps = Steps::of(&look, options)?;
            let words = format!(
                "{} → {} ({})",
                family_revision(&look.service.task_definition),
                family_revision(&look.target.task_definition),
                steps.words()
            );
            Ok(held.ready((service.clone(), steps)).in_words(words))
        };
        let result = self.carry_out(entry, check, send).await;
        self.hub().nudge_service(service);
        result
    }
}

async fn send(
    client: Client,
    (service, steps): (ServiceRef, Steps),
) -> Result<(Receipt, Plan), Error> {
    let receipt = match &steps {
        Steps::Stop(deployment) => client.stop_service_deployment(deployment).await?,
        Steps::Update { release, .. } => release.send(&client, &service).await?,
    };
    Ok((receipt, steps.plan()))
}
