//! CloudTrail: what is recorded, and how it is looked up.

use aws_sdk_cloudtrail::{
    Client,
    primitives::DateTime,
    types::{Event, LookupAttribute, LookupAttributeKey},
};
use serde_json::{Value, json};
use simulator::{Limits, Options, Scenario};

use crate::server::{START, Server, container};

fn named(name: &str) -> LookupAttribute {
    LookupAttribute::builder()
        .attribute_key(LookupAttributeKey::EventName)
        .attribute_value(name)
        .build()
        .unwrap()
}

async fn events(client: &Client, name: &str) -> Vec<Event> {
    let request = client.lookup_events().lookup_attributes(named(name));
    request.send().await.unwrap().events().to_vec()
}

fn document(event: &Event) -> Value {
    serde_json::from_str(event.cloud_trail_event().unwrap()).unwrap()
}

#[tokio::test]
async fn changes_are_recorded_with_who_made_them_and_without_secrets() {
    let server = Server::start(Scenario::Empty).await;
    let client = Client::new(&server.config("us-east-1"));
    let mut secret = container("nginx:1");
    let pair = aws_sdk_ecs::types::KeyValuePair::builder()
        .name("TOKEN")
        .value("hunter2");
    secret.environment = Some(vec![pair.build()]);
    server.register("web", secret).await;
    server.ecs.list_clusters().send().await.unwrap();
    let missing = server.ecs.update_service().cluster("c").service("web");
    missing.desired_count(2).send().await.unwrap_err();
    assert_eq!(events(&client, "UpdateService").await.len(), 0, "too early");
    server.step(60).await;

    let failed = events(&client, "UpdateService").await;
    assert_eq!(failed.len(), 1);
    let event = document(&failed[0]);
    assert_eq!(event["errorCode"], "ClusterNotFoundException");
    assert_eq!(
        event["requestParameters"],
        json!({"cluster": "c", "service": "web", "desiredCount": 2})
    );
    assert_eq!(
        event["userIdentity"]["arn"],
        "arn:aws:iam::123456789012:user/simulator"
    );
    assert!(
        event["userAgent"]
            .as_str()
            .unwrap()
            .contains("aws-sdk-rust")
    );
    assert_eq!(failed[0].username(), Some("simulator"));
    assert_eq!(event["eventID"].as_str(), failed[0].event_id());
    let registered = events(&client, "RegisterTaskDefinition").await;
    let text = registered[0].cloud_trail_event().unwrap();
    assert!(text.contains("HIDDEN_DUE_TO_SECURITY_REASONS") && !text.contains("hunter2"));
    assert_eq!(events(&client, "ListClusters").await.len(), 0, "reads");
}

#[tokio::test]
async fn events_are_looked_up_by_time_newest_first_and_in_pages() {
    let server = Server::start(Scenario::Empty).await;
    let client = Client::new(&server.config("us-east-1"));
    for number in 0..5 {
        let create = server.ecs.create_cluster();
        let create = create.cluster_name(format!("c{number}"));
        create.send().await.unwrap();
        server.step(10).await;
    }
    server.step(120).await;
    let (mut names, mut token) = (Vec::new(), None);
    loop {
        let request = client.lookup_events().max_results(2);
        let page = request.set_next_token(token).send().await.unwrap();
        names.extend(page.events().iter().map(|event| {
            let name = document(event)["requestParameters"]["clusterName"].clone();
            name.as_str().unwrap().to_owned()
        }));
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(names, ["c4", "c3", "c2", "c1", "c0"]);
    let start = i64::try_from(START).unwrap();
    let within = client
        .lookup_events()
        .start_time(DateTime::from_secs(start + 8))
        .end_time(DateTime::from_secs(start + 22));
    let found = within.send().await.unwrap();
    assert_eq!(found.events().len(), 2);
}

#[tokio::test]
async fn lookups_have_a_rate_of_two_a_second() {
    let server = Server::with(Options {
        limits: Limits::Aws,
        ..Options::default()
    })
    .await;
    let client = Client::new(&server.config("us-east-1"));
    for _ in 0..2 {
        client.lookup_events().send().await.unwrap();
    }
    let throttled = client.lookup_events().send().await.unwrap_err();
    let code = throttled.into_service_error();
    assert_eq!(code.meta().code(), Some("ThrottlingException"));
    server.step(1).await;
    client.lookup_events().send().await.unwrap();
}
