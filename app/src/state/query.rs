//! State that lives in the query of the address.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::paths;
use crate::state::memo::memo;

/// A key of the query of the address. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueryValue {
    /// Its value, empty when it is absent.
    pub(crate) value: Memo<String>,
    #[cfg(feature = "hydrate")]
    setter: browser::Setter,
}

/// The value of a key of the query, and a way to set it.
pub(crate) fn use_query_value(key: &'static str) -> QueryValue {
    let search = use_location().search;
    QueryValue {
        value: memo(move || {
            search.with(|query| paths::query_value(query, key).unwrap_or_default())
        }),
        #[cfg(feature = "hydrate")]
        setter: browser::Setter::new(key),
    }
}

impl QueryValue {
    /// Sets the value; an empty one takes the key away. The address in the history is replaced, so
    /// that going back leaves the page.
    pub(crate) fn set(self, value: &str) {
        #[cfg(feature = "hydrate")]
        self.setter.set(value);
        #[cfg(not(feature = "hydrate"))]
        let _ = (self, value);
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use leptos_router::NavigateOptions;
    use leptos_router::hooks::{use_location, use_navigate};
    use leptos_router::location::Location;

    use crate::paths;

    type Navigate = Box<dyn Fn(&str, NavigateOptions)>;

    /// Sets one key.
    #[derive(Debug, Clone, Copy)]
    pub(super) struct Setter {
        key: &'static str,
        location: StoredValue<Location>,
        navigate: StoredValue<Navigate, LocalStorage>,
    }

    impl Setter {
        /// A setter of this key, by the router that is in context now.
        pub(super) fn new(key: &'static str) -> Self {
            Self {
                key,
                location: StoredValue::new(use_location()),
                navigate: StoredValue::new_local(Box::new(use_navigate())),
            }
        }

        /// Replaces the address by one with this value.
        pub(super) fn set(self, value: &str) {
            let to = self.location.with_value(|location| {
                let search = location.search.get_untracked();
                let query = paths::with_query_value(&search, self.key, value);
                format!("{}{query}", location.pathname.get_untracked())
            });
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            self.navigate.with_value(|navigate| navigate(&to, options));
        }
    }
}
