//! The audit log.

use leptos::prelude::*;
use model::audit::{AuditEntry, Outcome};

use crate::api::activity::ReadActivity;
use crate::api::loaded::load_with;
use crate::components::heading::Heading;
use crate::components::load::load;
use crate::ui::age::utc;
use crate::ui::chip::{Chip, Tone};
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part};

fn outcome(outcome: Outcome) -> (Tone, &'static str) {
    match outcome {
        Outcome::Started => (Tone::Busy, "Started"),
        Outcome::Succeeded => (Tone::Ok, "Done"),
        Outcome::Failed => (Tone::Bad, "Failed"),
        Outcome::Refused => (Tone::Warn, "Refused"),
    }
}

fn row(entry: AuditEntry) -> Part {
    let (tone, words) = outcome(entry.outcome);
    let place = if entry.region.is_empty() {
        entry.target
    } else {
        format!("{} / {}", entry.target, entry.region)
    };
    view! {
        <tr>
            <td data-label="When">{utc(Some(entry.at))}</td>
            <td data-label="Who"><b class="wrap">{entry.user}</b></td>
            <td data-label="What">
                <span>{model::words::title(&entry.action)}</span>
                <span class="faint wrap">{entry.parameters}</span>
            </td>
            <td data-label="Where">
                <span class="wrap">{entry.resource}</span>
                <span class="faint wrap">{place}</span>
            </td>
            <td data-label="Outcome">
                <Chip tone words=words.to_owned() />
                <span class="faint wrap">{entry.message}</span>
                <span class="faint wrap">{entry.ended}</span>
            </td>
            <td data-label="Request id"><code class="wrap">{entry.request_id}</code></td>
        </tr>
    }
    .into_part()
}

/// The page.
#[component]
pub(crate) fn ActivityPage() -> impl IntoView {
    let resource = load_with(|| ReadActivity {});
    load("activity", resource, move |entries: Vec<AuditEntry>| {
        let table = if entries.is_empty() {
            notice::empty(
                "Nothing was changed yet.",
                "Every change made through this console appears here, with who made it and how it ended.",
            )
        } else {
            view! {
                <div class="scroll">
                    <table class="cards">
                        <thead>
                            <tr>
                                <th scope="col">"When"</th>
                                <th scope="col">"Who"</th>
                                <th scope="col">"What"</th>
                                <th scope="col">"Where"</th>
                                <th scope="col">"Outcome"</th>
                                <th scope="col">"Request id"</th>
                            </tr>
                        </thead>
                        <tbody>{entries.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            }
            .into_part()
        };
        view! {
            <div class="row head">
                <Heading title="Activity".to_owned() />
                <span class="muted">"The newest 200 changes made through this console"</span>
                <span class="grow"></span>
                <button type="button" class="btn" on:click=move |_| resource.refetch()>
                    "Refresh"
                </button>
            </div>
            <section class="card">{table}</section>
        }
        .into_part()
    })
}
