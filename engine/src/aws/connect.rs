//! Building the SDK's clients for a target and region.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};

use super::clock::TargetClock;
use super::identity::Identities;
use super::observe::{Endpoint, Observer};
use crate::settings::{CredentialSource, Target};

const CONNECT: Duration = Duration::from_secs(3);
/// One attempt, connecting included.
pub(super) const ATTEMPT: Duration = Duration::from_secs(10);
/// Asking for credentials, which is part of an attempt and must end before it, to say what it was
/// that took so long.
const ASSUME: Duration = Duration::from_secs(5);
/// One operation, credentials included.
const OPERATION: Duration = Duration::from_secs(20);

/// The clients of one target and region.
pub(super) struct Services {
    pub(super) ecs: aws_sdk_ecs::Client,
    pub(super) ecs_endpoint: Arc<Endpoint>,
    pub(super) logs: aws_sdk_cloudwatchlogs::Client,
    pub(super) logs_endpoint: Arc<Endpoint>,
    pub(super) ecr: aws_sdk_ecr::Client,
    pub(super) ecr_endpoint: Arc<Endpoint>,
    pub(super) scaling: aws_sdk_applicationautoscaling::Client,
    pub(super) scaling_endpoint: Arc<Endpoint>,
    pub(super) trail: aws_sdk_cloudtrail::Client,
    pub(super) trail_endpoint: Arc<Endpoint>,
    /// Their credentials.
    pub(super) identities: Identities,
}

/// Builds the clients. They share connections and credentials; each notes the time that answers
/// carry and where its calls go.
pub(super) async fn services(target: &Target, region: &str, clock: &Arc<TargetClock>) -> Services {
    let identities = Identities::new();
    let config = config(target, region, &identities).await;
    let connections = shared_connections(target);
    let ecs_endpoint = Arc::new(Endpoint::default());
    let logs_endpoint = Arc::new(Endpoint::default());
    let mut ecs = aws_sdk_ecs::config::Builder::from(&config)
        .http_client(connections.clone())
        .interceptor(Observer::new(&ecs_endpoint, clock));
    let ecr_endpoint = Arc::new(Endpoint::default());
    let mut ecr = aws_sdk_ecr::config::Builder::from(&config)
        .http_client(connections.clone())
        .interceptor(Observer::new(&ecr_endpoint, clock));
    let scaling_endpoint = Arc::new(Endpoint::default());
    let mut scaling = aws_sdk_applicationautoscaling::config::Builder::from(&config)
        .http_client(connections.clone())
        .interceptor(Observer::new(&scaling_endpoint, clock));
    let trail_endpoint = Arc::new(Endpoint::default());
    let mut trail = aws_sdk_cloudtrail::config::Builder::from(&config)
        .http_client(connections.clone())
        .interceptor(Observer::new(&trail_endpoint, clock));
    let mut logs = aws_sdk_cloudwatchlogs::config::Builder::from(&config)
        .http_client(connections)
        .interceptor(Observer::new(&logs_endpoint, clock));
    // Set on the services themselves, because an endpoint of one service in environment or profile
    // would win over a common one.
    if let Some(endpoint) = &target.endpoint {
        ecs = ecs.endpoint_url(endpoint);
        logs = logs.endpoint_url(endpoint);
        ecr = ecr.endpoint_url(endpoint);
        scaling = scaling.endpoint_url(endpoint);
        trail = trail.endpoint_url(endpoint);
    }
    Services {
        ecs: aws_sdk_ecs::Client::from_conf(ecs.build()),
        ecs_endpoint,
        logs: aws_sdk_cloudwatchlogs::Client::from_conf(logs.build()),
        logs_endpoint,
        ecr: aws_sdk_ecr::Client::from_conf(ecr.build()),
        ecr_endpoint,
        scaling: aws_sdk_applicationautoscaling::Client::from_conf(scaling.build()),
        scaling_endpoint,
        trail: aws_sdk_cloudtrail::Client::from_conf(trail.build()),
        trail_endpoint,
        identities,
    }
}

