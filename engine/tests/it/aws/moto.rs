//! The adapters on moto, whose address `ECSCOPE_TEST_MOTO` holds; nothing without. It must be fresh
//! and must keep tasks where they are (see its state manager), because reading moves them on.

use std::collections::HashMap;

use aws_sdk_ecs::types::{ContainerDefinition, LaunchType, LogConfiguration, LogDriver, Tag};
use engine::aws::Client;
use engine::settings::{CredentialSource, Target};
use model::service::RolloutState;
use model::task::TaskStatus;
use model::{ErrorKind, Timestamp};

use crate::support::REGION;

#[tokio::test]
async fn what_a_client_created_is_read_and_what_is_missing_is_said() {
    let Ok(endpoint) = std::env::var("ECSCOPE_TEST_MOTO") else {
        return;
    };
    let definition = create(&endpoint).await;
    let target = Target {
        name: "moto".to_owned(),
        regions: vec![REGION.to_owned()],
        credentials: CredentialSource::Static {
            access_key: "moto".to_owned(),
            secret_key: "moto".to_owned(),
        },
        endpoint: Some(endpoint),
        protected: false,
    };
    let client = Client::connect(&target, REGION, 0.5).await;

    let clusters = client.clusters().await.unwrap();
    assert_eq!(
        clusters.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["shop"]
    );
    let services = client.list_services("shop").await.unwrap();
    let (web, events) = client
        .describe_services("shop", &services)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (web.name.as_str(), web.desired, events.len()),
        ("web", 2, 0)
    );
    assert_eq!(web.task_definition, definition);
    assert_eq!(
        web.primary().unwrap().rollout_state,
        Some(RolloutState::InProgress)
    );

    let arns = client.list_tasks("shop", false).await.unwrap();
    let tasks = client.describe_tasks("shop", &arns).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].status, TaskStatus::Running);
    assert_eq!(tasks[0].task_definition, definition);

    let document = client.task_definition("web").await.unwrap();
    assert_eq!(document.document["taskDefinitionArn"], definition.as_str());
    assert_eq!(document.tags[0].key, "team");

    let streams = ["a".to_owned(), "missing".to_owned()];
    let (start, end) = (Timestamp(0), Some(Timestamp(i64::MAX / 2)));
    let lines = client
        .log_events("/shop", &streams, start, end, 100)
        .await
        .unwrap();
    assert_eq!(
        lines.iter().map(|l| l.message.as_str()).collect::<Vec<_>>(),
        ["one", "two"]
    );

    for _ in 0..2 {
        let error = client
            .newest_service_deployments("shop", "web")
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
        let revision = "arn:aws:ecs:us-east-1:123456789012:service-revision/shop/web/1".to_owned();
        let error = client.service_revisions(&[revision]).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
    }
    assert_eq!(
        client.cluster("nope").await.unwrap_err().kind,
        ErrorKind::NotFound
    );
    assert_eq!(
        client.service("shop", "nope").await.unwrap_err().kind,
        ErrorKind::NotFound
    );
    assert_eq!(
        client.task_definition("nope:1").await.unwrap_err().kind,
        ErrorKind::NotFound
    );

    client.set_desired_count("shop", "web", 3).await.unwrap();
    assert_eq!(client.service("shop", "web").await.unwrap().desired, 3);
}

/// Creates a cluster with a service, a task run on its own and log lines; answers the task
/// definition's ARN.
async fn create(endpoint: &str) -> String {
    let credentials = aws_credential_types::Credentials::new("moto", "moto", None, None, "test");
    let config = aws_config::SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .region(aws_config::Region::new(REGION))
        .endpoint_url(endpoint)
        .credentials_provider(
            aws_credential_types::provider::SharedCredentialsProvider::new(credentials),
        )
        .build();
    let ecs = aws_sdk_ecs::Client::new(&config);
    ecs.create_cluster()
        .cluster_name("shop")
        .send()
        .await
        .unwrap();
    let options = HashMap::from([("awslogs-group".to_owned(), "/shop".to_owned())]);
    let log = LogConfiguration::builder()
        .log_driver(LogDriver::Awslogs)
        .set_options(Some(options))
        .build()
        .unwrap();
    let container = ContainerDefinition::builder()
        .name("web")
        .image("web:1")
        .memory(128)
        .log_configuration(log)
        .build();
    let registered = ecs
        .register_task_definition()
        .family("web")
        .container_definitions(container)
        .tags(Tag::builder().key("team").value("shop").build())
        .send()
        .await
        .unwrap();
    let definition = registered
        .task_definition
        .and_then(|d| d.task_definition_arn)
        .unwrap();
    let service = ecs.create_service().cluster("shop").service_name("web");
    service
        .task_definition(&definition)
        .desired_count(2)
        .send()
        .await
        .unwrap();
    ecs.run_task()
        .cluster("shop")
        .launch_type(LaunchType::Fargate)
        .task_definition(&definition)
        .send()
        .await
        .unwrap();

    let logs = aws_sdk_cloudwatchlogs::Client::new(&config);
    logs.create_log_group()
        .log_group_name("/shop")
        .send()
        .await
        .unwrap();
    let stream = logs.create_log_stream().log_group_name("/shop");
    stream.log_stream_name("a").send().await.unwrap();
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let mut put = logs
        .put_log_events()
        .log_group_name("/shop")
        .log_stream_name("a");
    for (line, at) in [("one", now_ms), ("two", now_ms + 1)] {
        let event = aws_sdk_cloudwatchlogs::types::InputLogEvent::builder();
        put = put.log_events(event.timestamp(at).message(line).build().unwrap());
    }
    put.send().await.unwrap();
    definition
}
