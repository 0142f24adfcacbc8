//! Loading in browsers: from the document first, then by requests.

use std::marker::PhantomData;

use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};

use crate::api::error::ApiError;
use crate::api::request::{Request, RequestValue, address};
use crate::api::{encoding, fetch};

/// The JSON of an answer.
pub(crate) type Answer = Result<String, ApiError>;

/// What a server function answers, loaded with the page and carried to the browser in its document.
#[derive(Debug)]
pub(crate) struct Loaded<T: RequestValue>(Resource<Answer, AnswerText>, PhantomData<fn() -> T>);

impl<T: RequestValue> Loaded<T> {
    /// Loads it again.
    pub(crate) fn refetch(self) {
        self.0.refetch();
    }

    /// Waits for it.
    pub(crate) async fn get(self) -> Result<T, ApiError> {
        encoding::answer(&self.0.await?)
    }
}

/// Loads something with the page, and again whenever the request is another one.
pub(crate) fn load_with<R: Request>(
    request: impl Fn() -> R + Send + Sync + 'static,
) -> Loaded<R::Answer> {
    Loaded(load(Box::new(move || address(&request()))), PhantomData)
}

/// Loads something with the page while there is a request, and again whenever it is another one.
pub(crate) fn load_if<R: Request>(
    request: impl Fn() -> Option<R> + Send + Sync + 'static,
) -> Loaded<Option<R::Answer>> {
    let address = move || request().as_ref().map(address).unwrap_or_default();
    Loaded(load(Box::new(address)), PhantomData)
}

/// Loads from an address, following it; an empty one gives `null`.
fn load(address: Box<dyn Fn() -> String + Send + Sync>) -> Resource<Answer, AnswerText> {
    let fetch = |address: String| async move {
        if address.is_empty() {
            return Ok("null".to_owned());
        }
        fetch::get(address).await
    };
    Resource::new_with_options(address, fetch, false)
}

/// Answers as the document carries them: the JSON of a `Result`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnswerText;

impl Decoder<Answer> for AnswerText {
    type Error = ApiError;
    type Encoded = str;

    fn decode(text: &str) -> Result<Answer, Self::Error> {
        let member = |name: &str| text.strip_prefix(name)?.strip_suffix('}');
        match member(r#"{"Ok":"#) {
            Some(answer) => Ok(Ok(answer.to_owned())),
            None => encoding::answer(member(r#"{"Err":"#).unwrap_or_default()).map(Err),
        }
    }
}

impl Encoder<Answer> for AnswerText {
    type Error = serde_json::Error;
    type Encoded = String;

    /// Browsers never carry answers to documents, but resources are made to do both.
    fn encode(answer: &Answer) -> Result<String, Self::Error> {
        match answer {
            Ok(answer) => Ok(format!(r#"{{"Ok":{answer}}}"#)),
            Err(error) => Ok(format!(r#"{{"Err":{}}}"#, serde_json::to_string(error)?)),
        }
    }
}
