//! How traffic is shared between the old and the new revision.

use leptos::prelude::*;
use model::course::{Traffic, traffic};
use model::progress::Side;
use model::task_definition::{family_revision, revision_number};

use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::ui::part::{IntoPart, Part, changing};

fn bar(traffic: &Traffic, old: &str, new: &str) -> Part {
    let words = traffic.words(old, new);
    let width = format!("width:{}.{}%", traffic.new / 10, traffic.new % 10);
    let all = traffic.new >= 1_000;
    let filled = (traffic.new > 0).then(|| view! { <span class:all=all style=width></span> });
    view! {
        <div class="share">
            <b>{traffic.kind} " traffic"</b>
            <div class="bar" aria-hidden="true">
                {filled}
            </div>
            <span class="muted">{words}</span>
        </div>
    }
    .into_part()
}

/// The bars; nothing for deployments that do not move traffic.
#[component]
pub(super) fn TrafficBars(
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let newest = state.newest_deployment();
    let shares = memo(move || {
        newest.with(|newest| {
            let newest = newest.as_ref().filter(|newest| newest.status.is_ongoing());
            newest.map(traffic).unwrap_or_default()
        })
    });
    // A rollback turns the lanes round, and the target stays the new revision.
    let names = memo(move || {
        let definitions = newest.with(|newest| {
            let newest = newest.as_ref()?;
            let target = newest.target.as_ref()?.arn.clone();
            let source = newest.sources.first()?.arn.clone();
            state.live.view.with(|view| {
                let definition = |arn: &str| {
                    let found = view.revisions.iter().find(|one| one.arn == arn)?;
                    Some(found.task_definition.clone())
                };
                Some((definition(&source)?, definition(&target)?))
            })
        });
        definitions.map_or_else(
            || ("the old revision".to_owned(), "the new one".to_owned()),
            |(old, new)| (side(&old, Side::Current), side(&new, Side::New)),
        )
    });
    view! {
        {changing(move || {
            shares.with(|shares| {
                names.with(|(old, new)| {
                    (!shares.is_empty())
                        .then(|| {
                            let bars: Vec<_> = shares.iter().map(|one| bar(one, old, new)).collect();
                            view! { <div class="shares">{bars}</div> }
                        })
                })
            })
        })}
    }
    .into_part()
}

/// A revision as the lanes name it.
fn side(definition: &str, side: Side) -> String {
    let revision = revision_number(definition)
        .map_or_else(|| family_revision(definition).to_owned(), |n| n.to_string());
    match side {
        Side::New => format!("{revision} (new)"),
        Side::Current => format!("{revision} (old)"),
    }
}
