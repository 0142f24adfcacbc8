//! A cluster in numbers.

use leptos::prelude::*;

use crate::state::cluster::Counts;
use crate::ui::part::{IntoPart, changing};

/// The bar of counts.
#[component]
pub(super) fn CountsBar(
    /// The counts.
    counts: Memo<Counts>,
) -> impl IntoView {
    let plural = |count: usize, noun: &str| {
        if count == 1 {
            noun.to_owned()
        } else {
            format!("{noun}s")
        }
    };
    let get = move |read: fn(&Counts) -> String| move || counts.with(read);
    let is_zero = move |read: fn(&Counts) -> usize| move || counts.with(|c| read(c) == 0);
    view! {
        <section class="kpi" aria-label="Counts">
            <div>
                <b>{get(|c| c.services.to_string())}</b>
                <span>
                    {changing(move || counts.with(|c| format!("{}, {} steady", plural(c.services, "service"), c.steady)))}
                </span>
            </div>
            <div>
                <b>
                    {get(|c| c.running.to_string())}
                    <small class="muted">{get(|c| format!(" / {}", c.desired))}</small>
                </b>
                <span>"tasks running of desired"</span>
            </div>
            <div>
                <b class:busy=changing(move || !is_zero(|c| c.deploying)())>{get(|c| c.deploying.to_string())}</b>
                <span>
                    {changing(move || counts.with(|c| format!("{} in progress", plural(c.deploying, "deployment"))))}
                </span>
            </div>
            <div>
                <b class:bad=changing(move || !is_zero(|c| c.failed)())>{get(|c| c.failed.to_string())}</b>
                <span>
                    {changing(move || counts.with(|c| format!("{} failed in the last hour", plural(c.failed, "task"))))}
                </span>
            </div>
            <div>
                <b>{get(|c| c.standalone.to_string())}</b>
                <span>{changing(move || counts.with(|c| format!("{} run on their own", plural(c.standalone, "task"))))}</span>
            </div>
        </section>
    }
    .into_part()
}
