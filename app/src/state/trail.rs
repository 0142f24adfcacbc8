//! What CloudTrail tells of deployments, which comes later than the page.

use leptos::prelude::*;
use model::history::TrailAnswer;
use model::place::ServiceRef;

use crate::api::history::ReadDeploymentTrail;
use crate::api::request::read;
use crate::state::effect::effect;

/// The most requests in a row; each goes on where the one before it stopped.
const MOST_REQUESTS: usize = 12;

/// What CloudTrail tells of all deployments of a service, or only of the newest one; asked for again
/// when another one (by ARN) is the newest. It comes into a signal, so that nothing waits for it.
pub(crate) fn trail_of(
    service: ServiceRef,
    newest: Memo<Option<String>>,
    only_newest: bool,
) -> RwSignal<TrailAnswer> {
    let trail = RwSignal::new(TrailAnswer::default());
    let look_up = Action::new(move |newest: &Option<String>| {
        let (at, newest) = (service.clone(), newest.clone());
        async move {
            for _ in 0..MOST_REQUESTS {
                let place = at.cluster.place.clone();
                let answer = read(ReadDeploymentTrail {
                    target: place.target,
                    region: place.region,
                    cluster: at.cluster.cluster.clone(),
                    service: at.service.clone(),
                    deployment: newest.clone().filter(|_| only_newest),
                });
                let answer = answer.await.unwrap_or_else(|error| TrailAnswer {
                    unavailable: Some(error.0.message),
                    ..TrailAnswer::default()
                });
                let more = answer.more;
                // The page may be left meanwhile.
                if trail.try_set(answer).is_some() || !more {
                    break;
                }
            }
        }
    });
    effect(move || {
        if let Some(newest) = newest.get() {
            look_up.dispatch(Some(newest));
        }
    });
    trail
}
