//! Keys that work on every page, and the list of them.

use leptos::prelude::*;

use crate::ui::dialog::Dialog;
use crate::ui::part::IntoPart;

/// The keys and what they do.
const KEYS: [(&str, &str); 6] = [
    ("/", "Go to the filter"),
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
    use wasm_bindgen::JsCast;

    let navigate = use_navigate();
    let went = StoredValue::new(false);
    let handle = window_event_listener(ev::keydown, move |event| {
        let typing = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| {
                element
                    .closest("input, textarea, select, dialog")
                    .is_ok_and(|found| found.is_some())
            });
        if typing || event.ctrl_key() || event.meta_key() || event.alt_key() {
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
                let found = document().query_selector("[data-filter]").ok().flatten();
                if let Some(filter) =
                    found.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok())
                {
                    event.prevent_default();
                    drop(filter.focus());
                }
            }
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
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
