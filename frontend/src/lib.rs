//! The browser entry point: hydration and nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the page that the server rendered live. Called once by the page's own script.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    app::preload().await;
    leptos::mount::hydrate_body(app::App);
}

/// Loads what other pages need. Called by the page's own script once the page is live.
#[wasm_bindgen]
pub async fn load_rest() {
    app::preload_rest().await;
}
