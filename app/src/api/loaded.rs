//! What pages load before they are shown.

use leptos::prelude::Resource;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::encoding::TextJson;
use super::error::ApiError;

/// What a server function gives, loaded with the page and carried to the browser in its document.
pub(crate) type Loaded<T> = Resource<Result<T, ApiError>, TextJson>;

/// Loads something with the page, and again whenever `source` changes.
pub(crate) fn load_with<S, T, Fut>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> Fut + Send + Sync + 'static,
) -> Loaded<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    Resource::new_with_options(source, fetch, false)
}
