//! The one place where AWS's errors become the console's.

mod code;
mod credentials;

use std::error::Error as StdError;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_ecs::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use model::place::Place;
use model::{Error, ErrorKind};

use super::connect::ATTEMPT;
use super::observe::Endpoint;
use super::operation::Operation;

/// What a call was about, for the sentence that says it is missing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    /// Nothing in particular.
    Nothing,
    /// A cluster by name.
    Cluster(&'a str),
    /// A service by name and its cluster's.
    Service { cluster: &'a str, service: &'a str },
    /// A task by id and its cluster's name.
    Task { cluster: &'a str, task: &'a str },
    /// A service deployment by ARN.
    ServiceDeployment(&'a str),
    /// A task definition by name or ARN.
    TaskDefinition(&'a str),
    /// Streams of a log group by its name.
    LogGroup(&'a str),
}

/// What was asked, of whom.
pub(super) struct Asked<'a> {
    pub(super) operation: Operation,
    pub(super) place: &'a Place,
    pub(super) subject: Subject<'a>,
    pub(super) endpoint: &'a Endpoint,
}

/// What the sentence for a missing log stream says, and the one for a missing group does not.
pub(super) const NO_LOG_STREAM: &str = "no such log stream";

/// The longest part of AWS's own words that is shown, in characters.
const LONGEST_WORDS: usize = 500;

/// The error of a failed call in the reader's words, with AWS's code and request id. Never holds
/// more of AWS's answer than its message.
pub(super) fn translate<E>(asked: &Asked<'_>, failure: &SdkError<E, HttpResponse>) -> Error
where
    E: StdError + ProvideErrorMetadata + 'static,
{
    let operation = asked.operation;
    match failure {
        SdkError::ServiceError(service) => {
            let told = service.err();
            let code = told.code().unwrap_or_default();
            let words = shown(told.message().unwrap_or_default());
            let status = service.raw().status().as_u16();
            let kind = code::kind(operation, code, &words, status);
            Error {
                kind,
                message: sentence(asked, kind, code, &words),
                code: (!code.is_empty()).then(|| code.to_owned()),
                request_id: request_id(service.raw()),
            }
        }
        SdkError::ResponseError(response) => {
            let status = response.raw().status().as_u16();
            Error {
                kind: ErrorKind::Aws,
                message: format!(
                    "{} answered {} with HTTP status {status} and nothing that can be read.",
                    at(asked),
                    operation.name
                ),
                code: None,
                request_id: request_id(response.raw()),
            }
        }
        SdkError::TimeoutError(_) => unreachable(asked, "did not answer in time"),
        other if is_about_credentials(other) => {
            // Whoever runs the console needs to know which provider failed and how.
            let chain: Vec<String> = causes(other).map(ToString::to_string).collect();
            tracing::warn!(
                target = %asked.place.target,
                region = %asked.place.region,
                cause = %chain.join(": "),
                "there are no usable AWS credentials"
            );
            credentials::error(other, &asked.place.target)
        }
        SdkError::DispatchFailure(dispatch) if dispatch.is_timeout() => {
            unreachable(asked, "did not answer in time")
        }
        SdkError::DispatchFailure(_) => unreachable(asked, "can’t be reached"),
        _ => Error::new(
            ErrorKind::Internal,
            format!(
                "The console could not make a request for {}.",
                operation.name
            ),
        ),
    }
}

/// The error for an operation that an emulator does not have.
pub(super) fn not_offered(operation: Operation) -> Error {
    Error::new(
        ErrorKind::Unavailable,
        format!("This endpoint does not offer {}.", operation.name),
    )
}

/// The error when the console's own budget is used up for longer than a person waits.
pub(super) fn out_of_budget(operation: Operation) -> Error {
    Error::new(
        ErrorKind::Throttled,
        format!(
            "The console is holding back {} because AWS asked it to slow down.",
            operation.class.words()
        ),
    )
}

/// Whether an endpoint that is not AWS's says that it has no such operation. moto answers with a
/// page of a failed program, others with 501 or the code of an unknown operation.
pub(super) fn says_not_offered<E>(failure: &SdkError<E, HttpResponse>) -> bool
where
    E: ProvideErrorMetadata,
{
    match failure {
        SdkError::ServiceError(service) => {
            matches!(
                service.err().code(),
                Some("UnknownOperationException" | "UnknownOperation" | "NotImplemented")
            ) || service.raw().status().as_u16() == 501
        }
        SdkError::ResponseError(response) => {
            let raw = response.raw();
            let status = raw.status().as_u16();
            let json = raw
                .body()
                .bytes()
                .is_some_and(|body| serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok());
            status == 501 || (status == 500 && !json)
        }
        _ => false,
    }
}

/// Whether the same read may succeed when it is sent again at once.
pub(super) fn is_worth_retrying<E>(failure: &SdkError<E, HttpResponse>, error: &Error) -> bool {
    if error.kind == ErrorKind::Throttled {
        return true;
    }
    match failure {
        // A timeout has cost the reader ten seconds already.
        SdkError::DispatchFailure(dispatch) => {
            error.kind == ErrorKind::Unreachable && !dispatch.is_timeout()
        }
        SdkError::ResponseError(response) => response.raw().status().is_server_error(),
        SdkError::ServiceError(service) => service.raw().status().is_server_error(),
        _ => false,
    }
}

fn unreachable(asked: &Asked<'_>, how: &str) -> Error {
    let patience = if how.ends_with("time") {
        format!(" ({} s)", ATTEMPT.as_secs())
    } else {
        String::new()
    };
    Error::new(
        ErrorKind::Unreachable,
        format!("{} {how}{patience}.", at(asked)),
    )
}

/// The endpoint at the beginning of a sentence.
fn at(asked: &Asked<'_>) -> String {
    let service = asked.operation.service.words();
    match asked.endpoint.authority() {
        Some(authority) => format!("{service} at {authority}"),
        None => format!("{service} in {}", asked.place.region),
    }
}

fn sentence(asked: &Asked<'_>, kind: ErrorKind, code: &str, words: &str) -> String {
    let name = asked.operation.name;
    let told = if words.is_empty() {
        String::new()
    } else {
        format!(" AWS says: {words}")
    };
    match kind {
        ErrorKind::Throttled => format!("AWS asked to slow down: it throttled {name}."),
        ErrorKind::AccessDenied => format!(
            "AWS does not allow the console’s credentials to call {}:{name}.{told}",
            asked.operation.service.prefix()
        ),
        // AWS's words for a wrong signature repeat the signed request, which stays out of sight.
        ErrorKind::Credentials => {
            let what = if code::is_expired(code) {
                "have expired"
            } else {
                "are not accepted by AWS"
            };
            format!(
                "The console’s credentials for {} {what}.",
                asked.place.target
            )
        }
        ErrorKind::NotFound => missing(asked, code, words),
        _ if words.is_empty() => format!("AWS refused {name}."),
        _ => format!("AWS refused {name}: {words}"),
    }
}

fn missing(asked: &Asked<'_>, code: &str, words: &str) -> String {
    let Place { target, region } = asked.place;
    let at = format!("in {region} of {target}");
    match asked.subject {
        Subject::Cluster(cluster) => no_cluster(cluster, asked.place),
        Subject::Service { cluster, .. } if code == "ClusterNotFoundException" => {
            no_cluster(cluster, asked.place)
        }
        Subject::Service { cluster, service } => no_service(cluster, service, asked.place),
        Subject::Task { cluster, .. } if code == "ClusterNotFoundException" => {
            no_cluster(cluster, asked.place)
        }
        Subject::Task { cluster, task } => no_task(cluster, task, asked.place),
        Subject::ServiceDeployment(arn) => {
            format!(
                "There is no service deployment {} {at}.",
                model::place::short_name(arn)
            )
        }
        Subject::TaskDefinition(name) => {
            format!(
                "There is no task definition {} {at}.",
                model::task_definition::family_revision(name)
            )
        }
        // The two have the same code.
        Subject::LogGroup(group) if words.contains("log stream") => {
            format!("There is {NO_LOG_STREAM} in the log group {group} {at}.")
        }
        Subject::LogGroup(group) => format!("There is no log group {group} {at}."),
        Subject::Nothing => format!(
            "What {} asked for does not exist {at}.",
            asked.operation.name
        ),
    }
}

/// The sentence for a cluster that does not exist.
pub(super) fn no_cluster(cluster: &str, place: &Place) -> String {
    format!(
        "There is no cluster “{cluster}” in {} of {}.",
        place.region, place.target
    )
}

/// The sentence for a task that does not exist.
pub(super) fn no_task(cluster: &str, task: &str, place: &Place) -> String {
    format!(
        "There is no task “{task}” in the cluster “{cluster}” in {} of {}. ECS forgets stopped tasks after about an hour.",
        place.region, place.target
    )
}

/// The sentence for a service that does not exist.
pub(super) fn no_service(cluster: &str, service: &str, place: &Place) -> String {
    format!(
        "There is no service “{service}” in the cluster “{cluster}” in {} of {}.",
        place.region, place.target
    )
}

/// AWS's words, as one line of bounded length.
fn shown(words: &str) -> String {
    let line: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_WORDS)
        .collect();
    line.trim().to_owned()
}

fn request_id(response: &HttpResponse) -> Option<String> {
    let headers = response.headers();
    let id = headers
        .get("x-amzn-requestid")
        .or_else(|| headers.get("x-amz-request-id"))?;
    let printable = id.len() <= 128 && id.bytes().all(|byte| byte.is_ascii_graphic());
    printable.then(|| id.to_owned())
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

fn is_about_credentials<E: StdError + 'static>(failure: &SdkError<E, HttpResponse>) -> bool {
    causes(failure).any(<dyn StdError>::is::<CredentialsError>)
}
