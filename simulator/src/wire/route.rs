//! Which service, operation and region a request is for.

use axum::http::{HeaderMap, header};

use crate::{error::AwsError, wire::query};

/// The AWS services that are simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Service {
    /// Amazon ECS.
    Ecs,
    /// Amazon ECR.
    Ecr,
    /// CloudWatch Logs.
    Logs,
    /// AWS Security Token Service.
    Sts,
}

impl Service {
    /// The prefix of the service's actions in policies, e.g. `ecs` in `ecs:ListTasks`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ecs => "ecs",
            Self::Ecr => "ecr",
            Self::Logs => "logs",
            Self::Sts => "sts",
        }
    }

    /// What people call the service.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Ecs => "ECS",
            Self::Ecr => "ECR",
            Self::Logs => "CloudWatch Logs",
            Self::Sts => "STS",
        }
    }

    fn of_target(prefix: &str) -> Option<Self> {
        match prefix {
            "AmazonEC2ContainerServiceV20141113" => Some(Self::Ecs),
            "AmazonEC2ContainerRegistry_V20150921" => Some(Self::Ecr),
            "Logs_20140328" => Some(Self::Logs),
            _ => None,
        }
    }
}

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) region: String,
}

impl Route {
    /// Reads the target header, or the query protocol's action, and the signature's scope.
    pub(crate) fn find(headers: &HeaderMap, body: &[u8]) -> Result<Self, AwsError> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let target = text("x-amz-target").and_then(|target| target.split_once('.'));
        let (service, operation) = if let Some((prefix, operation)) = target {
            let service = Service::of_target(prefix).ok_or_else(|| {
                unknown(format!("The simulator doesn't have the service {prefix}."))
            })?;
            (service, operation.to_owned())
        } else {
            let form = text(header::CONTENT_TYPE.as_str()).unwrap_or_default();
            let action = form
                .starts_with("application/x-www-form-urlencoded")
                .then(|| query::member(body, "Action"))
                .flatten()
                .ok_or_else(|| {
                    unknown("The request names no operation: x-amz-target is missing.".to_owned())
                })?;
            (Service::Sts, action)
        };
        let region = text(header::AUTHORIZATION.as_str())
            .and_then(region_of_scope)
            .ok_or_else(|| {
                AwsError::new(
                    "MissingAuthenticationTokenException",
                    "Missing Authentication Token",
                )
            })?;
        Ok(Self {
            service,
            operation,
            region: region.to_owned(),
        })
    }
}

fn unknown(message: String) -> AwsError {
    AwsError::new("UnknownOperationException", message)
}

/// The region in `Credential=<key>/<date>/<region>/<service>/aws4_request`.
fn region_of_scope(authorization: &str) -> Option<&str> {
    let scope = authorization
        .split_once("Credential=")?
        .1
        .split([',', ' '])
        .next()?;
    let mut parts = scope.rsplit('/');
    if parts.next()? != "aws4_request" {
        return None;
    }
    let region = parts.nth(1)?;
    let plausible = !region.is_empty()
        && region.len() <= 32
        && region
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    plausible.then_some(region)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use axum::http::HeaderMap;

    use super::{Route, Service, region_of_scope};

    const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=0";

    #[test]
    fn a_json_request_is_routed_by_its_target_and_scope() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-amz-target",
            "AmazonEC2ContainerServiceV20141113.ListTasks"
                .parse()
                .unwrap(),
        );
        assert_eq!(
            Route::find(&headers, b"").unwrap_err().code,
            "MissingAuthenticationTokenException"
        );
        headers.insert("authorization", SIGNED.parse().unwrap());
        let route = Route::find(&headers, b"").unwrap();
        assert_eq!(
            (route.service, route.operation.as_str()),
            (Service::Ecs, "ListTasks")
        );
        assert_eq!(route.region, "eu-west-1");
    }

    #[test]
    fn a_query_request_is_routed_by_its_action() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "content-type",
            "application/x-www-form-urlencoded".parse().unwrap(),
        );
        headers.insert("authorization", SIGNED.parse().unwrap());
        let route = Route::find(&headers, b"Action=GetCallerIdentity&Version=2011-06-15").unwrap();
        assert_eq!(
            (route.service, route.operation.as_str()),
            (Service::Sts, "GetCallerIdentity")
        );
    }

    #[test]
    fn odd_scopes_are_refused() {
        for scope in [
            "",
            "Credential=",
            "Credential=a/b/c",
            "Credential=k/d/../ecs/aws4_request",
            "Bearer x",
        ] {
            assert_eq!(region_of_scope(scope), None, "{scope}");
        }
    }
}
