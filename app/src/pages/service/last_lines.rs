//! The last lines of a container that died.

use leptos::prelude::*;
use model::live::{First, LogsView};
use model::log::LogLine;
use model::place::TaskRef;

use crate::api::loaded::load_with;
use crate::api::logs::ReadLogs;
use crate::components::load::load_part;
use crate::ui::part::{IntoPart, Part};

/// How many lines are shown.
const LINES: usize = 10;

/// The last lines of a task's container, or of all its containers where it is not known which died.
fn last<'a>(view: &'a LogsView, task: &str, container: Option<&str>) -> Vec<&'a LogLine> {
    let key = container.map(|container| format!("{task}/{container}"));
    let own = |line: &&LogLine| key.as_ref().is_none_or(|key| line.source == *key);
    let mut lines: Vec<&LogLine> = view.lines.iter().rev().filter(own).take(LINES).collect();
    lines.reverse();
    lines
}

fn shown(view: &LogsView, task: &str, container: Option<&str>) -> Part {
    let lines = last(view, task, container);
    if lines.is_empty() {
        let own = |name: &str| container.is_none_or(|container| container == name);
        let why = view
            .sources
            .iter()
            .filter(|source| own(&source.container))
            .find_map(|source| source.unreadable.clone());
        let words = why.unwrap_or_else(|| "It wrote no lines.".to_owned());
        return view! { <p class="muted wrap">{words}</p> }.into_part();
    }
    let lines: Vec<_> = lines
        .into_iter()
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
    let id = task.task.clone();
    let resource = load_with(move || {
        let cluster = task.cluster.clone();
        ReadLogs {
            target: cluster.place.target,
            region: cluster.place.region,
            cluster: cluster.cluster,
            service: None,
            task: Some(task.task.clone()),
        }
    });
    load_part("the last lines", resource, move |first: First<LogsView>| {
        shown(&first.view, &id, container.as_deref())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;

    #[test]
    fn the_last_ten_of_the_container_that_died() {
        let line = |number: u64, source: &str| LogLine {
            number,
            at: Timestamp(number as i64),
            source: source.to_owned(),
            message: number.to_string(),
            late: false,
        };
        let view = LogsView {
            sources: Vec::new(),
            lines: (0..30)
                .map(|n| line(n, if n % 2 == 0 { "t/app" } else { "t/proxy" }))
                .collect(),
        };
        let numbers = |container| -> Vec<u64> {
            last(&view, "t", container)
                .iter()
                .map(|line| line.number)
                .collect()
        };
        assert_eq!(
            numbers(Some("app")),
            [10, 12, 14, 16, 18, 20, 22, 24, 26, 28]
        );
        assert_eq!(numbers(None), (20..30).collect::<Vec<_>>());
        assert!(numbers(Some("other")).is_empty());
    }
}
