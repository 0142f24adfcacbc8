//! A cluster in numbers.

use leptos::prelude::*;
use model::place::ClusterRef;

use crate::paths::{self, ClusterTab};
use crate::state::cluster::counts::Counts;
use crate::state::memo::memo;
use crate::ui::number::grouped;
use crate::ui::part::{IntoPart, changing};

/// The bar of counts.
#[component]
pub(super) fn CountsBar(
    /// The counts.
    counts: RwSignal<Counts>,
    /// The cluster's address.
    cluster: ClusterRef,
) -> impl IntoView {
    let plural = |count: i64, noun: &str| {
        if count == 1 {
            noun.to_owned()
        } else {
            format!("{noun}s")
        }
    };
    let text = |words: Memo<String>| changing(move || words.get());
    let get = move |read: fn(&Counts) -> String| text(memo(move || counts.with(read)));
    let number = move |read: fn(&Counts) -> i64| text(memo(move || grouped(counts.with(read))));
    let is_zero = move |read: fn(&Counts) -> i64| memo(move || counts.with(read) == 0);
    let (deploying, failed) = (is_zero(|c| c.share.deploying), is_zero(|c| c.failed as i64));
    let alone = format!("{}?of=own", paths::cluster_tab(&cluster, ClusterTab::Tasks));
    let services = memo(move || {
        counts.with(|c| {
            let services = plural(c.share.services, "service");
            format!("{services}, {} steady", grouped(c.share.steady))
        })
    });
    let words = move |read: fn(&Counts) -> i64, noun: &'static str, rest: &'static str| {
        text(memo(move || {
            format!("{} {rest}", plural(counts.with(read), noun))
        }))
    };
    view! {
        <section class="kpi" aria-label="Counts">
            <div>
                <b>{number(|c| c.share.services)}</b>
                <span>{text(services)}</span>
            </div>
            <div>
                <b>
                    {number(|c| c.share.running)}
                    <small class="muted">{get(|c| format!(" / {}", grouped(c.share.desired)))}</small>
                </b>
                <span>"tasks running of desired"</span>
            </div>
            <div>
                <b class:busy=changing(move || !deploying.get())>{number(|c| c.share.deploying)}</b>
                <span>{words(|c| c.share.deploying, "deployment", "in progress")}</span>
            </div>
            <div>
                <b class:bad=changing(move || !failed.get())>{number(|c| c.failed as i64)}</b>
                <span>{words(|c| c.failed as i64, "task", "failed in the last hour")}</span>
            </div>
            <div>
                <b>{number(|c| c.standalone as i64)}</b>
                <span>
                    <a class="link" href=alone>
                        {words(|c| c.standalone as i64, "task", "run on their own")}
                    </a>
                </span>
            </div>
        </section>
    }
    .into_part()
}
