//! Loading where pages are rendered: server functions are called in process.

use std::sync::Arc;

use leptos::prelude::*;

use crate::api::encoding::TextJson;
use crate::api::error::ApiError;
use crate::api::request::{Request, RequestValue, address};

/// What a server function answers, loaded with the page and carried to the browser in its document.
#[derive(Debug)]
pub(crate) struct Loaded<T: RequestValue>(Resource<Result<T, ApiError>, TextJson>);

impl<T: RequestValue> Loaded<T> {
    /// Loads it again.
    pub(crate) fn refetch(self) {
        self.0.refetch();
    }

    /// Waits for it.
    pub(crate) async fn get(self) -> Result<T, ApiError> {
        self.0.await
    }

    fn new<Fut>(
        address: impl Fn() -> String + Send + Sync + 'static,
        fetch: impl Fn() -> Fut + Send + Sync + 'static,
    ) -> Self
    where
        Fut: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        Self(Resource::new_with_options(
            address,
            move |_| untrack(&fetch),
            false,
        ))
    }
}

/// Loads something with the page, and again whenever the request is another one.
pub(crate) fn load_with<R: Request>(
    request: impl Fn() -> R + Send + Sync + 'static,
) -> Loaded<R::Answer> {
    let request = Arc::new(request);
    let tracked = Arc::clone(&request);
    Loaded::new(move || address(&tracked()), move || R::run_body(request()))
}

/// Loads something with the page while there is a request, and again whenever it is another one.
pub(crate) fn load_if<R: Request>(
    request: impl Fn() -> Option<R> + Send + Sync + 'static,
) -> Loaded<Option<R::Answer>> {
    let request = Arc::new(request);
    let tracked = Arc::clone(&request);
    Loaded::new(
        move || tracked().as_ref().map(address).unwrap_or_default(),
        move || {
            let request = request();
            async move {
                match request {
                    Some(request) => R::run_body(request).await.map(Some),
                    None => Ok(None),
                }
            }
        },
    )
}
