//! Notifications of the browser.

#[cfg(feature = "hydrate")]
use wasm_bindgen::prelude::{Closure, JsValue};

/// Whether notifications may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Nobody was asked yet.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only browsers can ask")
    )]
    NotAsked,
    /// They may.
    Granted,
    /// They may not, or the browser has none.
    Refused,
}

/// Whether notifications may be shown; never on the server.
#[cfg(feature = "hydrate")]
pub(crate) fn permission() -> Permission {
    // Browsers leave the type out on phones and without TLS.
    let known = web_sys::window()
        .is_some_and(|window| js_sys::Reflect::has(&window, &"Notification".into()) == Ok(true));
    if known {
        translated(web_sys::Notification::permission())
    } else {
        Permission::Refused
    }
}

#[cfg(feature = "hydrate")]
fn translated(permission: web_sys::NotificationPermission) -> Permission {
    match permission {
        web_sys::NotificationPermission::Default => Permission::NotAsked,
        web_sys::NotificationPermission::Granted => Permission::Granted,
        _ => Permission::Refused,
    }
}

/// Whether notifications may be shown; never on the server.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn permission() -> Permission {
    Permission::Refused
}

/// Asks for permission; browsers show their own question, and want it to follow a click.
#[cfg(feature = "hydrate")]
pub(crate) fn ask(then: impl Fn(Permission) + 'static) {
    let Ok(asked) = web_sys::Notification::request_permission() else {
        return then(Permission::Refused);
    };
    let answered = Closure::once(move |_: JsValue| then(permission()));
    drop(asked.then(&answered));
    // The browser calls it once, whenever somebody answers.
    answered.forget();
}

/// Asks for permission; browsers show their own question, and want it to follow a click.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn ask(then: impl Fn(Permission) + 'static) {
    then(Permission::Refused);
}

/// Shows a notification if the page is in the background; a newer one with the same title replaces it.
#[cfg(feature = "hydrate")]
pub(crate) fn notify(title: &str, body: &str) {
    let hidden = web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden());
    if !hidden {
        return;
    }
    let options = web_sys::NotificationOptions::new();
    options.set_body(body);
    options.set_tag(title);
    // Some browsers show them from service workers only, and then there is none.
    drop(web_sys::Notification::new_with_options(title, &options));
}

/// Shows a notification if the page is in the background; a newer one with the same title replaces it.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn notify(_title: &str, _body: &str) {}
