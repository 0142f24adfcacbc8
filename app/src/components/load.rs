//! Pages that load something first, and pages that follow it.

use std::sync::Arc;

use leptos::prelude::*;
use model::{Error, ErrorKind};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error_view::ErrorView;
use crate::api::loaded::Loaded;
use crate::state::memo::memo;
use crate::state::session::{Session, SessionResource};
use crate::ui::notice;

/// Shows what a resource gives, once it and the session are there; provides the [`Session`] to it.
pub(crate) fn load<T>(
    what: &'static str,
    resource: Loaded<T>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let session = expect_context::<SessionResource>().0;
    view! {
        <Suspense fallback=move || notice::loading(what)>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    let session = session.await;
                    let loaded = resource.await;
                    match (session, loaded) {
                        (Ok(session), Ok(loaded)) => {
                            provide_context(Session(Arc::new(session)));
                            show(loaded)
                        }
                        (Err(error), _) | (_, Err(error)) => {
                            view! { <ErrorView error=error.0 /> }.into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// Shows what a part of a page loads; an error stays within the part.
pub(crate) fn load_part<T>(
    what: &'static str,
    resource: Loaded<T>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    view! {
        <Suspense fallback=move || notice::loading(what)>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(loaded) => show(loaded),
                        Err(error) => {
                            view! { <div class="pad">{notice::error(&error.0)}</div> }.into_any()
                        }
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

/// A page that follows a topic: its content, until the topic ends for a reason that takes the
/// content away.
pub(crate) fn until_ended(
    ended: RwSignal<Option<Error>>,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let gone = memo(move || {
        ended.get().filter(|error| {
            matches!(
                error.kind,
                ErrorKind::NotFound | ErrorKind::Forbidden | ErrorKind::Unauthenticated
            )
        })
    });
    (move || match gone.get() {
        Some(error) => view! { <ErrorView error /> }.into_any(),
        None => content(),
    })
    .into_any()
}
