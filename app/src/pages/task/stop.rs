//! Stopping a task.

use std::sync::Arc;

use leptos::prelude::*;
use model::access::Action as Deeds;
use model::place::TaskRef;
use model::stop_task::{MAX_REASON, can_stop, consequence};
use model::task::Task;

use crate::api::request::act;
use crate::api::stop_task::StopTask;
use crate::components::confirm::{Confirm, Deed};
use crate::paths;
use crate::state::memo::memo;
use crate::state::session::Session;
use crate::ui::action_button::ActionButton;
use crate::ui::part::IntoPart;

/// The button and its dialog.
#[component]
pub(super) fn StopButton(
    /// The task's address.
    at: TaskRef,
    /// The task.
    task: Memo<Task>,
) -> impl IntoView {
    let refused = Session::may(Deeds::StopTask, &at.cluster.place.target);
    let refused = refused.err().map(|error| error.message);
    let why_not = memo(move || {
        refused.clone().or_else(|| {
            let refused = task.with(can_stop);
            refused.err().map(|error| error.message)
        })
    });
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let words = memo(move || task.with(consequence));
    let title = format!("Stop task {}", paths::short_task(&at.task));
    let deed: Deed = Arc::new(move || {
        let at = at.clone();
        let reason = typed.get_untracked();
        Box::pin(async move {
            let place = at.cluster.place;
            act(StopTask {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                task: at.task,
                reason,
            })
            .await
        })
    });
    let field = move || {
        view! {
            <label>
                "Reason (optional; shown as the task’s stopped reason)"
                <input
                    type="text"
                    maxlength=MAX_REASON.to_string()
                    autocomplete="off"
                    prop:value=typed
                    on:input:target=move |event| typed.set(event.target().value())
                />
            </label>
        }
    };
    view! {
        <div class="buttons">
            <ActionButton
                id="why-no-stop"
                words="Stop task".to_owned()
                reason=why_not
                class="btn danger"
                open
            />
        </div>
        <Confirm open title words reason=why_not verb="Stop task" class="btn danger" deed>
            {field()}
        </Confirm>
    }
    .into_part()
}
