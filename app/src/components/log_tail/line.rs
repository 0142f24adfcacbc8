//! One line of a log.

use leptos::prelude::*;
use model::log::{Level, LogSource, level};
use model::words::count;

use super::sources::{colour, short_source};
use crate::state::logs::{Filter, Line};
use crate::state::memo::memo;
use crate::ui::part::IntoPart;

/// The line, with a mark before it where lines are missing.
#[component]
pub(super) fn LineRow(
    /// The line.
    shown: Line,
    /// All sources, whose order gives the colours.
    sources: RwSignal<Vec<LogSource>>,
    /// What is searched for.
    filter: Memo<Filter>,
) -> impl IntoView {
    let line = &shown.line;
    let level = level(&line.message);
    let class = match level {
        Some(Level::Error) => "line error",
        Some(Level::Warn) => "line warn",
        _ => "line",
    };
    let key = line.source.clone();
    let colour_class = memo(move || sources.with(|sources| colour(sources, &key)));
    let gap = (shown.gap > 0).then(|| {
        view! { <p class="gap">{format!("{} skipped", count(shown.gap as i64, "line"))}</p> }
    });
    let at = line.at;
    let source = short_source(&line.source);
    let late = line
        .late
        .then(|| view! { <span class="late" title="Arrived after later lines">"late"</span> });
    let shown = shown.clone();
    let message = move || {
        filter.with(|filter| {
            filter
                .pieces(&shown.line.message)
                .into_iter()
                .map(|(text, found)| {
                    if found {
                        view! { <mark>{text}</mark> }.into_part()
                    } else {
                        text.into_part()
                    }
                })
                .collect::<Vec<_>>()
        })
    };
    view! {
        {gap}
        <div class=class data-colour=colour_class>
            <time datetime=at.to_rfc3339() title=at.to_utc()>{at.to_utc_clock_ms()}</time>
            <b>{source}</b>
            <em>{level.map(Level::as_str)}</em>
            <span class="message">{late}{message}</span>
        </div>
    }
    .into_part()
}
