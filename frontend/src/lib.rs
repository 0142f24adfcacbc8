//! The browser entry point: hydration and nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the page that the server rendered live, then loads what other pages need. Called once by
/// the page's own script.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    app::preload().await;
    leptos::mount::hydrate_body(app::App);
    app::preload_rest().await;
}
