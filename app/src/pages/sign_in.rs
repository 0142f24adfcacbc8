//! Signing in. The forms are plain, so they work before and without scripts.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::access::Role;

use crate::api::console::{Console, ReadConsole};
use crate::api::loaded::load_with;
use crate::components::heading::Heading;
use crate::paths::query_value;
use crate::ui::children::PartFn;
use crate::ui::chip::{Chip, Tone};
use crate::ui::logo::logo;
use crate::ui::part::{IntoPart, Part};
use crate::ui::suspended::suspended;

/// What went wrong at the last try, in words.
fn failure(word: &str) -> Option<&'static str> {
    match word {
        "" => None,
        "credentials" => Some("User or password is wrong."),
        "limited" => Some("Too many attempts. Wait a minute and try again."),
        _ => Some("Signing in failed. The console's log says why."),
    }
}

fn what_a_role_may(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Sees everything but values",
        Role::Operator => "Also scales, restarts, rolls back and stops",
        Role::Admin => "Also sees what everybody did",
    }
}

fn role_title(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Operator => "Operator",
        Role::Admin => "Admin",
    }
}

fn demo_form(next: &str) -> Part {
    let buttons: Vec<_> = Role::ALL
        .into_iter()
        .map(|role| {
            view! {
                <div class="role">
                    <button class="btn" name="role" value=role.as_str()>
                        {role_title(role)}
                    </button>
                    <span class="muted">{what_a_role_may(role)}</span>
                </div>
            }
        })
        .collect();
    view! {
        <form method="post" action="/auth/demo" class="roles-form" aria-label="Demo users">
            <input type="hidden" name="next" value=next.to_owned() />
            <p class="muted">"This is the demo on a simulated AWS. Sign in with one click as:"</p>
            {buttons}
        </form>
        <p class="or" aria-hidden="true">"or"</p>
    }
    .into_part()
}

/// The sign-in page.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let search = use_location().search.get_untracked();
    let next = query_value(&search, "next")
        .filter(|next| next.starts_with('/') && !next.starts_with("//"))
        .unwrap_or_else(|| "/".to_owned());
    let failed = query_value(&search, "error").and_then(|word| failure(&word));
    let resource = load_with(|| ReadConsole {});
    let demo = suspended(PartFn::default(), move || {
        let next = next.clone();
        async move {
            let Console {
                demo, read_only, ..
            } = resource.get().await.unwrap_or(Console {
                demo: false,
                read_only: false,
                build: String::new(),
            });
            let read_only =
                read_only.then(|| view! { <Chip tone=Tone::Idle words="Read-only".to_owned() /> });
            view! {
                {read_only}
                {demo.then(|| demo_form(&next))}
                <form method="post" action="/auth/sign-in" class="stack">
                    <input type="hidden" name="next" value=next />
                    <label>
                        "User"
                        <input
                            name="user"
                            autocomplete="username"
                            autocapitalize="none"
                            spellcheck="false"
                            required
                        />
                    </label>
                    <label>
                        "Password"
                        <input
                            type="password"
                            name="password"
                            autocomplete="current-password"
                            required
                        />
                    </label>
                    <button class="btn primary">"Sign in"</button>
                </form>
            }
            .into_part()
        }
    });
    view! {
        <div class="sign-in">
            <div class="brand">{logo()} <span>"ecscope"</span></div>
            <section class="card pad">
                <Heading title="Sign in".to_owned() />
                {failed
                    .map(|words| view! { <div class="notice bad" role="alert"><p>{words}</p></div> })}
                {demo}
            </section>
            <p class="faint">"A console for Amazon ECS"</p>
        </div>
    }
    .into_part()
}
