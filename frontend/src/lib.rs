//! The browser entry point: hydration and nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the page that the server rendered live. Called once by the page's own script.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
