//! Keys that work on every page, and the list of them.

use leptos::prelude::*;

use crate::ui::dialog::Dialog;
use crate::ui::part::IntoPart;

/// The keys and what they do.
const KEYS: [(&str, &str); 10] = [
    ("/", "Go to the filter"),
    ("j, k", "Go to the next or previous row"),
    ("↓ ↑ PgDn PgUp", "Go through the rows, from a row"),
    ("Home, End", "Go to the first or last row, from a row"),
    (
        "Ctrl F, ⌘ F",
        "Go to the filter of a long table; again for the browser's own search",
    ),
    ("g c", "Go to the clusters"),
    ("g a", "Go to the activity"),
    ("End, f", "Follow the newest log lines"),
    ("Esc", "Close a dialog"),
    ("?", "Show this list"),
];

/// Listens for the keys; gives whether the list of them is open.
pub(crate) fn listen_for_keys() -> RwSignal<bool> {
    let open = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    listen(open);
    open
}

#[cfg(feature = "hydrate")]
fn listen(open: RwSignal<bool>) {
    use crate::paths;
    use leptos::ev;
    use leptos_router::hooks::use_navigate;

    let navigate = use_navigate();
    let went = StoredValue::new(false);
    let handle = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("f") {
            find(&event);
        }
        if is_typing(&event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let after_g = went.get_value();
        went.set_value(false);
        match (after_g, event.key().as_str()) {
            (true, "c") => navigate(
                &paths::clusters(),
                leptos_router::NavigateOptions::default(),
            ),
            (true, "a") => navigate(
                &paths::activity(),
                leptos_router::NavigateOptions::default(),
            ),
            (_, "g") => went.set_value(true),
            (_, "?") => open.set(true),
            (_, "/") => {
                if let Some(filter) = filter() {
                    event.prevent_default();
                    drop(filter.focus());
                }
            }
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether a key is for what the focus is in: a field, or a dialog.
#[cfg(feature = "hydrate")]
pub(crate) fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;

    let target = event.target();
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        let field = element.closest("input, textarea, select, dialog");
        field.is_ok_and(|found| found.is_some())
    })
}

/// The filter of the page.
#[cfg(feature = "hydrate")]
fn filter() -> Option<web_sys::HtmlInputElement> {
    use wasm_bindgen::JsCast;

    let found = document().query_selector("[data-filter]").ok()??;
    found.dyn_into().ok()
}

/// Goes to the filter where the browser's own search would not find rows that are not in the
/// document; from there, the key is the browser's.
#[cfg(feature = "hydrate")]
fn find(event: &web_sys::KeyboardEvent) {
    if event.shift_key() || event.alt_key() || is_typing(event) {
        return;
    }
    let windowed = document().query_selector("[data-windowed]");
    if windowed.is_ok_and(|found| found.is_some())
        && let Some(filter) = filter()
    {
        event.prevent_default();
        drop(filter.focus());
        filter.select();
    }
}

/// The list of keys.
#[component]
pub(crate) fn KeyList(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open=open title="Keys".to_owned()>
            <dl class="facts keys">
                {KEYS
                    .map(|(keys, what)| {
                        view! {
                            <div>
                                <dt><kbd>{keys}</kbd></dt>
                                <dd>{what}</dd>
                            </div>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </dl>
            <form method="dialog" class="actions">
                <button class="btn">"Close"</button>
            </form>
        </Dialog>
    }
    .into_part()
}
