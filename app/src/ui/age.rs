//! Points in time, relative with the exact time on hover.

use leptos::prelude::*;
use model::Timestamp;
use model::time::{age_words, duration_words};

use crate::clock::TargetClock;
use crate::ui::part::{IntoPart, Part, changing};

/// How long ago something was, ticking: `4 min`. Needs a target's clock in context.
#[component]
pub(crate) fn Age(
    /// When it was.
    #[prop(into)]
    at: Signal<Option<Timestamp>>,
    /// What stands after the age, as ` ago`.
    #[prop(optional)]
    suffix: &'static str,
) -> impl IntoView {
    let clock = expect_context::<TargetClock>();
    changing(move || {
        let at = at.get();
        let words = at.map_or_else(
            || "–".to_owned(),
            |at| format!("{}{suffix}", age_words(clock.now().since_ms(at))),
        );
        view! {
            <time datetime=at.map(Timestamp::to_rfc3339) title=at.map(Timestamp::to_utc)>
                {words}
            </time>
        }
    })
}

/// The time between two points, or until now while the second is unknown, ticking: `1 min 12 s`.
#[component]
pub(crate) fn Elapsed(
    /// The first point.
    #[prop(into)]
    from: Signal<Option<Timestamp>>,
    /// The second.
    #[prop(into)]
    to: Signal<Option<Timestamp>>,
) -> impl IntoView {
    let clock = expect_context::<TargetClock>();
    changing(move || {
        from.get().map_or_else(
            || "–".to_owned(),
            |from| {
                let to = to.get().unwrap_or_else(|| clock.now());
                duration_words(to.since_ms(from))
            },
        )
    })
}

/// A point in time as UTC, date and time.
pub(crate) fn utc(at: Option<Timestamp>) -> Part {
    match at {
        None => "–".into_part(),
        Some(at) => view! { <time datetime=at.to_rfc3339()>{at.to_utc()}</time> }.into_part(),
    }
}
