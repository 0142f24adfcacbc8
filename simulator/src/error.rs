//! Errors as AWS's JSON services answer them.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::wire::{Protocol, Service};

/// The answer of an operation.
pub(crate) type Answer = Result<Value, AwsError>;

/// The answer of an operation that writes it straight into bytes, because it is asked often.
pub(crate) type Written = Result<Vec<u8>, AwsError>;

/// Writes a document.
pub(crate) fn write(document: &impl Serialize) -> Written {
    serde_json::to_vec(document).map_err(|error| AwsError::server(error.to_string()))
}

/// A written document as a value, for callers inside the simulator.
pub(crate) fn read(written: Written) -> Answer {
    serde_json::from_slice(&written?).map_err(|error| AwsError::server(error.to_string()))
}

/// An error in AWS's shape: HTTP status, code and message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AwsError {
    /// HTTP status: 400, or 500 for a fault of the service.
    pub(crate) status: u16,
    /// The error's code, e.g. `ClusterNotFoundException`.
    pub(crate) code: Cow<'static, str>,
    /// The sentence for people.
    pub(crate) message: String,
    /// ARNs of what exists already, for `ConflictException`.
    pub(crate) resource_ids: Vec<String>,
}

impl AwsError {
    /// An error of the caller with any code.
    pub(crate) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            code: code.into(),
            message: message.into(),
            resource_ids: Vec::new(),
        }
    }

    /// A request contradicts an earlier one, which made these.
    pub(crate) fn conflict(message: impl Into<String>, resource_ids: Vec<String>) -> Self {
        Self {
            resource_ids,
            ..Self::new("ConflictException", message)
        }
    }

    /// A fault of the service: HTTP 500.
    pub(crate) fn server(message: impl Into<String>) -> Self {
        Self {
            status: 500,
            ..Self::new("ServerException", message)
        }
    }

    /// A parameter has a value that isn't allowed.
    pub(crate) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    /// The simulator doesn't have an operation.
    pub(crate) fn unknown_operation(service: Service, operation: &str) -> Self {
        let code = match service.protocol() {
            Protocol::Json => "UnknownOperationException",
            Protocol::Query(_) => "InvalidAction",
        };
        Self::new(
            code,
            format!(
                "The simulator does not have the {} operation {operation}.",
                service.title()
            ),
        )
    }

    /// ECS's general error of the caller.
    pub(crate) fn client(message: impl Into<String>) -> Self {
        Self::new("ClientException", message)
    }

    /// The body isn't what the model says.
    pub(crate) fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// The cluster named doesn't exist.
    pub(crate) fn cluster_not_found() -> Self {
        Self::new("ClusterNotFoundException", "Cluster not found.")
    }

    /// The service named doesn't exist in its cluster.
    pub(crate) fn service_not_found() -> Self {
        Self::new("ServiceNotFoundException", "Service not found.")
    }

    /// The service named is being deleted or is gone.
    pub(crate) fn service_not_active() -> Self {
        Self::new("ServiceNotActiveException", "Service was not ACTIVE.")
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("__type".to_owned(), json!(self.code));
        body.insert("message".to_owned(), json!(self.message));
        if !self.resource_ids.is_empty() {
            body.insert("resourceIds".to_owned(), json!(self.resource_ids));
        }
        Value::Object(body)
    }
}
