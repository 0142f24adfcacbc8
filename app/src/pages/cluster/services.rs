//! The services of a cluster.

use leptos::prelude::*;
use model::place::ClusterRef;

use crate::components::service_row::ServiceRow;
use crate::state::cluster::ClusterState;
use crate::state::memo::memo;
use crate::state::query::use_query_value;
use crate::state::sort::SortKey;
use crate::ui::card::Card;
use crate::ui::notice;
use crate::ui::part::{IntoPart, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;

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
    let key = memo(move || word.with(|word| SortKey::from_word(word)));
    let arns = state.rows(text, key);
    state.report_rows(arns);
    let counts = state.counts();
    let none = memo(move || counts.with(|counts| counts.services == 0));
    let controls = move || {
        let options = SortKey::ALL.map(|option| {
            view! {
                <option value=option.as_str() selected=changing(move || key.get() == option)>
                    {option.title()}
                </option>
            }
        });
        view! {
            <span class="grow"></span>
            <input
                type="search"
                data-filter
                placeholder="Filter services"
                aria-label="Filter services"
                autocomplete="off"
                spellcheck="false"
                prop:value=text
                value=text.get_untracked()
                on:input:target=move |event| {
                    filter.set(&event.target().value());
                }
            />
            <label class="sort">
                "Sort: "
                <select on:change:target=move |event| {
                    order.set(&event.target().value());
                }>{options.into_iter().collect_view()}</select>
            </label>
        }
    };
    let row = move |arn: String| {
        let cluster = cluster.clone();
        move || view! { <ServiceRow state cluster arn /> }
    };
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
                <div class="scroll">
                    <table class="cards services">
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
                        <tbody>
                            {rows({
let row = row.clone();
move || {
                                let arns = arns.get().into_iter();
                                arns.map(|arn| Row::new(arn.clone(), row(arn))).collect()
                            }})}
                        </tbody>
                    </table>
                </div>
                <Show when=move || arns.with(Vec::is_empty)>
                    {notice::empty("No service matches.", "Change the filter.")}
                </Show>
            </Show>
        </Card>
    }
    .into_part()
}
