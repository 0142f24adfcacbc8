//! How fresh what is on screen is.

use leptos::prelude::*;

use crate::clock::Ticker;
use crate::live::{Indicator, LiveClient, indicator, paced_words};
use crate::pages::lazy::Details;
use crate::state::memo::memo;
use crate::ui::part::{IntoPart, changing};
use crate::ui::show::Show;

/// The live indicator of the top bar: a button that tells more, and the budget of AWS calls.
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
    let said = changing(move || {
        shown.with(|shown| match shown.state {
            "lost" => "The live connection is lost; reconnecting.",
            "stale" => "AWS does not answer properly; the data is old.",
            _ => "",
        })
    });
    // What is in the panel is loaded, and followed, only while it is open.
    let open = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="live"
            popovertarget="freshness"
            data-state=changing(move || shown.with(|shown| shown.state))
            // There is a name before there is anything to tell, and whatever is drawn over the page.
            title=changing(move || {
                let detail = shown.with(|shown| shown.detail.clone());
                detail.unwrap_or_else(|| "How fresh the page is".to_owned())
            })
        >
            <span class="mark" aria-hidden="true"></span>
            <span class="quiet">"Live status: "</span>
            <span class="words">{changing(move || shown.with(|shown| shown.words.clone()))}</span>
        </button>
        <div
            id="freshness"
            class="panel freshness"
            popover="auto"
            role="dialog"
            aria-label="Freshness and budget"
            on:toggle=move |event| open.set(is_open(&event))
        >
            <Show when=move || open.get()>
                <h2>{changing(move || shown.with(|shown| shown.words.clone()))}</h2>
                {changing(move || {
                    let detail = shown.with(|shown| shown.detail.clone());
                    detail.map(|detail| view! { <p>{detail}</p> }.into_part())
                })}
                <p class="muted">
                    "What all pages of this console together may ask AWS, and have asked."
                </p>
                {Details::Budget.view()}
            </Show>
        </div>
        <span class="quiet" role="status">{said}</span>
    }
    .into_part()
}

#[cfg(feature = "hydrate")]
fn is_open(event: &leptos::ev::Event) -> bool {
    use wasm_bindgen::JsCast;

    let panel = event
        .target()
        .and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    panel.is_some_and(|panel| panel.matches(":popover-open").unwrap_or(false))
}

#[cfg(not(feature = "hydrate"))]
fn is_open<T>(_event: &T) -> bool {
    false
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
    let paced = memo(move || paced_words(&client.freshness(), ticker.now_ms()));
    let waits = memo(move || paced.with(Option::is_some));
    let pace = changing(move || {
        waits.get().then(|| {
            view! { <div class="banner info">{changing(move || paced.get())}</div> }.into_part()
        })
    });
    let failure = changing(move || {
        error.get().map(|error| {
            view! {
                <div class="banner warn">
                    <div>
                        <p>
                            "This page shows data that is "<b>{changing(age)}</b>" old. "
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
            .into_part()
        })
    });
    view! {
        {pace}
        {failure}
    }
    .into_part()
}
