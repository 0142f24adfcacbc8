//! All clusters of all targets and regions.

mod place;
mod totals;

use leptos::prelude::*;
use model::cluster::ClusterStatus;

use self::place::PlaceCard;
use self::totals::Totals;
use crate::components::error_view::ErrorView;
use crate::components::heading::Heading;
use crate::components::live_indicator::StaleBanner;
use crate::state::query::use_query_value;
use crate::state::session::SessionResource;
use crate::ui::chip::Tone;
use crate::ui::filter::filter_field;
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part};
use crate::ui::suspended::suspended;

/// The page.
#[component]
pub(crate) fn ClustersPage() -> impl IntoView {
    let session = expect_context::<SessionResource>().0;
    let query = use_query_value("q");
    let text = query.value;
    let fallback = || notice::loading("clusters");
    let places = suspended(fallback.into(), move || async move {
        let session = match session.get().await {
            Ok(session) => session,
            Err(error) => return view! { <ErrorView error=error.0 /> }.into_part(),
        };
        let places = session.places();
        if places.is_empty() {
            return notice::empty(
                "You have no access to any target.",
                "An admin of this console can give you a role.",
            );
        }
        let totals = Totals::of(places.len());
        let cards: Vec<Part> = (0..)
            .zip(places)
            .map(|(number, place)| view! { <PlaceCard place text totals number /> }.into_part())
            .collect();
        view! {
            {totals.bar()}
            {cards}
        }
        .into_part()
    });
    view! {
        <div class="row head">
            <Heading title="Clusters".to_owned() />
            <span class="grow"></span>
            {filter_field("Filter clusters", query)}
        </div>
        <StaleBanner />
        {places}
    }
    .into_part()
}

/// The tone of a cluster's status.
pub(crate) fn status_tone(status: &ClusterStatus) -> Tone {
    match status {
        ClusterStatus::Active => Tone::Ok,
        ClusterStatus::Provisioning | ClusterStatus::Deprovisioning => Tone::Busy,
        ClusterStatus::Failed => Tone::Bad,
        ClusterStatus::Inactive | ClusterStatus::Unknown(_) => Tone::Idle,
    }
}
