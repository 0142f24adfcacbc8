//! Container logs, merged and live.

mod line;
mod scroll;
mod sources;

use leptos::prelude::*;
use model::live::{First, LogScope, LogsView, Topic};
use model::place::ClusterRef;

use self::line::LineRow;
use self::scroll::Scroller;
use self::sources::{Sources, Unreadable};
use super::load::load_part;
use crate::api::loaded::load_with;
use crate::api::logs::ReadLogs;
use crate::live::{FollowedTail, follow_tail};
use crate::state::effect::effect;
use crate::state::logs::{Filter, Lines};
use crate::state::memo::memo;
use crate::state::query::use_query_value;
use crate::ui::notice;
use crate::ui::part::{IntoPart, changing};
use crate::ui::rows::{Row, rows};

/// The lines of a service's or a task's containers.
#[component]
pub(crate) fn LogTail(
    /// The cluster.
    cluster: ClusterRef,
    /// Whose containers.
    scope: LogScope,
) -> impl IntoView {
    let (service, task) = match &scope {
        LogScope::Service(service) => (Some(service.clone()), None),
        LogScope::Task(task) => (None, Some(task.clone())),
    };
    let at = cluster.clone();
    let resource = load_with(move || ReadLogs {
        target: at.place.target.clone(),
        region: at.place.region.clone(),
        cluster: at.cluster.clone(),
        service: service.clone(),
        task: task.clone(),
        container: None,
        last: None,
    });
    let topic = Topic::Logs { cluster, scope };
    load_part("logs", resource, move |first: First<LogsView>| {
        let tail = follow_tail(topic.clone(), first);
        view! { <Tail tail /> }.into_part()
    })
}

/// What is shown while the reader has scrolled up.
#[derive(Debug, Clone)]
struct Paused {
    lines: Lines,
    newest: u64,
}

#[component]
fn Tail(tail: FollowedTail) -> impl IntoView {
    let (text_query, hidden_query) = (use_query_value("filter"), use_query_value("hide"));
    let (text, hidden) = (text_query.value, hidden_query.value);
    let filter = memo(move || Filter::new(&text.get(), &hidden.get()));
    let paused = RwSignal::new(None::<Paused>);
    let scroller = Scroller::new(move |away| {
        if !away {
            paused.set(None);
        } else if paused.with_untracked(Option::is_none) {
            let lines = tail.lines.get_untracked();
            let newest = lines.newest().unwrap_or(0);
            paused.set(Some(Paused { lines, newest }));
        }
    });
    let shown = move || {
        filter.with(|filter| {
            paused.with(|paused| match paused {
                Some(paused) => paused.lines.shown(filter),
                None => tail.lines.with(|lines| lines.shown(filter)),
            })
        })
    };
    let fresh = memo(move || {
        paused.with(|paused| {
            let newest = paused.as_ref()?.newest;
            Some(filter.with(|filter| tail.lines.with(|lines| lines.count_after(newest, filter))))
        })
    });
    effect(move || {
        tail.lines.track();
        filter.track();
        if paused.with(Option::is_none) {
            scroller.follow();
        }
    });
    let resume = move || {
        paused.set(None);
        scroller.follow();
    };
    resume_by_key(resume);
    let has_lines = memo(move || tail.lines.with(|lines| lines.len() > 0));
    let nothing_found = move || has_lines.get() && shown().is_empty();
    let footer = move || {
        let held = tail.lines.with(Lines::len);
        let filtered = text.with(|text| !text.is_empty());
        let matches = filtered.then(|| format!("{} match", shown().len()));
        view! {
            <span>{model::words::count(held as i64, "line")} " held"</span>
            <span>{matches}</span>
            <span class="grow"></span>
            <span>
                {if paused.with(Option::is_some) {
                    "Paused. End or f resumes."
                } else {
                    "Following. Scroll up to pause."
                }}
            </span>
        }
    };
    view! {
        <section class="tail" aria-label="Logs">
            <div class="bar">
                <input
                    type="search"
                    data-filter
                    placeholder="Filter lines"
                    aria-label="Filter lines"
                    spellcheck="false"
                    autocomplete="off"
                    prop:value=text
                    value=text.get_untracked()
                    on:input:target=move |event| text_query.set(&event.target().value())
                />
                <span class="grow"></span>
                {changing(move || {
                    fresh
                        .get()
                        .map(|fresh| {
                            view! {
                                <button type="button" class="btn primary" on:click=move |_| resume()>
                                    {format!("{}, resume", model::words::count(fresh as i64, "new line"))}
                                </button>
                            }
                        })
                })}
            </div>
            <Unreadable sources=tail.sources />
            {changing(move || tail.ended.get().map(|error| view! { <div class="pad">{notice::error(&error)}</div> }))}
            <div class="split">
                <Sources sources=tail.sources filter hidden=hidden_query />
                <div
                    class="lines"
                    role="log"
                    aria-live="off"
                    aria-label="Lines"
                    tabindex="0"
                    node_ref=scroller.node
                    on:scroll=move |_| scroller.scrolled()
                >
                    {rows(move || {
                        shown()
                            .into_iter()
                            .map(|shown| {
                                Row::new(
                                    shown.line.number.to_string(),
                                    move || view! { <LineRow shown sources=tail.sources filter /> },
                                )
                            })
                            .collect()
                    })}
                    {changing(move || {
                        (!has_lines.get())
                            .then(|| notice::empty("No lines yet.", "New lines appear here by themselves."))
                    })}
                    {changing(move || {
                        nothing_found()
                            .then(|| {
                                notice::empty("No line matches.", "Change the filter, or show more sources.")
                            })
                    })}
                </div>
            </div>
            <div class="foot">{footer}</div>
        </section>
    }
    .into_part()
}

/// `End` and `f` resume, unless something is being typed.
#[cfg(feature = "hydrate")]
fn resume_by_key(resume: impl Fn() + 'static) {
    use wasm_bindgen::JsCast;

    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        let typing = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| {
                element
                    .closest("input, textarea, select, dialog")
                    .is_ok_and(|found| found.is_some())
            });
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if !typing && plain && matches!(event.key().as_str(), "End" | "f") {
            event.prevent_default();
            resume();
        }
    });
    on_cleanup(move || handle.remove());
}

#[cfg(not(feature = "hydrate"))]
fn resume_by_key(_resume: impl Fn() + 'static) {}
