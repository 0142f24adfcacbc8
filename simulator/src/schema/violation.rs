//! What a request does wrong, in the words of the service that was asked.

use crate::{error::AwsError, wire::Service};

/// A member that isn't as the model says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Violation {
    /// A value has another type.
    Type {
        found: &'static str,
        expected: &'static str,
    },
    /// A required member is missing.
    Missing { path: String, list: bool },
    /// A value is outside its limits.
    Limit {
        path: String,
        value: String,
        constraint: String,
    },
    /// The model has no such member.
    Unknown(String),
}

impl Violation {
    /// The answer to the request.
    pub(super) fn error(self, service: Service, operation: &str) -> AwsError {
        let path = match &self {
            Self::Missing { path, .. } | Self::Limit { path, .. } => path.clone(),
            Self::Type { .. } | Self::Unknown(_) => String::new(),
        };
        let message = match self {
            Self::Type { found, expected } => {
                return AwsError::serialization(format!(
                    "{found} can not be converted to {expected}"
                ));
            }
            Self::Unknown(path) => {
                format!("Unknown parameter in input: \"{path}\" is not a member of the request.")
            }
            Self::Missing { path, list } => match service {
                Service::Ecs if list => format!("{path} cannot be empty."),
                Service::Ecs => format!("{path} can not be blank."),
                Service::Ecr => {
                    format!(
                        "Invalid parameter at '{path}' failed to satisfy constraint: 'must not be null'"
                    )
                }
                _ => format!(
                    "1 validation error detected: Value null at '{path}' failed to satisfy constraint: Member must not be null"
                ),
            },
            Self::Limit {
                path,
                value,
                constraint,
            } => match service {
                Service::Ecr => format!(
                    "Invalid parameter at '{path}' failed to satisfy constraint: '{constraint}'"
                ),
                _ => format!(
                    "1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"
                ),
            },
        };
        // Task definitions answer the caller's mistakes with ECS's general error.
        if service == Service::Ecs && operation.ends_with("TaskDefinition") {
            return AwsError::client(message);
        }
        match service {
            Service::AutoScaling => AwsError::new("ValidationException", message),
            Service::Trail => AwsError::new(trail_code(&path), message),
            _ => AwsError::invalid_parameter(message),
        }
    }
}

/// CloudTrail's code for a wrong value of a member: it has one for each.
fn trail_code(path: &str) -> &'static str {
    match path.split('.').next() {
        Some("LookupAttributes") => "InvalidLookupAttributesException",
        Some("MaxResults") => "InvalidMaxResultsException",
        Some("EventCategory") => "InvalidEventCategoryException",
        _ => "InvalidParameterException",
    }
}
