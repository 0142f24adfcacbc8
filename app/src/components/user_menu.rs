//! The user: who is signed in, the theme, signing out.

use leptos::prelude::*;
use model::session::SessionInfo;

use super::theme::ThemeSwitch;
use crate::state::session::SessionResource;
use crate::ui::children::PartFn;
use crate::ui::part::{IntoPart, Part};
use crate::ui::suspended::suspended;

/// The style sheet shows them in upper case.
fn initials(user: &str) -> String {
    user.chars().take(2).collect()
}

fn roles(session: &SessionInfo) -> Part {
    let rows: Vec<_> = session
        .targets
        .iter()
        .map(|access| {
            view! {
                <li>
                    <span class="wrap">{access.target.clone()}</span>
                    <span class="muted">{access.role.as_str()}</span>
                </li>
            }
        })
        .collect();
    view! { <ul class="roles">{rows}</ul> }.into_part()
}

/// The user's menu.
#[component]
pub(crate) fn UserMenu() -> impl IntoView {
    let session = expect_context::<SessionResource>().0;
    suspended(PartFn::default(), move || async move {
        let Ok(session) = session.get().await else {
            return ().into_part();
        };
        let read_only = session
            .read_only
            .then(|| view! { <p class="muted">"This console is read-only."</p> });
        view! {
            <details class="user">
                <summary>
                    <span class="avatar" aria-hidden="true">{initials(&session.user)}</span>
                    <span class="quiet">{format!("User {}", session.user)}</span>
                </summary>
                <div class="panel">
                    <p class="name wrap">{session.user.clone()}</p>
                    {roles(&session)}
                    {read_only}
                    <ThemeSwitch />
                    <form method="post" action="/auth/sign-out">
                        <button class="btn">"Sign out"</button>
                    </form>
                </div>
            </details>
        }
        .into_part()
    })
}
