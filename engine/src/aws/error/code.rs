//! What AWS's error codes mean to the reader.

use model::ErrorKind;

use crate::aws::operation::{DESCRIBE_TASK_DEFINITION, Operation};

/// The kind of an error that AWS answered with this code, these words and this HTTP status.
pub(super) fn kind(operation: Operation, code: &str, words: &str, status: u16) -> ErrorKind {
    match code {
        "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "SlowDown" => ErrorKind::Throttled,
        "UnauthorizedOperation" | "NotAuthorized" | "OptInRequired" | "BlockedException" => {
            ErrorKind::AccessDenied
        }
        _ if code.starts_with("AccessDenied") => ErrorKind::AccessDenied,
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "InvalidAccessKeyId"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "AuthFailure" => ErrorKind::Credentials,
        _ if is_expired(code) => ErrorKind::Credentials,
        "ClusterNotFoundException"
        | "ServiceNotFoundException"
        | "ServiceDeploymentNotFoundException"
        | "ResourceNotFoundException" => ErrorKind::NotFound,
        // DescribeTaskDefinition has no code of its own for a definition that does not exist.
        "ClientException"
            if operation == DESCRIBE_TASK_DEFINITION
                && words.starts_with("Unable to describe task definition") =>
        {
            ErrorKind::NotFound
        }
        "ConflictException"
        | "UpdateInProgressException"
        | "ResourceInUseException"
        | "ServiceNotActiveException" => ErrorKind::Conflict,
        "InvalidParameterException"
        | "InvalidRequestException"
        | "ValidationException"
        | "ClientException"
        | "UnsupportedFeatureException"
        | "PlatformUnknownException"
        | "PlatformTaskDefinitionIncompatibilityException"
        | "LimitExceededException"
        | "NamespaceNotFoundException" => ErrorKind::Invalid,
        // A proxy's or an emulator's answer without a code that means anything.
        _ if status == 429 => ErrorKind::Throttled,
        _ => ErrorKind::Aws,
    }
}

/// Whether the code says that credentials were good once.
pub(super) fn is_expired(code: &str) -> bool {
    code.starts_with("ExpiredToken") || code == "RequestExpired"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::operation::{DESCRIBE_SERVICES, UPDATE_SERVICE};

    #[test]
    fn codes() {
        let unable = "Unable to describe task definition.";
        for (operation, code, words, status, expected) in [
            (
                DESCRIBE_SERVICES,
                "ThrottlingException",
                "Rate exceeded.",
                400,
                ErrorKind::Throttled,
            ),
            (DESCRIBE_SERVICES, "", "", 429, ErrorKind::Throttled),
            (
                DESCRIBE_SERVICES,
                "AccessDeniedException",
                "",
                400,
                ErrorKind::AccessDenied,
            ),
            (
                DESCRIBE_SERVICES,
                "ExpiredTokenException",
                "",
                400,
                ErrorKind::Credentials,
            ),
            (
                DESCRIBE_SERVICES,
                "UnrecognizedClientException",
                "",
                400,
                ErrorKind::Credentials,
            ),
            (
                DESCRIBE_SERVICES,
                "ClusterNotFoundException",
                "",
                400,
                ErrorKind::NotFound,
            ),
            (
                DESCRIBE_TASK_DEFINITION,
                "ClientException",
                unable,
                400,
                ErrorKind::NotFound,
            ),
            (
                UPDATE_SERVICE,
                "ClientException",
                unable,
                400,
                ErrorKind::Invalid,
            ),
            (
                UPDATE_SERVICE,
                "ServiceNotActiveException",
                "",
                400,
                ErrorKind::Conflict,
            ),
            (
                DESCRIBE_SERVICES,
                "ServerException",
                "",
                500,
                ErrorKind::Aws,
            ),
            (
                DESCRIBE_SERVICES,
                "SomethingNewException",
                "",
                400,
                ErrorKind::Aws,
            ),
        ] {
            assert_eq!(kind(operation, code, words, status), expected, "{code}");
        }
    }
}
