//! Where lines come from: which sources are shown, and which can't be read.

use leptos::prelude::*;
use model::log::LogSource;

use crate::state::logs::Filter;
use crate::state::memo::memo;
use crate::state::query::QueryValue;
use crate::ui::part::{IntoPart, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;

/// How many colours there are.
const COLOURS: usize = 8;

/// A source's key as people read it: the beginning of the task's id and the container.
pub(super) fn short_source(key: &str) -> String {
    match key.split_once('/') {
        Some((task, container)) => {
            let task: String = task.chars().take(4).collect();
            format!("{task} {container}")
        }
        None => key.to_owned(),
    }
}

/// The number of a source's colour: by its place among the readable sources.
pub(super) fn colour(sources: &[LogSource], key: &str) -> String {
    let readable = sources.iter().filter(|source| source.unreadable.is_none());
    let place = readable.into_iter().position(|source| source.key() == key);
    (place.unwrap_or(0) % COLOURS).to_string()
}

/// A source as its switch shows it.
#[derive(Debug, Clone)]
struct Switch {
    key: String,
    container: String,
    task: String,
    revision: Option<i64>,
    stopped: bool,
    colour: String,
}

impl Switch {
    /// The switch as a row's key: another one where anything on it differs.
    fn identity(&self) -> String {
        let revision = self.revision.unwrap_or_default();
        format!("{} {} {} {revision}", self.key, self.stopped, self.colour)
    }
}

/// The sources, running ones first; each can be turned off.
#[component]
pub(super) fn Sources(
    /// All sources.
    sources: RwSignal<Vec<LogSource>>,
    /// Which are shown.
    filter: Memo<Filter>,
    /// Keys of those that are not.
    hidden: QueryValue,
) -> impl IntoView {
    let switches = move |stopped: bool| {
        sources.with(|sources| {
            sources
                .iter()
                .filter(|source| source.unreadable.is_none() && source.stopped == stopped)
                .map(|source| Switch {
                    key: source.key(),
                    container: source.container.clone(),
                    task: source.task.clone(),
                    revision: source.revision,
                    stopped,
                    colour: colour(sources, &source.key()),
                })
                .collect::<Vec<_>>()
        })
    };
    let switch_button = move |switch: Switch| {
        let key = switch.key.clone();
        let shown = move || filter.with(|filter| filter.shows(&key));
        let key = switch.key.clone();
        let toggle = move |_| {
            hidden.set(&filter.with_untracked(|filter| filter.toggled(&key)));
        };
        view! {
            <button
                type="button"
                class="source"
                data-colour=switch.colour
                title=format!("Task {}, container {}", switch.task, switch.container)
                aria-pressed=changing(move || shown().to_string())
                on:click=toggle
            >
                <i aria-hidden="true"></i>
                <span class="clip">{short_source(&switch.key)}</span>
                <em>{switch.revision}</em>
            </button>
        }
    };
    let group = move |title: &'static str, stopped: bool| {
        let some = move || !switches(stopped).is_empty();
        view! {
            <Show when=some>
                <h2>{title}</h2>
                {rows(move || {
                    let switches = switches(stopped).into_iter();
                    switches.map(|switch| Row::new(switch.identity(), move || switch_button(switch))).collect()
                })}
            </Show>
        }
    };
    view! {
        <div class="sources" role="group" aria-label="Sources">
            {group("Sources", false)}
            {group("Stopped tasks", true)}
        </div>
    }
    .into_part()
}

/// Names the sources whose lines can't be read, each reason once.
#[component]
pub(super) fn Unreadable(
    /// All sources.
    sources: RwSignal<Vec<LogSource>>,
) -> impl IntoView {
    let reasons = memo(move || {
        let mut reasons: Vec<(String, String)> = Vec::new();
        sources.with(|sources| {
            for source in sources {
                if let Some(why) = &source.unreadable {
                    let pair = (source.container.clone(), why.clone());
                    if !reasons.contains(&pair) {
                        reasons.push(pair);
                    }
                }
            }
        });
        reasons
    });
    move || {
        reasons.with(|reasons| {
            (!reasons.is_empty()).then(|| {
                let rows = reasons
                    .iter()
                    .map(|(container, why)| {
                        view! { <p class="wrap"><b>{container.clone()}</b>": "{why.clone()}</p> }
                    })
                    .collect_view();
                view! { <div class="notice info">{rows}</div> }
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_and_never_cut_a_letter() {
        for (key, short) in [
            ("9f2c0d/app", "9f2c app"),
            ("äöüß€/app", "äöüß app"),
            ("odd", "odd"),
        ] {
            assert_eq!(short_source(key), short);
        }
    }
}
