//! A simulator on a free port, with SDK clients and its clock paused.

use std::{
    future::pending,
    time::{Duration, UNIX_EPOCH},
};

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_ecs::types::{
    AwsVpcConfiguration, Compatibility, ContainerDefinition, DeploymentCircuitBreaker,
    DeploymentConfiguration, LaunchType, NetworkConfiguration, NetworkMode, Service,
};
use serde_json::{Value, json};
use simulator::{Options, Scenario, Simulator, serve};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::known::KnownValues;

/// The simulated time at which tests start, in seconds since the epoch.
pub(crate) const START: u64 = 1_790_000_000;

/// A running simulator; it ends when this is dropped.
pub(crate) struct Server {
    pub(crate) endpoint: String,
    pub(crate) ecs: aws_sdk_ecs::Client,
    pub(crate) http: reqwest::Client,
    served: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Starts a scenario and pauses its clock.
    pub(crate) async fn start(scenario: Scenario) -> Self {
        Self::with(Options {
            scenario,
            ..Options::default()
        })
        .await
    }

    /// Starts with options; the time of the start is always the same.
    pub(crate) async fn with(options: Options) -> Self {
        let simulator = Simulator::new(at_start(options));
        let server = Self::serving(simulator, pending()).await;
        server.control("clock", json!({ "paused": true })).await;
        server
    }

    /// Serves a simulator until `shutdown`.
    pub(crate) async fn serving(
        simulator: Simulator,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let served = tokio::spawn(serve(listener, simulator, shutdown));
        let config = aws_sdk_ecs::config::Builder::from(&config(&endpoint, "us-east-1"));
        let ecs = aws_sdk_ecs::Client::from_conf(config.interceptor(KnownValues).build());
        let http = reqwest::Client::new();
        Self {
            endpoint,
            ecs,
            http,
            served,
        }
    }

    /// Waits until the simulator has ended by its shutdown.
    pub(crate) async fn ended(mut self) {
        (&mut self.served).await.unwrap().unwrap();
    }

    /// A client for ECR.
    pub(crate) fn ecr(&self) -> aws_sdk_ecr::Client {
        let config = aws_sdk_ecr::config::Builder::from(&self.config("us-east-1"));
        aws_sdk_ecr::Client::from_conf(config.interceptor(KnownValues).build())
    }

    /// SDK configuration for this simulator.
    pub(crate) fn config(&self, region: &str) -> SdkConfig {
        config(&self.endpoint, region)
    }

    /// Posts to the control API.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        let post = self.http.post(format!("{}/_ecscope/{path}", self.endpoint));
        let answer = post.json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    /// Calls an operation and gives its answer as it was sent.
    pub(crate) async fn call(&self, service: &str, target: &str, input: Value) -> Value {
        let answer = self.send(service, target, input.to_string()).await;
        assert!(answer.status().is_success(), "{target}: {answer:?}");
        answer.json().await.unwrap()
    }

    /// Sends a body to an operation as a client of a service would.
    pub(crate) async fn send(
        &self,
        service: &str,
        target: &str,
        body: impl Into<reqwest::Body>,
    ) -> reqwest::Response {
        let scope = format!("Credential=a/20260101/us-east-1/{service}/aws4_request");
        let post = self
            .http
            .post(&self.endpoint)
            .header("x-amz-target", target)
            .header(
                "authorization",
                format!("AWS4-HMAC-SHA256 {scope}, Signature=0"),
            );
        post.body(body).send().await.unwrap()
    }

    /// Lets simulated time pass.
    pub(crate) async fn step(&self, seconds: u64) {
        let body = json!({ "step_ms": seconds * 1_000 });
        self.control("clock", body).await;
    }

    /// Registers a task definition for Fargate with one container.
    pub(crate) async fn register(&self, family: &str, container: ContainerDefinition) -> String {
        let register = self
            .ecs
            .register_task_definition()
            .family(family)
            .network_mode(NetworkMode::Awsvpc)
            .requires_compatibilities(Compatibility::Fargate)
            .cpu("256")
            .memory("512")
            .container_definitions(container);
        let answer = register.send().await.unwrap();
        let definition = answer.task_definition().unwrap();
        definition.task_definition_arn().unwrap().to_owned()
    }

    /// Creates the cluster `c` and in it a service `web` of a healthy definition, and waits until
    /// it is steady.
    pub(crate) async fn steady_service(&self, desired: i32, minimum: i32, maximum: i32) -> Service {
        let create = self.ecs.create_cluster().cluster_name("c");
        create.send().await.unwrap();
        self.register("web", container("nginx:1")).await;
        let breaker = DeploymentCircuitBreaker::builder()
            .enable(true)
            .rollback(true)
            .build();
        let configuration = DeploymentConfiguration::builder()
            .minimum_healthy_percent(minimum)
            .maximum_percent(maximum)
            .deployment_circuit_breaker(breaker)
            .build();
        let create = self
            .ecs
            .create_service()
            .cluster("c")
            .service_name("web")
            .task_definition("web")
            .desired_count(desired)
            .launch_type(LaunchType::Fargate)
            .network_configuration(network())
            .deployment_configuration(configuration);
        create.send().await.unwrap();
        self.step(120).await;
        let service = self.service("web").await;
        assert!(is_stable(&service), "{service:?}");
        service
    }

    /// The service of the cluster `c`.
    pub(crate) async fn service(&self, name: &str) -> Service {
        let describe = self.ecs.describe_services().cluster("c").services(name);
        let answer = describe.send().await.unwrap();
        answer.services().first().unwrap().clone()
    }

    /// Messages of the service's events, newest first.
    pub(crate) async fn messages(&self, name: &str) -> Vec<String> {
        let service = self.service(name).await;
        let messages = service.events().iter().map(|event| event.message());
        messages.map(|text| text.unwrap().to_owned()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.served.abort();
    }
}

/// Options whose simulated time starts at [`START`].
pub(crate) fn at_start(options: Options) -> Options {
    Options {
        start: Some(UNIX_EPOCH + Duration::from_secs(START)),
        ..options
    }
}

fn config(endpoint: &str, region: &str) -> SdkConfig {
    let credentials = SharedCredentialsProvider::new(Credentials::new(
        "simulator",
        "simulator",
        None,
        None,
        "test",
    ));
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .endpoint_url(endpoint)
        .retry_config(RetryConfig::disabled())
        .credentials_provider(credentials)
        .build()
}

/// A container with an image.
pub(crate) fn container(image: &str) -> ContainerDefinition {
    ContainerDefinition::builder()
        .name("web")
        .image(image)
        .build()
}

/// A network configuration with one subnet.
pub(crate) fn network() -> NetworkConfiguration {
    let configuration = AwsVpcConfiguration::builder().subnets("subnet-1").build();
    NetworkConfiguration::builder()
        .awsvpc_configuration(configuration.unwrap())
        .build()
}

/// What the SDK's waiter calls stable.
pub(crate) fn is_stable(service: &Service) -> bool {
    service.deployments().len() == 1 && service.running_count() == service.desired_count()
}
