//! State that lives in the query of the address.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::paths;

/// The value of a key of the query, empty when it is absent, and a way to set it. Setting replaces
/// the address in the history, so that going back leaves the page.
pub(crate) fn use_query_value(
    key: &'static str,
) -> (Memo<String>, impl Fn(&str) + Clone + 'static) {
    let location = use_location();
    let navigate = use_navigate();
    let search = location.search;
    let value =
        Memo::new(move |_| search.with(|query| paths::query_value(query, key).unwrap_or_default()));
    let set = move |value: &str| {
        let query = search.with_untracked(|query| paths::with_query_value(query, key, value));
        let path = location.pathname.get_untracked();
        navigate(
            &format!("{path}{query}"),
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    };
    (value, set)
}
