//! The service's name, typed to confirm what is hard to undo where the target is protected.

use leptos::prelude::*;
use model::place::ServiceRef;

use crate::state::session::Session;
use crate::ui::part::{IntoPart, Part};

/// What is typed, and what must be. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypedName {
    typed: RwSignal<String>,
    /// The service's name; `None` where nothing needs to be typed.
    wanted: StoredValue<Option<String>>,
}

impl TypedName {
    /// Asks for the name if the target of this page's service is protected.
    pub(crate) fn of(service: &ServiceRef) -> Self {
        let is_protected = Session::is_protected(&service.cluster.place.target);
        Self {
            typed: RwSignal::new(String::new()),
            wanted: StoredValue::new(is_protected.then(|| service.service.clone())),
        }
    }

    /// Forgets what was typed.
    pub(crate) fn clear(self) {
        self.typed.set(String::new());
    }

    /// Whether the name is still to be typed.
    pub(crate) fn is_missing(self) -> bool {
        self.wanted.with_value(|wanted| {
            let typed = |name: &String| self.typed.with(|typed| typed.trim() == name);
            wanted.as_ref().is_some_and(|name| !typed(name))
        })
    }

    /// What was typed, for the server, which checks it; `None` where nothing needs to be typed.
    pub(crate) fn sent(self) -> Option<String> {
        let is_wanted = self.wanted.with_value(Option::is_some);
        is_wanted.then(|| self.typed.get_untracked())
    }

    /// The field; nothing where nothing needs to be typed.
    pub(crate) fn field(self) -> Option<Part> {
        let name = self.wanted.get_value()?;
        let typed = self.typed;
        let part = view! {
            <label class="field">
                <span>{format!("Type {name} to confirm")}</span>
                <input
                    type="text"
                    autocomplete="off"
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </label>
        };
        Some(part.into_part())
    }
}
