//! The tasks of a cluster: those of services and those run on their own.

use std::sync::Arc;

use leptos::prelude::*;
use model::place::ClusterRef;

use crate::components::task_row::TaskRow;
use crate::state::cluster::{ClusterState, Ranker};
use crate::state::letters::lower;
use crate::state::memo::memo;
use crate::state::query::{QueryValue, use_query_value};
use crate::state::task_sort::{PHASES, TaskFilter, TaskSort, rank};
use crate::ui::card::Card;
use crate::ui::filter::{choice, filter_field};
use crate::ui::notice;
use crate::ui::number::grouped;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::show::Show;
use crate::ui::windowed::{MakeRow, Window};

/// About how high a row is, in pixels.
const ROW: f64 = 41.0;

/// The word in addresses for tasks run on their own.
const OWN: &str = "own";

/// The table of tasks, those stopped within the last hour included, with filters and order in the
/// address.
#[component]
pub(in crate::pages) fn TasksCard(
    /// The cluster's address.
    cluster: ClusterRef,
    /// The cluster's state.
    state: ClusterState,
) -> impl IntoView {
    let (filter, order) = (use_query_value("q"), use_query_value("sort"));
    let (phase, of) = (use_query_value("state"), use_query_value("of"));
    let parts = state.parts();
    let list = parts.tasks.arrange(move || {
        let sort = order.value.with(|word| TaskSort::from_word(word));
        let filter = TaskFilter {
            text: filter.value.with(|text| lower(text.trim())),
            phase: phase.value.get(),
            alone: of.value.with(|of| of == OWN),
        };
        let ranker: Ranker = Arc::new(move |store, id| {
            let task = store.task(id)?;
            filter.takes(task).then(|| rank(task, sort))
        });
        ranker
    });
    let window = Window::new(list, use_query_value("at"), ROW);
    // No service is on screen any more.
    parts.live.report_rows(move || window.track());
    let all = memo(move || parts.counts.with(|counts| counts.tasks));
    let found = list.count();
    let figures = memo(move || {
        let number = |count: usize| grouped(i64::try_from(count).unwrap_or(i64::MAX));
        let (found, all) = (found.get(), all.get());
        if found == all {
            number(all)
        } else {
            format!("{} of {}", number(found), number(all))
        }
    });
    let controls = move || {
        let sorts = TaskSort::ALL.map(|key| (key.as_str(), key.title()));
        let mut phases = vec![("", "all")];
        phases.extend(PHASES.map(|phase| (phase.words(), phase.words())));
        view! {
            <span class="muted figures">{figures}</span>
            <span class="grow"></span>
            {owners(of)}
            {filter_field("Filter tasks", filter)}
            {choice("State: ", phase, phases)}
            {choice("Sort: ", order, sorts.to_vec())}
        }
    };
    let row: MakeRow = Arc::new(move |id, index| {
        let cluster = cluster.clone();
        view! { <TaskRow state cluster id index /> }.into_part()
    });
    view! {
        <Card title="Tasks".to_owned() id="tasks" aside=controls>
            <Show
                when=move || all.get() != 0
                fallback=|| {
                    notice::empty(
                        "No tasks in this cluster.",
                        "Scale a service up, or run a task with the AWS CLI (aws ecs run-task); it appears by itself.",
                    )
                }
            >
                {table(window, Arc::clone(&row))}
                <Show when=move || found.get() == 0>
                    {changing(move || none_found(of))}
                </Show>
            </Show>
        </Card>
    }
    .into_part()
}

/// Nothing is found, and what to do next.
fn none_found(of: QueryValue) -> Part {
    if of.value.with(|of| of == OWN) {
        notice::empty(
            "No tasks run on their own.",
            "Show all tasks, or change the filter.",
        )
    } else {
        notice::empty("No task matches.", "Change the filter.")
    }
}

/// Whose tasks are shown: all, or those that no service keeps.
fn owners(of: QueryValue) -> Part {
    let button = |word: &'static str, title: &'static str| {
        let pressed = changing(move || {
            let own = of.value.with(|of| of == OWN);
            (own == (word == OWN)).to_string()
        });
        view! {
            <button type="button" aria-pressed=pressed on:click=move |_| of.set(word)>
                {title}
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="Whose tasks">
            {button("", "All")}
            {button(OWN, "Run on their own")}
        </div>
    }
    .into_part()
}

fn table(window: Window, row: MakeRow) -> Part {
    view! {
        <div class="scroll">
            <table class="cards tasks-table" aria-rowcount=window.row_count()>
                <thead>
                    <tr>
                        <th scope="col">"Task"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Service"</th>
                        <th scope="col">"Task definition"</th>
                        <th scope="col" class="num">"Changed"</th>
                    </tr>
                </thead>
                {window.body(5, row)}
            </table>
        </div>
    }
    .into_part()
}
