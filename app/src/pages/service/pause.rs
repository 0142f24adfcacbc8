//! Pausing a service and resuming it.

use std::sync::Arc;

use leptos::prelude::*;
use model::Error;
use model::pause::{Pause, can_pause, pause_consequence, resumed};
use model::place::ServiceRef;

use crate::api::pause::{PauseService, ReadPause, ResumeService};
use crate::api::request::{act, read};
use crate::components::confirm::{Confirm, Deed};
use crate::state::effect::effect;
use crate::state::memo::memo;
use crate::state::scaling::scaling_when;
use crate::state::seen::SeenService;
use crate::state::service::ServiceState;
use crate::ui::part::IntoPart;

/// The dialog that pauses.
#[component]
pub(super) fn PauseDialog(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let seen = SeenService::new(state, open);
    let scaling = scaling_when(service.clone(), move || open.get());
    let words = memo(move || {
        scaling.with(|scaling| {
            state
                .service
                .with(|service| pause_consequence(service, scaling))
        })
    });
    let reason = memo(move || {
        let refused = state.service.with(can_pause);
        refused.err().map(|error| error.message)
    });
    let title = format!("Pause {}", service.service);
    let deed: Deed = Arc::new(move || {
        let at = service.clone();
        Box::pin(async move {
            let seen = seen.get()?;
            let place = at.cluster.place;
            act(PauseService {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                seen,
            })
            .await
        })
    });
    view! { <Confirm open title words reason verb="Pause" class="btn danger solid" look=seen.look_again() deed /> }
        .into_part()
}

/// The dialog that resumes.
#[component]
pub(super) fn ResumeDialog(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let seen = SeenService::new(state, open);
    let known = RwSignal::new(None::<Result<Option<Pause>, Error>>);
    let at = service.clone();
    let look_up = Action::new(move |&(): &()| {
        let at = at.clone();
        async move {
            let place = at.cluster.place;
            let answer = read(ReadPause {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
            });
            known.set(Some(answer.await.map_err(|error| error.0)));
        }
    });
    effect(move || {
        if open.get() {
            known.set(None);
            look_up.dispatch(());
        }
    });
    let check = move |pause: &Option<Pause>| {
        state
            .service
            .with(|service| resumed(service, pause.as_ref()))
    };
    let words = memo(move || match known.get() {
        Some(Ok(Some(pause))) => format!(
            "{} paused it. Resuming scales it back to {}.",
            pause.user,
            model::words::count(i64::from(pause.desired), "task")
        ),
        _ => "Looking up what it had…".to_owned(),
    });
    let reason = memo(move || match known.get()? {
        Ok(pause) => check(&pause).err().map(|error| error.message),
        Err(error) => Some(error.message),
    });
    let title = format!("Resume {}", service.service);
    let deed: Deed = Arc::new(move || {
        let at = service.clone();
        Box::pin(async move {
            let seen = seen.get()?;
            let place = at.cluster.place;
            act(ResumeService {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                seen,
            })
            .await
        })
    });
    view! { <Confirm open title words reason verb="Resume" class="btn primary" look=seen.look_again() deed /> }.into_part()
}
