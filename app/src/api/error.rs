//! The error of server functions.

use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use model::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use super::encoding::TextJson;

/// [`model::Error`] as server functions answer it: its JSON, with its own HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ApiError(pub Error);

impl ApiError {
    /// The error as the answer of the server function that is being called: its HTTP status is set.
    #[cfg(feature = "ssr")]
    pub(crate) fn answer(error: Error) -> Self {
        set_api_status(&error);
        Self(error)
    }

    /// The console's own server answered what it never should.
    pub(crate) fn unexpected() -> Self {
        Self(Error::new(
            ErrorKind::Internal,
            "The console answered something unexpected.",
        ))
    }

    /// The console's own server didn't answer.
    pub(crate) fn unreachable() -> Self {
        Self(Error::new(
            ErrorKind::Unreachable,
            "The console's own server can't be reached from here.",
        ))
    }
}

/// The code of [`ApiError::pending`].
const PENDING: &str = "Pending";

impl ApiError {
    /// A page that is being rendered does not wait any longer: its browser shall ask again.
    #[cfg(feature = "ssr")]
    pub(crate) fn pending() -> Error {
        Error {
            code: Some(PENDING.to_owned()),
            ..Error::new(ErrorKind::Unreachable, "AWS has not answered yet.")
        }
    }

    /// Whether it only says that the answer was not there when the page was rendered.
    pub(crate) fn is_pending(&self) -> bool {
        self.0.code.as_deref() == Some(PENDING)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = TextJson;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        let error = match value {
            ServerFnErrorErr::Request(_) => Self::unreachable().0,
            ServerFnErrorErr::Args(cause) | ServerFnErrorErr::MissingArg(cause) => {
                Error::invalid(format!("The request can't be read: {cause}."))
            }
            // On the server only a request can be of the wrong shape.
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Deserialization(cause) => {
                Error::invalid(format!("The request can't be read: {cause}."))
            }
            _ => Self::unexpected().0,
        };
        #[cfg(feature = "ssr")]
        set_api_status(&error);
        Self(error)
    }
}

/// Sets the status of an answer under `/api`. While a page is being rendered the same functions run
/// in process, and the page decides its own status.
#[cfg(feature = "ssr")]
fn set_api_status(error: &Error) {
    use leptos::prelude::use_context;

    let is_api = use_context::<http::request::Parts>()
        .is_some_and(|parts| parts.uri.path().starts_with("/api/"));
    if is_api
        && let Some(response) = use_context::<leptos_axum::ResponseOptions>()
        && let Ok(status) = http::StatusCode::from_u16(error.http_status())
    {
        response.set_status(status);
    }
}
