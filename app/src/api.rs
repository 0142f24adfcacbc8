//! Server functions, one file per resource: the HTTP API that the pages read from and act through.
//!
//! Reads are `GET` with a query, actions are `POST` with a JSON body. Each checks the session and
//! leaves the rest, rights included, to the engine.

pub(crate) mod activity;
pub(crate) mod answer_hook;
pub(crate) mod budget;
pub(crate) mod cluster;
pub(crate) mod clusters;
#[cfg(not(feature = "hydrate"))]
pub(crate) mod console;
pub(crate) mod deploy;
pub(crate) mod encoding;
pub(crate) mod error;
#[cfg(feature = "hydrate")]
mod fetch;
pub(crate) mod history;
pub(crate) mod loaded;
pub(crate) mod logs;
#[cfg(feature = "ssr")]
pub(crate) mod page_reads;
pub(crate) mod pause;
pub(crate) mod request;
pub(crate) mod restart;
pub(crate) mod roll_back;
pub(crate) mod run_task;
pub(crate) mod scale;
pub(crate) mod scaling;
pub(crate) mod service;
pub(crate) mod session;
pub(crate) mod stop_task;
pub(crate) mod task;
pub(crate) mod task_definition;

#[cfg(feature = "ssr")]
mod context {
    use engine::Engine;
    use engine::access::Principal;
    use leptos::prelude::use_context;
    use model::{Error, ErrorKind};

    use super::error::ApiError;

    /// The engine of this console.
    pub(super) fn engine() -> Result<Engine, ApiError> {
        use_context().ok_or_else(|| {
            ApiError::answer(Error::new(ErrorKind::Internal, "The console is not ready."))
        })
    }

    /// The engine, and who is signed in; the error says that nobody is.
    pub(super) fn signed_in() -> Result<(Engine, Principal), ApiError> {
        let who = use_context::<http::request::Parts>()
            .and_then(|parts| parts.extensions.get::<Principal>().cloned())
            .ok_or_else(|| {
                ApiError::answer(Error::new(
                    ErrorKind::Unauthenticated,
                    "Nobody is signed in, or the session has ended.",
                ))
            })?;
        Ok((engine()?, who))
    }
}
