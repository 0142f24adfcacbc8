//! Values that not everybody may see, and values that look like secrets.

use leptos::prelude::*;
use model::task_definition::Guarded;

use crate::ui::part::{IntoPart, changing};

/// Words in a name that make its value look like a secret.
const SECRET_WORDS: [&str; 9] = [
    "secret",
    "password",
    "passwd",
    "token",
    "apikey",
    "api_key",
    "credential",
    "private_key",
    "access_key",
];

/// Whether a value looks like a secret, by its name or by a password inside an address.
fn looks_secret(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let in_address = value.split_once("://").is_some_and(|(_, rest)| {
        let authority = rest.split('/').next().unwrap_or_default();
        authority
            .rsplit_once('@')
            .is_some_and(|(user, _)| user.contains(':'))
    });
    !value.is_empty() && (in_address || SECRET_WORDS.iter().any(|word| name.contains(word)))
}

/// A named value: hidden, masked until it is asked for, or plain.
#[component]
pub(crate) fn GuardedValue(
    /// The name that goes with it.
    name: String,
    /// The value.
    value: Guarded,
) -> impl IntoView {
    let text = match value {
        Guarded::Hidden => {
            return view! { <span class="faint">"hidden for viewers"</span> }.into_part();
        }
        Guarded::Shown(text) => text,
    };
    if !looks_secret(&name, &text) {
        return view! { <code class="wrap">{text}</code> }.into_part();
    }
    let shown = RwSignal::new(false);
    let label = move || {
        let verb = if shown.get() { "Hide" } else { "Reveal" };
        format!("{verb} the value of {name}")
    };
    view! {
        <span class="masked">
            <code class="wrap">
                {changing(move || if shown.get() { text.clone() } else { "••••••••".to_owned() })}
            </code>
            <button
                type="button"
                class="copy"
                aria-label=label
                aria-pressed=changing(move || shown.get().to_string())
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {changing(move || if shown.get() { "hide" } else { "reveal" })}
            </button>
        </span>
    }
    .into_part()
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    #[test]
    fn secrets_by_name_or_by_address() {
        for (name, value, secret) in [
            ("DB_PASSWORD", "x", true),
            ("x-api-key", "x", true),
            ("TOKEN", "", false),
            ("LOG_LEVEL", "debug", false),
            ("DATABASE_URL", "postgres://app:pw@db/app", true),
            ("DATABASE_URL", "postgres://db/app?mail=a:b@c", false),
            ("HOME_URL", "https://me@example.org/", false),
        ] {
            assert_eq!(looks_secret(name, value), secret, "{name}={value}");
        }
    }
}
