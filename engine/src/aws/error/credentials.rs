//! Why there are no credentials.

use std::error::Error as StdError;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_ecs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use model::{Error, ErrorKind};

use super::{causes, request_id, shown};

/// The error for a target whose credentials could not be had.
pub(super) fn error(failure: &(dyn StdError + 'static), target: &str) -> Error {
    let refused = causes(failure).find_map(|cause| {
        let role = cause.downcast_ref::<SdkError<AssumeRoleError, HttpResponse>>();
        let identity =
            cause.downcast_ref::<SdkError<AssumeRoleWithWebIdentityError, HttpResponse>>();
        role.and_then(|failure| refused(failure, target))
            .or_else(|| identity.and_then(|failure| refused(failure, target)))
    });
    refused.unwrap_or_else(|| none(target, words(failure)))
}

/// What STS says about the role, when it was asked.
fn refused<E: ProvideErrorMetadata>(
    failure: &SdkError<E, HttpResponse>,
    target: &str,
) -> Option<Error> {
    let service = match failure {
        SdkError::ServiceError(service) => service,
        SdkError::TimeoutError(_) => return Some(none(target, "STS did not answer in time")),
        SdkError::DispatchFailure(dispatch) if dispatch.is_timeout() => {
            return Some(none(target, "STS did not answer in time"));
        }
        SdkError::DispatchFailure(dispatch) if dispatch.is_io() => {
            return Some(none(target, "STS can’t be reached"));
        }
        // The credentials to ask with are missing, which a cause further down tells.
        _ => return None,
    };
    let told = service.err();
    let said = shown(told.message().unwrap_or_default());
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(" AWS says: {said}")
    };
    let id = told.meta().extra("aws_request_id").map(str::to_owned);
    Some(Error {
        kind: ErrorKind::Credentials,
        message: format!("AWS did not let the console assume its role for {target}.{said}"),
        code: told.code().map(str::to_owned),
        request_id: request_id(service.raw()).or(id),
    })
}

fn none(target: &str, why: &str) -> Error {
    let message = format!("The console has no usable AWS credentials for {target}: {why}.");
    Error::new(ErrorKind::Credentials, message)
}

/// Why there are none. The SDK's own words name files, profiles and roles, never keys, but only the
/// outermost of them: what lies below may hold answers of credential services.
fn words(failure: &(dyn StdError + 'static)) -> &'static str {
    match causes(failure).find_map(|cause| cause.downcast_ref::<CredentialsError>()) {
        Some(CredentialsError::CredentialsNotLoaded(_)) => {
            "neither the environment, a profile file nor the machine provides any"
        }
        Some(CredentialsError::ProviderTimedOut(_)) => "their provider did not answer in time",
        Some(CredentialsError::InvalidConfiguration(_)) => "their configuration is not valid",
        _ => "their provider refused or failed",
    }
}
