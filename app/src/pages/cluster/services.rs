//! The services of a cluster.

use std::sync::Arc;

use leptos::prelude::*;
use model::place::ClusterRef;

use crate::components::service_row::ServiceRow;
use crate::state::cluster::{ClusterState, Ranker};
use crate::state::letters::lower;
use crate::state::memo::memo;
use crate::state::query::use_query_value;
use crate::state::sort::{SortKey, matches, rank};
use crate::ui::card::Card;
use crate::ui::filter::{choice, filter_field};
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part};
use crate::ui::show::Show;
use crate::ui::windowed::{MakeRow, Window};

/// About how high a row is, in pixels.
const ROW: f64 = 57.0;

/// The table of services, with filter and order in the address.
#[component]
pub(super) fn ServicesCard(
    /// The cluster's address.
    cluster: ClusterRef,
    /// The cluster's state.
    state: ClusterState,
) -> impl IntoView {
    let (filter, order) = (use_query_value("q"), use_query_value("sort"));
    let (text, word) = (filter.value, order.value);
    let parts = state.parts();
    let list = parts.services.arrange(move || {
        let text = text.with(|text| lower(text.trim()));
        let key = word.with(|word| SortKey::from_word(word));
        let ranker: Ranker = Arc::new(move |store, name| {
            let row = store.service(name)?;
            matches(&row, &text).then(|| rank(&row, store.tasks_of(name).len(), key))
        });
        ranker
    });
    let window = Window::new(list, use_query_value("at"), ROW);
    parts.live.report_rows(move || window.track());
    let counts = parts.counts;
    let none = memo(move || counts.with(|counts| counts.share.services == 0));
    let found = list.count();
    let controls = move || {
        let options = SortKey::ALL.map(|key| (key.as_str(), key.title()));
        view! {
            <span class="grow"></span>
            {filter_field("Filter services", filter)}
            {choice("Sort: ", order, options.to_vec())}
        }
    };
    let row: MakeRow = Arc::new(move |name, index| {
        let cluster = cluster.clone();
        view! { <ServiceRow state cluster name index /> }.into_part()
    });
    view! {
        <Card title="Services".to_owned() id="services" aside=controls>
            <Show
                when=move || !none.get()
                fallback=|| {
                    notice::empty(
                        "No services in this cluster.",
                        "Create one with the AWS CLI (aws ecs create-service) or the AWS console; it appears by itself.",
                    )
                }
            >
                {table(window, Arc::clone(&row))}
                <Show when=move || found.get() == 0>
                    {notice::empty("No service matches.", "Change the filter.")}
                </Show>
            </Show>
        </Card>
    }
    .into_part()
}

fn table(window: Window, row: MakeRow) -> Part {
    view! {
        <div class="scroll">
            <table class="cards services" aria-rowcount=window.row_count()>
                <thead>
                    <tr>
                        <th scope="col">"Service"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Tasks"</th>
                        <th scope="col">"Image"</th>
                        <th scope="col">"Revision"</th>
                        <th scope="col" class="num">"Changed"</th>
                    </tr>
                </thead>
                {window.body(6, row)}
            </table>
        </div>
    }
    .into_part()
}
