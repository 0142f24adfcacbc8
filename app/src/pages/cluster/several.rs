//! Restarting or scaling several services at once: each is a change of its own, checked and audited
//! like one made on the service's page.

mod choice;

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use model::Error;
use model::access::Action as Deed;
use model::place::ClusterRef;
use model::scale::{MAX_DESIRED, Seen};
use model::service::Service;
use model::words::count;

use self::choice::{Outcome, choice};
use crate::api::error::ApiError;
use crate::api::request::act;
use crate::api::restart::Restart;
use crate::api::scale::Scale;
use crate::state::cluster::ClusterState;
use crate::state::memo::memo;
use crate::state::session::Session;
use crate::ui::dialog::Dialog;
use crate::ui::part::{IntoPart, changing};
use crate::ui::rows::{Row, rows};

/// The most services that are listed at once; more are found by narrowing the filter.
const MOST_LISTED: usize = 200;

/// What is done to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Restart,
    Scale,
}

impl Kind {
    /// Whether it can be done to a service at all; else the error says why not.
    fn check(self, service: &Service) -> Result<(), Error> {
        match self {
            Self::Restart => model::restart::can_restart(service),
            Self::Scale => model::scale::can_scale(service),
        }
    }

    fn deed(self) -> Deed {
        match self {
            Self::Restart => Deed::Restart,
            Self::Scale => Deed::Scale,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Restart => "Restart",
            Self::Scale => "Scale",
        }
    }
}

/// The dialog.
#[component]
pub(crate) fn SeveralDialog(
    /// The cluster's address.
    cluster: ClusterRef,
    /// The cluster's state.
    state: ClusterState,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let form = move || view! { <Form cluster=cluster.clone() state open /> };
    view! {
        <Dialog open title="Several services".to_owned()>
            {form()}
        </Dialog>
    }
    .into_part()
}

