//! Pages that load something first, and pages that follow it.

use std::sync::Arc;

use leptos::prelude::*;
use model::{Error, ErrorKind};

use super::error_view::ErrorView;
use crate::api::loaded::Loaded;
use crate::api::request::RequestValue;
use crate::state::memo::memo;
use crate::state::session::{Session, SessionResource};
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::suspended::suspended;

/// Shows what is loaded, once it and the session are there; provides the [`Session`] to it.
pub(crate) fn load<T: RequestValue>(
    what: &'static str,
    loaded: Loaded<T>,
    show: impl Fn(T) -> Part + Clone + Send + Sync + 'static,
) -> Part {
    let session = expect_context::<SessionResource>().0;
    suspended((move || notice::loading(what)).into(), move || {
        let show = show.clone();
        async move {
            match (session.get().await, loaded.get().await) {
                (Ok(session), Ok(loaded)) => {
                    provide_context(Session(Arc::new(session)));
                    show(loaded)
                }
                (Err(error), _) | (_, Err(error)) => {
                    view! { <ErrorView error=error.0 /> }.into_part()
                }
            }
        }
    })
}

/// Shows what a part of a page loads; an error stays within the part.
pub(crate) fn load_part<T: RequestValue>(
    what: &'static str,
    loaded: Loaded<T>,
    show: impl Fn(T) -> Part + Clone + Send + Sync + 'static,
) -> Part {
    suspended((move || notice::loading(what)).into(), move || {
        let show = show.clone();
        async move {
            match loaded.get().await {
                Ok(loaded) => show(loaded),
                Err(error) => {
                    view! { <div class="pad">{notice::error(&error.0)}</div> }.into_part()
                }
            }
        }
    })
}

/// A page that follows a topic: its content, until the topic ends for a reason that takes the
/// content away.
pub(crate) fn until_ended(
    ended: RwSignal<Option<Error>>,
    content: impl Fn() -> Part + Send + Sync + 'static,
) -> Part {
    let gone = memo(move || {
        ended.get().filter(|error| {
            matches!(
                error.kind,
                ErrorKind::NotFound | ErrorKind::Forbidden | ErrorKind::Unauthenticated
            )
        })
    });
    changing(move || match gone.get() {
        Some(error) => view! { <ErrorView error /> }.into_part(),
        None => content(),
    })
    .into_part()
}
