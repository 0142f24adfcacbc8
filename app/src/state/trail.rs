//! What CloudTrail tells of deployments, which comes later than the page.

use std::time::Duration;

use leptos::prelude::*;
use model::history::TrailAnswer;
use model::place::ServiceRef;

use crate::api::history::ReadDeploymentTrail;
use crate::api::request::read;
use crate::state::cluster::bump;
use crate::state::effect::effect;

/// The most requests in a row; each goes on where the one before it stopped.
const MOST_REQUESTS: usize = 12;

/// After how long it is asked again whether a late event has come.
const AGAIN: Duration = Duration::from_mins(1);

/// What CloudTrail tells of all deployments of a service, or only of the newest one; asked for again
/// when another one (by ARN) is the newest, and while events are late. It comes into a signal, so that
/// nothing waits for it.
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
    let (later, planned) = (RwSignal::new(0_u32), StoredValue::new(false));
    effect(move || {
        later.track();
        if let Some(newest) = newest.get() {
            look_up.dispatch(Some(newest));
        }
    });
    effect(move || {
        let is_late = trail.with(|trail| !trail.more && !trail.waiting.is_empty());
        if is_late && !planned.get_value() {
            planned.set_value(true);
            let ask = move || {
                // The page may be left meanwhile.
                if planned.try_set_value(false).is_none() {
                    bump(later);
                }
            };
            set_timeout(ask, AGAIN);
        }
    });
    trail
}
