//! The bounds of auto scaling, looked up when somebody needs them.

use leptos::prelude::*;
use model::live::Offered;
use model::place::ServiceRef;
use model::scaling::Scaling;

use crate::api::request::read;
use crate::api::scaling::ReadScaling;
use crate::state::effect::effect;

/// The bounds of a service, asked for each time that `wanted` becomes true. They come into a signal
/// when they are there, so that nothing on the page waits for them.
pub(crate) fn scaling_when(
    service: ServiceRef,
    wanted: impl Fn() -> bool + Send + Sync + 'static,
) -> RwSignal<Scaling> {
    let known = RwSignal::new(Scaling::Loading);
    let look_up = Action::new(move |&(): &()| {
        let at = service.clone();
        async move {
            let place = at.cluster.place;
            let answer = read(ReadScaling {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
            });
            let answer = answer.await;
            known.set(answer.unwrap_or_else(|error| Offered::Unavailable(error.0.message)));
        }
    });
    effect(move || {
        if wanted() {
            look_up.dispatch(());
        }
    });
    known
}
