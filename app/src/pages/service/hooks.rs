//! Lifecycle hooks of the newest deployment, and the answers to those that wait.

use std::sync::Arc;

use leptos::prelude::*;
use model::access::Action;
use model::hook::{Answer, HookRow, HookStatus, can_answer, hooks};
use model::place::ServiceRef;
use model::{Error, Timestamp};

use crate::api::answer_hook::AnswerHook;
use crate::api::error::ApiError;
use crate::api::request::act;
use crate::components::confirm::{Confirm, Deed};
use crate::components::typed_name::TypedName;
use crate::state::effect::effect;
use crate::state::memo::memo;
use crate::state::seen::SeenService;
use crate::state::service::ServiceState;
use crate::state::session::Session;
use crate::ui::part::{IntoPart, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;

/// A row's key: the hook's id, or its place among those ahead.
fn key(index: usize, row: &HookRow) -> String {
    row.hook
        .as_ref()
        .map_or_else(|| index.to_string(), |hook| hook.id.clone())
}

fn state_words(row: &HookRow, now: Timestamp) -> String {
    row.hook
        .as_ref()
        .map_or_else(|| "ahead".to_owned(), |hook| hook.words(now))
}

fn sign(row: &HookRow) -> (&'static str, &'static str) {
    match row.hook.as_ref().map(|hook| &hook.status) {
        Some(HookStatus::Succeeded) => ("ok", "✓"),
        Some(HookStatus::Failed | HookStatus::TimedOut) => ("bad", "✕"),
        Some(HookStatus::AwaitingAction) => ("warn", "‖"),
        Some(_) => ("busy", "◔"),
        None => ("idle", "○"),
    }
}

/// The list; nothing for deployments without hooks.
#[component]
pub(super) fn Hooks(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let newest = state.newest_deployment();
    let all = memo(move || newest.with(|newest| newest.as_ref().map(hooks).unwrap_or_default()));
    let service = StoredValue::new(service);
    let list = move || {
        rows(move || {
            let keys: Vec<String> = all.with(|all| {
                let keys = all.iter().enumerate();
                keys.map(|(index, row)| key(index, row)).collect()
            });
            keys.into_iter()
                .map(|key| {
                    let id = key.clone();
                    Row::new(key, move || {
                        view! { <HookLine service=service.get_value() state all key=id /> }
                    })
                })
                .collect()
        })
    };
    view! {
        <Show when=move || all.with(|all| !all.is_empty())>
            <ul class="hooks" aria-label="Lifecycle hooks">
                {list()}
            </ul>
        </Show>
    }
    .into_part()
}

#[component]
fn HookLine(
    service: ServiceRef,
    state: ServiceState,
    all: Memo<Vec<HookRow>>,
    key: String,
) -> impl IntoView {
    let id = key.clone();
    let row = memo(move || {
        all.with(|all| {
            let found = all
                .iter()
                .enumerate()
                .find(|(index, row)| self::key(*index, row) == id);
            found.map(|(_, row)| row.clone())
        })
    });
    let words = memo(move || {
        let now = state.live.now();
        row.with(|row| row.as_ref().map(|row| state_words(row, now)))
    });
    let head = move || {
        row.with(|row| {
            row.as_ref().map(|row| {
                let (class, sign) = sign(row);
                let stage = row.stage.as_ref().map(|stage| {
                    view! { <span class="muted">{stage.words().to_lowercase()}</span> }
                });
                view! {
                    <span class=format!("mark {class}") aria-hidden="true">{sign}</span>
                    <span class="what">
                        <b class="wrap">{row.name.clone()}</b>
                        {stage}
                    </span>
                }
            })
        })
    };
    let (go_on, back) = (RwSignal::new(false), RwSignal::new(false));
    let waits = memo(move || {
        let waits = row.with(|row| {
            let hook = row.as_ref().and_then(|row| row.hook.as_ref());
            hook.is_some_and(model::hook::Hook::waits)
        });
        // A dialog that is open stays, and says that it is too late.
        waits || go_on.get() || back.get()
    });
    let buttons = move || {
        let (service, hook) = (service.clone(), key.clone());
        view! {
            <div class="buttons">
                <AnswerButton service=service.clone() state hook=hook.clone() answer=Answer::Continue open=go_on />
                <AnswerButton service hook state answer=Answer::RollBack open=back />
            </div>
        }
    };
    view! {
        <li class="hook">
            {changing(head)}
            <span class="muted">{changing(move || words.get())}</span>
            <Show when=move || waits.get()>{buttons()}</Show>
        </li>
    }
    .into_part()
}

/// The button of an answer, with the dialog that asks for it.
#[component]
fn AnswerButton(
    service: ServiceRef,
    state: ServiceState,
    hook: String,
    answer: Answer,
    open: RwSignal<bool>,
) -> impl IntoView {
    let refusal = Session::may(Action::AnswerHook, &service.cluster.place.target)
        .err()
        .map(|error| error.message);
    let newest = state.newest_deployment();
    let typed = TypedName::of(&service);
    let asks = answer == Answer::RollBack;
    let id = hook.clone();
    let reason = memo(move || {
        refusal.clone().or_else(|| {
            let refused = newest.with(|newest| match newest {
                Some(newest) => can_answer(newest, &id),
                None => Err(Error::invalid("There is no deployment any more.")),
            });
            refused.err().map(|error| error.message)
        })
    });
    let id = hook.clone();
    let words = memo(move || {
        let said = newest.with(|newest| newest.as_ref().map(|one| answer.consequence(one, &id)));
        said.unwrap_or_default()
    });
    let seen = SeenService::new(state, open);
    let asked_of = StoredValue::new(None::<String>);
    effect(move || {
        if open.get() {
            typed.clear();
            asked_of.set_value(
                newest.with_untracked(|newest| newest.as_ref().map(|one| one.arn.clone())),
            );
        }
    });
    let described = format!("why-no-{}-{hook}", answer.verb().replace(' ', "-"));
    let title = match answer {
        Answer::Continue => format!("Let {} go on", service.service),
        Answer::RollBack => format!("Roll {} back", service.service),
    };
    let deed: Deed = Arc::new(move || {
        let (at, hook) = (service.clone(), hook.clone());
        Box::pin(async move {
            let again = || ApiError(Error::invalid("Open the dialog again."));
            let (seen, deployment) = (seen.get()?, asked_of.get_value().ok_or_else(again)?);
            let place = at.cluster.place;
            act(AnswerHook {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                seen,
                deployment,
                hook,
                answer,
                typed: typed.sent(),
            })
            .await
        })
    });
    let class = match answer {
        Answer::Continue => "btn primary",
        Answer::RollBack => "btn danger",
    };
    let unready = memo(move || asks && typed.is_missing());
    let blocked = move || reason.with(Option::is_some);
    let id = described.clone();
    view! {
        <button
            type="button"
            class=class
            title=changing(move || reason.get())
            aria-disabled=changing(move || blocked().then_some("true"))
            aria-describedby=changing(move || blocked().then(|| described.clone()))
            on:click=move |_| {
                if !reason.with_untracked(Option::is_some) {
                    open.set(true);
                }
            }
        >
            {answer.verb()}
        </button>
        <span class="quiet" id=id>{changing(move || reason.get())}</span>
        <Confirm open title words reason unready=unready verb=answer.verb() class=class deed>
            {asks.then(|| typed.field())}
        </Confirm>
    }
    .into_part()
}
