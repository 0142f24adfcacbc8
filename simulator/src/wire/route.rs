//! Which service, operation and region a request is for.

use axum::http::{HeaderMap, header};

use crate::{arn, error::AwsError, trail::Identity, wire::query};

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
    /// Elastic Load Balancing, version 2.
    Elb,
    /// Application Auto Scaling.
    AutoScaling,
    /// CloudTrail.
    Trail,
}

impl Service {
    /// The prefix of the service's actions in policies, e.g. `ecs` in `ecs:ListTasks`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ecs => "ecs",
            Self::Ecr => "ecr",
            Self::Logs => "logs",
            Self::Sts => "sts",
            Self::Elb => "elasticloadbalancing",
            Self::AutoScaling => "application-autoscaling",
            Self::Trail => "cloudtrail",
        }
    }

    /// What people call the service.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Ecs => "ECS",
            Self::Ecr => "ECR",
            Self::Logs => "CloudWatch Logs",
            Self::Sts => "STS",
            Self::Elb => "Elastic Load Balancing",
            Self::AutoScaling => "Application Auto Scaling",
            Self::Trail => "CloudTrail",
        }
    }

    /// How its requests and answers are written.
    pub(crate) fn protocol(self) -> Protocol {
        match self {
            Self::Ecs | Self::Ecr | Self::Logs | Self::AutoScaling | Self::Trail => Protocol::Json,
            Self::Sts => Protocol::Query(STS),
            Self::Elb => Protocol::Query(ELB),
        }
    }

    /// The service's name in the scope of signatures.
    fn signing_name(self) -> &'static str {
        self.name()
    }

    fn of_target(prefix: &str) -> Option<Self> {
        match prefix {
            "AmazonEC2ContainerServiceV20141113" => Some(Self::Ecs),
            "AmazonEC2ContainerRegistry_V20150921" => Some(Self::Ecr),
            "Logs_20140328" => Some(Self::Logs),
            "AnyScaleFrontendService" => Some(Self::AutoScaling),
            // The models of the SDKs differ in how they write it.
            "CloudTrail_20131101" | "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101" => {
                Some(Self::Trail)
            }
            _ => None,
        }
    }
}

/// How requests and answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// awsJson 1.1.
    Json,
    /// Forms in, XML of a namespace out.
    Query(&'static str),
}

impl Protocol {
    /// The protocol that a request seems to be in.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let content_type = headers.get(header::CONTENT_TYPE);
        let form = content_type.is_some_and(|value| value.as_bytes().starts_with(FORM.as_bytes()));
        if form && !headers.contains_key(TARGET) {
            Self::Query(STS)
        } else {
            Self::Json
        }
    }
}

/// The XML namespace of STS.
const STS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// The XML namespace of Elastic Load Balancing.
const ELB: &str = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";

const TARGET: &str = "x-amz-target";
const FORM: &str = "application/x-www-form-urlencoded";

/// The longest name of an operation that is looked at; AWS's are half as long.
const LONGEST_OPERATION: usize = 96;

/// The longest user agent that is kept.
const LONGEST_AGENT: usize = 512;

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) region: String,
    /// Who asks.
    pub(crate) who: Identity,
    pub(crate) user_agent: String,
}

impl Route {
    /// Reads the target header, or the query protocol's action, and the signature's scope.
    pub(crate) fn find(headers: &HeaderMap, body: &[u8]) -> Result<Self, AwsError> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let target = text(TARGET).and_then(|target| target.rsplit_once('.'));
        let (service, operation) = if let Some((prefix, operation)) = target {
            let service = Service::of_target(prefix).ok_or_else(|| {
                unknown(format!("The simulator doesn't have the service {prefix}."))
            })?;
            (service, operation.to_owned())
        } else {
            let form = text(header::CONTENT_TYPE.as_str()).unwrap_or_default();
            let action = form
                .starts_with(FORM)
                .then(|| query::member(body, "Action"))
                .flatten()
                .ok_or_else(|| {
                    unknown("The request names no operation: x-amz-target is missing.".to_owned())
                })?;
            let version = query::member(body, "Version");
            (of_version(&action, version.as_deref())?, action)
        };
        let plain = !operation.is_empty()
            && operation.len() <= LONGEST_OPERATION
            && operation.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain {
            return Err(unknown(
                "The request names an operation that no service has.".to_owned(),
            ));
        }
        let authorization = text(header::AUTHORIZATION.as_str());
        let (region, signed_for) = authorization.and_then(scope).ok_or_else(|| {
            AwsError::new(
                "MissingAuthenticationTokenException",
                "Missing Authentication Token",
            )
        })?;
        if signed_for != service.signing_name() {
            return Err(AwsError::new(
                "InvalidSignatureException",
                format!(
                    "Credential should be scoped to correct service: '{}'.",
                    service.signing_name()
                ),
            ));
        }
        Ok(Self {
            service,
            operation,
            region: region.to_owned(),
            who: Identity::of_key(authorization.map_or("", access_key)),
            user_agent: text(header::USER_AGENT.as_str())
                .unwrap_or_default()
                .chars()
                .take(LONGEST_AGENT)
                .collect(),
        })
    }
}

/// The service whose API has a version; nothing else tells the two of the query protocol apart.
fn of_version(action: &str, version: Option<&str>) -> Result<Service, AwsError> {
    match version {
        Some("2011-06-15") => Ok(Service::Sts),
        Some("2015-12-01") => Ok(Service::Elb),
        other => {
            let action: String = action.chars().take(LONGEST_OPERATION).collect();
            let version: String = other
                .unwrap_or("NO_VERSION_SPECIFIED")
                .chars()
                .take(LONGEST_OPERATION)
                .collect();
            Err(unknown(format!(
                "Could not find operation {action} for version {version}"
            )))
        }
    }
}

fn unknown(message: String) -> AwsError {
    AwsError::new("UnknownOperationException", message)
}

/// The access key in `Credential=<key>/<date>/…`.
fn access_key(authorization: &str) -> &str {
    let credential = authorization.split_once("Credential=");
    credential.map_or("", |(_, scope)| scope.split('/').next().unwrap_or_default())
}

/// Region and service in `Credential=<key>/<date>/<region>/<service>/aws4_request`.
fn scope(authorization: &str) -> Option<(&str, &str)> {
    let scope = authorization
        .split_once("Credential=")?
        .1
        .split([',', ' '])
        .next()?;
    let mut parts = scope.rsplit('/');
    if parts.next()? != "aws4_request" {
        return None;
    }
    let (service, region) = (parts.next()?, parts.next()?);
    arn::is_region(region).then_some((region, service))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use axum::http::HeaderMap;

    use super::{Route, Service, scope};

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
        let body = b"Action=GetCallerIdentity&Version=2011-06-15";
        headers.insert("authorization", SIGNED.parse().unwrap());
        assert_eq!(
            Route::find(&headers, body).unwrap_err().code,
            "InvalidSignatureException",
            "signed for another service"
        );
        let signed = SIGNED.replace("/ecs/", "/sts/");
        headers.insert("authorization", signed.parse().unwrap());
        let route = Route::find(&headers, body).unwrap();
        assert_eq!(
            (route.service, route.operation.as_str()),
            (Service::Sts, "GetCallerIdentity")
        );
    }

    #[test]
    fn odd_scopes_are_refused() {
        for odd in [
            "",
            "Credential=",
            "Credential=a/b/c",
            "Credential=k/d/../ecs/aws4_request",
            "Bearer x",
        ] {
            assert_eq!(scope(odd), None, "{odd}");
        }
    }
}
