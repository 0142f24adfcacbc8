//! What only a browser has, and what stands in for it on the server.

/// Milliseconds of a clock that never steps back; 0 on the server.
#[cfg(feature = "hydrate")]
pub(crate) fn monotonic_ms() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Milliseconds of a clock that never steps back; 0 on the server.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn monotonic_ms() -> f64 {
    0.0
}

/// Loads another address, leaving this document.
#[cfg(feature = "hydrate")]
pub(crate) fn leave_to(href: &str) {
    if let Some(window) = web_sys::window() {
        drop(window.location().set_href(href));
    }
}

/// Loads another address, leaving this document.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn leave_to(_href: &str) {}

/// Loads this address again.
#[cfg(feature = "hydrate")]
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        drop(window.location().reload());
    }
}

/// Loads this address again.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn reload() {}

/// Path and query of this document; empty on the server.
#[cfg(feature = "hydrate")]
pub(crate) fn here() -> String {
    web_sys::window().map_or_else(String::new, |window| {
        let location = window.location();
        let path = location.pathname().unwrap_or_default();
        let query = location.search().unwrap_or_default();
        format!("{path}{query}")
    })
}

/// Path and query of this document; empty on the server.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn here() -> String {
    String::new()
}

/// The build of this page, as its document says.
#[cfg(feature = "hydrate")]
pub(super) fn page_build() -> Option<String> {
    leptos::prelude::document()
        .query_selector("meta[name=ecscope-build]")
        .ok()??
        .get_attribute("content")
}

/// The most rows that are reported as visible: what a large screen holds.
#[cfg(feature = "hydrate")]
const MOST_ROWS: usize = 100;

/// The most bytes of keys that are reported: the server reads messages of 16 KiB.
#[cfg(feature = "hydrate")]
const MOST_BYTES: usize = 12 * 1024;

/// Keys of the rows (`data-row`) that are on screen, from the top.
#[cfg(feature = "hydrate")]
pub(crate) fn visible_rows() -> Vec<String> {
    use leptos::prelude::{document, window};
    use wasm_bindgen::JsCast;

    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or(0.0);
    let Ok(rows) = document().query_selector_all("[data-row]") else {
        return Vec::new();
    };
    let mut bytes = 0;
    (0..rows.length())
        .filter_map(|index| rows.get(index)?.dyn_into::<web_sys::Element>().ok())
        .skip_while(|row| row.get_bounding_client_rect().bottom() < 0.0)
        .take_while(|row| row.get_bounding_client_rect().top() < height)
        .filter_map(|row| row.get_attribute("data-row"))
        .take(MOST_ROWS)
        .take_while(|key| {
            bytes += key.len();
            bytes <= MOST_BYTES
        })
        .collect()
}

/// Keys of the rows (`data-row`) that are on screen, from the top.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn visible_rows() -> Vec<String> {
    Vec::new()
}
