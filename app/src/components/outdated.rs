//! The page is of an older build than the server.

use leptos::prelude::*;

use crate::live::LiveClient;
use crate::live::platform::reload;
use crate::ui::part::IntoPart;
use crate::ui::show::Show;

/// Asks to load the page again once the server is of another build.
#[component]
pub(crate) fn Outdated() -> impl IntoView {
    let outdated = expect_context::<LiveClient>().outdated;
    view! {
        <Show when=move || outdated.get()>
            <div class="banner info" role="status">
                <p>"The console was updated. Load the page again to go on with the new version."</p>
                <button type="button" class="btn" on:click=|_| reload()>
                    "Reload"
                </button>
            </div>
        </Show>
    }
    .into_part()
}
