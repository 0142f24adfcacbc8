//! How fresh what is on screen is.

use leptos::prelude::*;

use crate::clock::Ticker;
use crate::live::{Indicator, LiveClient, indicator};
use crate::state::memo::memo;
use crate::ui::part::{IntoPart, changing};

/// The live indicator of the top bar.
#[component]
pub(crate) fn LiveIndicator() -> impl IntoView {
    let client = expect_context::<LiveClient>();
    let ticker = expect_context::<Ticker>();
    let shown: Memo<Indicator> = memo(move || {
        indicator(
            client.connection.get(),
            &client.freshness(),
            ticker.now_ms(),
        )
    });
    // Only a change of kind is announced: a ticking age would never be quiet.
    let said = move || {
        shown.with(|shown| match shown.state {
            "lost" => "The live connection is lost; reconnecting.",
            "stale" => "AWS does not answer properly; the data is old.",
            _ => "",
        })
    };
    view! {
        <span
            class="live"
            data-state=changing(move || shown.with(|shown| shown.state))
            title=changing(move || shown.with(|shown| shown.detail.clone()))
        >
            <span class="mark" aria-hidden="true"></span>
            <span class="words">{changing(move || shown.with(|shown| shown.words.clone()))}</span>
        </span>
        <span class="quiet" role="status">{said}</span>
    }
    .into_part()
}

/// A banner over a page whose data can't be refreshed, with AWS's words.
#[component]
pub(crate) fn StaleBanner() -> impl IntoView {
    let client = expect_context::<LiveClient>();
    let ticker = expect_context::<Ticker>();
    let error = memo(move || {
        client
            .freshness()
            .into_iter()
            .find_map(|freshness| freshness.error)
    });
    let age = move || {
        let oldest = client
            .freshness()
            .iter()
            .map(|freshness| freshness.age_ms(ticker.now_ms()))
            .fold(0.0, f64::max);
        model::time::age_words(oldest as i64)
    };
    move || {
        error.get().map(|error| {
            view! {
                <div class="banner warn">
                    <div>
                        <p>
                            "This page shows data that is "<b>{age}</b>" old. "
                            {error.message.clone()} " It refreshes by itself once AWS answers again."
                        </p>
                        {(error.code.is_some() || error.request_id.is_some())
                            .then(|| {
                                view! {
                                    <p class="detail muted">
                                        {error
                                            .code
                                            .map(|code| view! { <span>"Code "<code>{code}</code></span> })}
                                        {error
                                            .request_id
                                            .map(|id| {
                                                view! { <span>"Request id "<code class="wrap">{id}</code></span> }
                                            })}
                                    </p>
                                }
                            })}
                    </div>
                </div>
            }
        })
    }
}
