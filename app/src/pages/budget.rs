//! The console's own budget of AWS calls, as the live indicator opens it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::live::{BudgetClass, BudgetView, First, Topic};
use model::place::Place;

use crate::api::budget::ReadBudget;
use crate::api::loaded::load_with;
use crate::components::load::load_part;
use crate::live::{Followed, follow_view};
use crate::paths::Subject;
use crate::state::memo::memo;
use crate::state::session::SessionResource;
use crate::ui::notice;
use crate::ui::number::grouped;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::suspended::suspended;

/// The budget of the page's place, or of all places where a page is of none.
#[component]
pub(crate) fn BudgetPanel() -> impl IntoView {
    let path = use_location().pathname;
    let session = expect_context::<SessionResource>().0;
    let fallback = || notice::loading("the budget");
    suspended(fallback.into(), move || {
        let place = path.with(|path| Subject::of(path).place().cloned());
        async move {
            let places = match place {
                Some(place) => vec![place],
                None => session
                    .get()
                    .await
                    .map_or_else(|_| Vec::new(), |it| it.places()),
            };
            let budgets: Vec<Part> = places.into_iter().map(budget).collect();
            budgets.into_part()
        }
    })
}

fn budget(place: Place) -> Part {
    let at = place.clone();
    let resource = load_with(move || ReadBudget {
        target: at.target.clone(),
        region: at.region.clone(),
    });
    let title = format!("{} / {}", place.target, place.region);
    let table = move |first: First<BudgetView>| table(&place, first);
    let label = title.clone();
    view! {
        <section aria-label=label>
            <h3>{title}</h3>
            {load_part("the budget", resource, table)}
        </section>
    }
    .into_part()
}

fn table(place: &Place, first: First<BudgetView>) -> Part {
    let live = follow_view(Topic::Budget(place.clone()), first);
    let list = move || {
        live.view.with(|view| {
            let names = view.classes.iter().map(|class| class.class.clone());
            names
                .map(|name| Row::new(name.clone(), move || row(live, name)))
                .collect()
        })
    };
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Calls"</th>
                    <th scope="col" class="num">"Last minute"</th>
                    <th scope="col" class="num">"Now"</th>
                    <th scope="col" class="num">"Waiting"</th>
                    <th scope="col" class="num">"Throttled"</th>
                </tr>
            </thead>
            <tbody>{rows(list)}</tbody>
        </table>
        {changing(move || {
            live.view
                .with(|view| view.classes.is_empty())
                .then(|| view! { <p class="muted">"No calls were made here yet."</p> })
        })}
    }
    .into_part()
}

fn row(live: Followed<BudgetView>, name: String) -> Part {
    let of = name.clone();
    let class = memo(move || {
        live.view
            .with(|view| view.classes.iter().find(|class| class.class == of).cloned())
    });
    let get = move |read: fn(&BudgetClass) -> String| {
        memo(move || class.with(|class| class.as_ref().map(read).unwrap_or_default()))
    };
    let used = get(|class| {
        let used = grouped(class.used_per_min);
        format!("{used} of {}", grouped(class.published_per_min))
    });
    let background =
        get(|class| format!("in the background {}", grouped(class.background_per_min)));
    let available = get(|class| format!("{} of {}", class.available, class.burst));
    let pause = get(|class| {
        if class.paused_ms == 0 {
            return String::new();
        }
        let seconds = class.paused_ms.div_ceil(1_000);
        format!("pauses {seconds} s")
    });
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num">
                {used} <span class="faint">{background}</span>
            </td>
            <td class="num">{available}</td>
            <td class="num">{get(|class| grouped(class.waiting))}</td>
            <td class="num">
                {get(|class| grouped(class.throttled))} <span class="faint">{pause}</span>
            </td>
        </tr>
    }
    .into_part()
}
