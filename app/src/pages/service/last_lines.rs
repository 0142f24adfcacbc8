//! The last lines of a container that died.

use leptos::prelude::*;
use model::live::{First, LogsView};
use model::place::TaskRef;

use crate::api::loaded::load_with;
use crate::api::logs::ReadLogs;
use crate::components::load::load_part;
use crate::ui::part::{IntoPart, Part};

/// How many lines are shown.
const LINES: usize = 10;

fn shown(view: &LogsView, container: Option<&str>) -> Part {
    if view.lines.is_empty() {
        let own = |name: &str| container.is_none_or(|container| container == name);
        let why = view
            .sources
            .iter()
            .filter(|source| own(&source.container))
            .find_map(|source| source.unreadable.clone());
        let words = why.unwrap_or_else(|| "It wrote no lines.".to_owned());
        return view! { <p class="muted wrap">{words}</p> }.into_part();
    }
    let lines: Vec<_> = view
        .lines
        .iter()
        .map(|line| {
            view! {
                <li>
                    <time class="faint" datetime=line.at.to_rfc3339() title=line.at.to_utc()>
                        {line.at.to_utc_clock()}
                    </time>
                    <span>{line.message.clone()}</span>
                </li>
            }
        })
        .collect();
    view! { <ol class="last-lines" aria-label="Last lines" tabindex="0">{lines}</ol> }.into_part()
}

/// The lines, read when this is shown.
#[component]
pub(super) fn LastLines(
    /// The task.
    task: TaskRef,
    /// The container that died; all where that is not known.
    container: Option<String>,
) -> impl IntoView {
    let of = container.clone();
    let resource = load_with(move || {
        let cluster = task.cluster.clone();
        ReadLogs {
            target: cluster.place.target,
            region: cluster.place.region,
            cluster: cluster.cluster,
            service: None,
            task: Some(task.task.clone()),
            container: of.clone(),
            last: Some(LINES),
        }
    });
    load_part("the last lines", resource, move |first: First<LogsView>| {
        shown(&first.view, container.as_deref())
    })
}
