//! What is read off every exchange with AWS besides its answer.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_smithy_types::date_time::Format;
use model::Timestamp;

use super::clock::TargetClock;

/// Domains under which AWS's own endpoints are, private ones included.
const AWS_DOMAINS: [&str; 9] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".api.aws",
    ".api.amazonwebservices.com.cn",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".csp.hci.ic.gov",
    ".cloud.adc-e.uk",
];

/// Where the calls of one service go. Known from the first call on, because only the SDK knows how
/// profile files, environment and region make an endpoint.
#[derive(Debug, Default)]
pub(super) struct Endpoint {
    authority: OnceLock<String>,
}

impl Endpoint {
    /// Host and port, `None` before the first call.
    pub(super) fn authority(&self) -> Option<&str> {
        self.authority.get().map(String::as_str)
    }

    /// Whether the endpoint is somebody else's than AWS: an emulator.
    pub(super) fn is_emulator(&self) -> bool {
        self.authority().is_some_and(|authority| !is_aws(authority))
    }
}

fn is_aws(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let host = host.to_ascii_lowercase();
    AWS_DOMAINS.iter().any(|domain| host.ends_with(domain))
}

/// Notes where requests go, and the time that answers carry.
#[derive(Debug)]
pub(super) struct Observer {
    endpoint: Arc<Endpoint>,
    clock: Arc<TargetClock>,
}

impl std::fmt::Debug for TargetClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TargetClock").finish_non_exhaustive()
    }
}

impl Observer {
    pub(super) fn new(endpoint: &Arc<Endpoint>, clock: &Arc<TargetClock>) -> Self {
        Self {
            endpoint: Arc::clone(endpoint),
            clock: Arc::clone(clock),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Sent(Instant);

impl Storable for Sent {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Observer {
    fn name(&self) -> &'static str {
        "Observer"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        bag.interceptor_state().store_put(Sent(Instant::now()));
        self.endpoint
            .authority
            .get_or_init(|| authority(context.request().uri()));
        Ok(())
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date").and_then(http_date);
        if let (Some(date), Some(Sent(sent))) = (date, bag.load::<Sent>()) {
            self.clock.observe(date, *sent);
        }
        Ok(())
    }
}

fn authority(uri: &str) -> String {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default().to_owned()
}

fn http_date(text: &str) -> Option<Timestamp> {
    let date = DateTime::from_str(text, Format::HttpDate).ok()?;
    date.to_millis().ok().map(Timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_of_aws_and_of_others() {
        for (uri, aws) in [
            ("https://ecs.us-east-1.amazonaws.com/", true),
            ("https://ecs.cn-north-1.amazonaws.com.cn", true),
            (
                "https://vpce-1.ecs.eu-west-1.vpce.amazonaws.com:443/?x",
                true,
            ),
            ("https://ecs.us-east-1.api.aws", true),
            ("http://127.0.0.1:4566", false),
            ("http://localhost", false),
            ("https://amazonaws.com.evil.example/", false),
            ("http://[::1]:4566/", false),
        ] {
            assert_eq!(is_aws(&authority(uri)), aws, "{uri}");
        }
    }

    #[test]
    fn dates_of_answers() {
        let date = http_date("Sun, 22 Nov 2026 22:03:21 GMT");
        assert_eq!(date, Some(Timestamp(1_795_385_001_000)));
        assert_eq!(http_date("yesterday"), None);
    }
}
