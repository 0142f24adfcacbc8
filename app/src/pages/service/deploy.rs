//! Deploying another image or revision.

mod image;
mod options;
mod preview;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::deploy::{DeployPreview, Wanted};
use model::place::ServiceRef;

use self::image::ImageFields;
use self::options::OptionFields;
use super::fields::task_definition::TaskDefinitionField;
use crate::api::deploy::{Deploy, ReadDeployPreview};
use crate::api::error::ApiError;
use crate::api::request::{act, read};
use crate::components::sending::{Sending, Submit};
use crate::components::typed_name::TypedName;
use crate::paths::{self, ServiceTab};
use crate::state::seen::SeenService;
use crate::state::service::ServiceState;
use crate::state::settled::settled;
use crate::ui::dialog::Dialog;
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part, changing};

/// The dialog: choose, see what will change, confirm.
#[component]
pub(super) fn DeployDialog(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let title = format!("Deploy {}", service.service);
    let form = move || view! { <Form service=service.clone() state open /> };
    view! {
        <Dialog open title>
            {form()}
        </Dialog>
    }
    .into_part()
}

#[component]
fn Form(service: ServiceRef, state: ServiceState, open: RwSignal<bool>) -> impl IntoView {
    let by_image = RwSignal::new(true);
    let (container, tag) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let revision = RwSignal::new(String::new());
    let wanted = move || {
        if by_image.get() {
            let (container, tag) = (container.get(), tag.get().trim().to_owned());
            let is_whole = !container.is_empty() && !tag.is_empty();
            is_whole.then_some(Wanted::Image { container, tag })
        } else {
            let name = revision.get().trim().to_owned();
            (!name.is_empty()).then_some(Wanted::Revision(name))
        }
    };
    let asked = settled(wanted);
    let options = OptionFields::new();
    let typed = TypedName::of(&service);
    let seen = SeenService::new(state, open);

    let previewed = RwSignal::new(None::<(Wanted, DeployPreview)>);
    let at = service.clone();
    let preview = LocalResource::new(move || {
        let (at, wanted) = (at.clone(), asked.get());
        // What the service runs may have changed since.
        seen.track();
        async move {
            let wanted = wanted?;
            let place = at.cluster.place;
            let (task_definition, container, tag) = match wanted.clone() {
                Wanted::Revision(name) => (Some(name), None, None),
                Wanted::Image { container, tag } => (None, Some(container), Some(tag)),
            };
            let answer = read(ReadDeployPreview {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                task_definition,
                container,
                tag,
            });
            previewed.set(None);
            let answer = answer.await;
            let shown = answer.as_ref().ok().cloned();
            previewed.set(shown.map(|preview| (wanted, preview)));
            Some(answer)
        }
    });
    let shown = move || {
        Some(match preview.get()? {
            Some(Ok(preview)) => preview::show(&preview),
            Some(Err(error)) => notice::error(&error.0),
            None => missing(by_image.get()),
        })
    };

    let navigate = use_navigate();
    let done = paths::service(&service, ServiceTab::Deployment);
    let at = service.clone();
    let send = Action::new(move |wanted: &Wanted| {
        let (at, wanted) = (at.clone(), wanted.clone());
        let typed = typed.sent();
        let options = options.chosen();
        async move {
            let (seen, options) = (seen.get()?, options.map_err(ApiError)?);
            let place = at.cluster.place;
            act(Deploy {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                seen,
                wanted,
                options,
                typed,
            })
            .await
        }
    });
    let sending = Sending::new(open, send, move |&()| {
        navigate(&done, NavigateOptions::default());
    });
    let place = service.cluster.place.clone();
    // What is shown is what is deployed.
    let ready = move || {
        let wanted = wanted();
        let is_shown = previewed.with(|previewed| {
            let shown = previewed.as_ref().map(|(shown, _)| shown);
            shown.is_some() && shown == wanted.as_ref()
        });
        !typed.is_missing() && is_shown
    };
    let ready = crate::state::memo::memo(ready);
    let words = Signal::derive(move || {
        let words = if sending.is_pending() {
            "Deploying…"
        } else {
            "Deploy"
        };
        words.to_owned()
    });
    let way = move |image: bool, words: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=changing(move || (by_image.get() == image).to_string())
                on:click=move |_| by_image.set(image)
            >
                {words}
            </button>
        }
    };
    view! {
        <form
            class="stack"
            on:submit=move |event| {
                event.prevent_default();
                if ready.get_untracked()
                    && let Some((wanted, _)) = previewed.get_untracked() && sending.begin()
                {
                    send.dispatch(wanted);
                }
            }
        >
            <div class="segments" role="group" aria-label="What to deploy">
                {way(true, "Another image")} {way(false, "Another revision")}
            </div>
            {changing(move || {
                if by_image.get() {
                    view! { <ImageFields place=place.clone() state container tag /> }.into_part()
                } else {
                    view! { <TaskDefinitionField place=place.clone() state name=revision /> }.into_part()
                }
            })}
            {options.view(state)}
            <h3>"What will change"</h3>
            <Transition fallback=|| notice::loading("the difference")>{shown}</Transition>
            {typed.field()}
            {sending
                .ending(
                    Some(seen.look_again()),
                    Submit {
                        class: "btn primary",
                        ready: ready.into(),
                        words,
                    },
                )}
        </form>
    }
    .into_part()
}

/// What has to be given before there is a difference to show.
fn missing(by_image: bool) -> Part {
    let what = if by_image {
        "tag or digest"
    } else {
        "revision"
    };
    view! { <p class="muted small">{format!("Shown once there is a {what}.")}</p> }.into_part()
}