async fn config(target: &Target, region: &str, identities: &Identities) -> SdkConfig {
    let region = Region::new(region.to_owned());
    match &target.credentials {
        CredentialSource::Static {
            access_key,
            secret_key,
        } => sealed(target.endpoint.as_deref(), region, access_key, secret_key),
        CredentialSource::Chain { profile } => {
            chain(
                target.endpoint.as_deref(),
                region,
                profile.as_deref(),
                identities,
            )
            .await
        }
        CredentialSource::Role {
            arn,
            external_id,
            profile,
        } => {
            let base = chain(
                target.endpoint.as_deref(),
                region,
                profile.as_deref(),
                identities,
            )
            .await;
            let asking = base.to_builder().timeout_config(assuming()).build();
            let mut role = AssumeRoleProvider::builder(arn)
                .session_name("ecscope")
                .configure(&asking);
            if let Some(external_id) = external_id {
                role = role.external_id(external_id);
            }
            let provider = SharedCredentialsProvider::new(role.build().await);
            base.to_builder().credentials_provider(provider).build()
        }
    }
}

/// A configuration of the SDK's standard chain: environment, profile files, container, instance.
async fn chain(
    endpoint: Option<&str>,
    region: Region,
    profile: Option<&str>,
    identities: &Identities,
) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region.clone())
        .identity_cache(identities.cache())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts());
    if let Some(profile) = profile {
        // Naming a profile for the loader alone would let keys in the environment win over it.
        let credentials = ProfileFileCredentialsProvider::builder()
            .configure(&ProviderConfig::without_region().with_region(Some(region)))
            .profile_name(profile)
            .build();
        loader = loader
            .profile_name(profile)
            .credentials_provider(credentials);
    }
    if let Some(endpoint) = endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    loader.load().await
}

/// A configuration made from nothing but these arguments: environment, profile files, proxies and
/// instance metadata are never looked at.
fn sealed(endpoint: Option<&str>, region: Region, access_key: &str, secret_key: &str) -> SdkConfig {
    let credentials = Credentials::new(access_key, secret_key, None, None, "settings");
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts());
    config.set_endpoint_url(endpoint.map(str::to_owned));
    config.build()
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}

fn assuming() -> TimeoutConfig {
    timeouts()
        .to_builder()
        .operation_attempt_timeout(ASSUME)
        .operation_timeout(ASSUME)
        .build()
}

/// The connections to AWS of all targets, through the environment's proxy when it names one. Made
/// once: reading the system's certificates takes time and memory.
static CONNECTIONS: LazyLock<SharedHttpClient> =
    LazyLock::new(|| connections(ProxyConfig::from_env(), TlsContext::default()));

/// The connections of sealed targets: never through a proxy.
static SEALED_CONNECTIONS: LazyLock<SharedHttpClient> =
    LazyLock::new(|| connections(ProxyConfig::disabled(), TlsContext::default()));

/// The connections of sealed targets on plain HTTP, which trust no certificate.
static PLAIN_CONNECTIONS: LazyLock<SharedHttpClient> = LazyLock::new(|| {
    let nobody = TlsContext::builder()
        .with_trust_store(TrustStore::empty())
        .build();
    connections(ProxyConfig::disabled(), nobody.unwrap_or_default())
});

fn connections(proxy: ProxyConfig, trust: TlsContext) -> SharedHttpClient {
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(CONNECT)
        .build();
    let connector = Connector::builder()
        .connector_settings(settings)
        .proxy_config(proxy)
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(trust)
        .build();
    let connector = SharedHttpConnector::new(connector);
    http_client_fn(move |_, _| connector.clone())
}

/// The connections that a target's services share.
fn shared_connections(target: &Target) -> SharedHttpClient {
    let plain = target
        .endpoint
        .as_deref()
        .is_some_and(|url| url.starts_with("http:"));
    match (&target.credentials, plain) {
        (CredentialSource::Static { .. }, true) => PLAIN_CONNECTIONS.clone(),
        (CredentialSource::Static { .. }, false) => SEALED_CONNECTIONS.clone(),
        _ => CONNECTIONS.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wait_ends_and_before_the_one_around_it() {
        let (call, credentials) = (timeouts(), assuming());
        assert_eq!(call.connect_timeout(), Some(CONNECT));
        assert_eq!(call.operation_attempt_timeout(), Some(ATTEMPT));
        assert_eq!(call.operation_timeout(), Some(OPERATION));
        assert_eq!(credentials.connect_timeout(), Some(CONNECT));
        assert_eq!(credentials.operation_timeout(), Some(ASSUME));
        // A page is given up by the server after thirty seconds.
        let waits = [CONNECT, ASSUME, ATTEMPT, OPERATION, Duration::from_secs(30)];
        assert!(
            waits.is_sorted_by(|inner, outer| inner < outer),
            "{waits:?}"
        );
    }
}
