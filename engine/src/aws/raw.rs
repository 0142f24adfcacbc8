//! Requests and answers as the JSON they are, because the SDK's types drop what they don't know.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use bytes::Bytes;
use serde_json::Value;

/// Keeps the body of an answer.
#[derive(Debug, Clone, Default)]
pub(super) struct AnswerBody {
    body: Arc<Mutex<Bytes>>,
}

impl AnswerBody {
    /// The body, once the answer is there.
    pub(super) fn take(&self) -> Bytes {
        std::mem::take(&mut *self.body.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Intercept for AnswerBody {
    fn name(&self) -> &'static str {
        "AnswerBody"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(body) = context.response().body().bytes() {
            *self.body.lock().unwrap_or_else(PoisonError::into_inner) =
                Bytes::copy_from_slice(body);
        }
        Ok(())
    }
}

/// Sends a document in place of what the SDK made of its own types.
#[derive(Debug, Clone)]
pub(super) struct RequestBody {
    body: Bytes,
}

impl RequestBody {
    pub(super) fn new(document: &Value) -> Self {
        Self {
            body: document.to_string().into(),
        }
    }
}

impl Intercept for RequestBody {
    fn name(&self) -> &'static str {
        "RequestBody"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let length = self.body.len().to_string();
        request.headers_mut().insert("content-length", length);
        *request.body_mut() = SdkBody::from(self.body.clone());
        Ok(())
    }
}