#[component]
fn Form(cluster: ClusterRef, state: ClusterState, open: RwSignal<bool>) -> impl IntoView {
    // What is decided upon is what was there when the dialog was opened.
    let services: Arc<Vec<Arc<Service>>> = Arc::new(state.parts().described());
    let kind = RwSignal::new(Kind::Restart);
    let (filter, desired) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = RwSignal::new(Vec::<String>::new());
    let outcomes = RwSignal::new(HashMap::<String, Outcome>::new());
    let refused = {
        let target = cluster.place.target.clone();
        memo(move || {
            let refused = Session::may(kind.get().deed(), &target);
            refused.err().map(|error| error.message)
        })
    };
    let all = Arc::clone(&services);
    let found = memo(move || {
        let text = filter.with(|filter| filter.trim().to_ascii_lowercase());
        let names = all.iter().map(|service| service.name.clone());
        names
            .filter(|name| name.to_ascii_lowercase().contains(&text))
            .collect::<Vec<String>>()
    });
    let all = Arc::clone(&services);
    let reason = move |name: &str| {
        let service = all.iter().find(|service| service.name == name)?;
        kind.get().check(service).err().map(|error| error.message)
    };
    let allowed = reason.clone();
    let listed = memo(move || {
        found.with(|found| {
            found
                .iter()
                .take(MOST_LISTED)
                .cloned()
                .collect::<Vec<String>>()
        })
    });
    let choose_all = move |_| {
        let names = listed.get_untracked();
        chosen.set(
            names
                .into_iter()
                .filter(|name| untrack(|| allowed(name)).is_none())
                .collect(),
        );
    };
    let count_wanted = memo(move || desired.with(|desired| desired.trim().parse::<i32>().ok()));
    let ready = memo(move || {
        let is_counted = kind.get() == Kind::Restart
            || count_wanted
                .get()
                .is_some_and(|n| (0..=MAX_DESIRED).contains(&n));
        is_counted && refused.with(Option::is_none) && !chosen.with(Vec::is_empty)
    });
    let at = cluster.clone();
    let all = Arc::clone(&services);
    let send = Action::new(move |names: &Vec<String>| {
        let (at, names, all) = (at.clone(), names.clone(), Arc::clone(&all));
        let (kind, wanted) = (kind.get_untracked(), count_wanted.get_untracked());
        async move {
            for name in names {
                let Some(service) = all.iter().find(|service| service.name == name) else {
                    continue;
                };
                outcomes.update(|outcomes| {
                    outcomes.insert(name.clone(), Outcome::Sent);
                });
                let (place, cluster) = (at.place.clone(), at.cluster.clone());
                let seen = Seen::of(service);
                let answer = match kind {
                    Kind::Restart => {
                        act(Restart {
                            target: place.target,
                            region: place.region,
                            cluster,
                            service: name.clone(),
                            seen,
                        })
                        .await
                    }
                    Kind::Scale => {
                        act(Scale {
                            target: place.target,
                            region: place.region,
                            cluster,
                            service: name.clone(),
                            seen,
                            desired: wanted.unwrap_or(service.desired),
                        })
                        .await
                    }
                };
                let outcome = match answer {
                    Ok(()) => Outcome::Done,
                    Err(ApiError(error)) => Outcome::Failed(error),
                };
                outcomes.update(|outcomes| {
                    outcomes.insert(name.clone(), outcome);
                });
                // What was done is not done again by pressing once more.
                chosen.update(|chosen| chosen.retain(|other| *other != name));
            }
        }
    });
    let pending = send.pending();
    let way = move |one: Kind| {
        view! {
            <button
                type="button"
                aria-pressed=changing(move || (kind.get() == one).to_string())
                on:click=move |_| {
                    kind.set(one);
                    chosen.set(Vec::new());
                    outcomes.set(HashMap::new());
                }
            >
                {one.words()}
            </button>
        }
    };
    view! {
        <form
            class="stack"
            on:submit=move |event| {
                event.prevent_default();
                if ready.get_untracked() && !pending.get_untracked() {
                    send.dispatch(chosen.get_untracked());
                }
            }
        >
            <div class="segments" role="group" aria-label="What to do">
                {way(Kind::Restart)} {way(Kind::Scale)}
            </div>
            {changing(move || {
                (kind.get() == Kind::Scale)
                    .then(|| {
                        view! {
                            <label>
                                "Desired count of each"
                                <input
                                    type="number"
                                    min="0"
                                    max=MAX_DESIRED.to_string()
                                    inputmode="numeric"
                                    prop:value=desired
                                    on:input=move |event| desired.set(event_target_value(&event))
                                />
                            </label>
                        }
                    })
            })}
            <label>
                "Filter"
                <input
                    type="search"
                    autocomplete="off"
                    prop:value=filter
                    on:input=move |event| filter.set(event_target_value(&event))
                />
            </label>
            <fieldset class="choices">
                <legend class="quiet">"Services"</legend>
                {rows(move || {
                    let reason = reason.clone();
                    let names = listed.get().into_iter();
                    names
                        .map(|name| {
                            let reason = reason.clone();
                            Row::new(name.clone(), move || choice(name, chosen, outcomes, reason))
                        })
                        .collect()
                })}
            </fieldset>
            <p class="muted small" role="status">
                {changing(move || {
                    let (found, chosen) = (found.with(Vec::len), chosen.with(Vec::len));
                    let more = if found > MOST_LISTED {
                        format!(" The first {MOST_LISTED} are listed; narrow the filter.")
                    } else {
                        String::new()
                    };
                    format!("{} found, {chosen} chosen.{more}", count(i64::try_from(found).unwrap_or(i64::MAX), "service"))
                })}
            </p>
            {changing(move || {
                refused.get().map(|why| view! { <p class="notice warn">{why}</p> }.into_part())
            })}
            <div class="actions">
                <button type="button" class="btn" on:click=choose_all>
                    "Choose all listed"
                </button>
                <span class="grow"></span>
                <button type="button" class="btn" on:click=move |_| open.set(false)>
                    "Close"
                </button>
                <button class="btn primary" disabled=changing(move || !ready.get() || pending.get())>
                    {changing(move || {
                        let chosen = chosen.with(Vec::len);
                        format!("{} {}", kind.get().words(), count(i64::try_from(chosen).unwrap_or(i64::MAX), "service"))
                    })}
                </button>
            </div>
        </form>
    }
    .into_part()
}
