//! Starting a service's tasks anew.

use std::sync::Arc;

use leptos::prelude::*;
use model::place::ServiceRef;
use model::restart::{can_restart, consequence};

use crate::api::request::act;
use crate::api::restart::Restart;
use crate::components::confirm::{Confirm, Deed};
use crate::state::memo::memo;
use crate::state::seen::SeenService;
use crate::state::service::ServiceState;
use crate::ui::part::IntoPart;

/// The dialog.
#[component]
pub(super) fn RestartDialog(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let seen = SeenService::new(state, open);
    let words = memo(move || state.service.with(consequence));
    let reason = memo(move || {
        let refused = state.service.with(can_restart);
        refused.err().map(|error| error.message)
    });
    let title = format!("Restart {}", service.service);
    let deed: Deed = Arc::new(move || {
        let at = service.clone();
        Box::pin(async move {
            let seen = seen.get()?;
            let place = at.cluster.place;
            act(Restart {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                seen,
            })
            .await
        })
    });
    view! { <Confirm open title words reason verb="Restart" class="btn primary" look=seen.look_again() deed /> }
        .into_part()
}
