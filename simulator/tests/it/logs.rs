//! CloudWatch Logs: lines of containers and stored events.

use std::collections::BTreeSet;

use aws_sdk_cloudwatchlogs::{
    Client,
    error::ProvideErrorMetadata,
    types::{FilteredLogEvent, InputLogEvent},
};
use simulator::Scenario;

use crate::server::{START, Server};

const GROUP: &str = "/ecs/todo/todo-app";

async fn todo() -> (Server, Client) {
    let server = Server::start(Scenario::Todo).await;
    let logs = Client::new(&server.config("us-east-1"));
    (server, logs)
}

/// Names of the streams of the tasks of `todo-app` that run.
async fn running_streams(server: &Server) -> Vec<String> {
    let tasks = server
        .ecs
        .list_tasks()
        .cluster("todo")
        .service_name("todo-app")
        .send()
        .await
        .unwrap();
    let id = |arn: &String| arn.rsplit('/').next().unwrap().to_owned();
    tasks
        .task_arns()
        .iter()
        .map(|arn| format!("ecs/todo-app/{}", id(arn)))
        .collect()
}

#[tokio::test]
async fn following_a_stream_loses_and_repeats_nothing() {
    let (server, logs) = todo().await;
    let stream = running_streams(&server).await.remove(0);
    let mut token = None;
    let mut followed = Vec::new();
    let begin = START as i64 * 1_000;
    for round in 0..120 {
        let get = logs
            .get_log_events()
            .log_group_name(GROUP)
            .log_stream_name(&stream)
            .start_time(begin)
            .start_from_head(true);
        let page = get
            .set_next_token(token.clone())
            .limit(10)
            .send()
            .await
            .unwrap();
        followed.extend(
            page.events()
                .iter()
                .map(|event| (event.timestamp(), event.message().map(str::to_owned))),
        );
        token = page.next_forward_token().map(str::to_owned);
        server
            .control("clock", serde_json::json!({ "step_ms": 130 * (round % 7) }))
            .await;
    }
    let end = followed.last().unwrap().0.unwrap();
    let whole = logs
        .get_log_events()
        .log_group_name(GROUP)
        .log_stream_name(&stream)
        .start_time(begin)
        .end_time(end + 1);
    let whole = whole.start_from_head(true).send().await.unwrap();
    let whole: Vec<_> = whole
        .events()
        .iter()
        .map(|event| (event.timestamp(), event.message().map(str::to_owned)))
        .collect();
    assert!(followed.len() > 20);
    assert_eq!(followed, whole);
}

#[tokio::test]
async fn paging_back_and_forth_gives_the_same_events() {
    let (server, logs) = todo().await;
    let stream = running_streams(&server).await.remove(0);
    let begin = (START as i64 - 600) * 1_000;
    let page = async |token: Option<String>, head: bool| {
        let get = logs
            .get_log_events()
            .log_group_name(GROUP)
            .log_stream_name(&stream)
            .start_time(begin)
            .limit(50);
        get.start_from_head(head)
            .set_next_token(token)
            .send()
            .await
            .unwrap()
    };
    let (mut forward, mut token) = (Vec::new(), None);
    loop {
        let answer = page(token.clone(), true).await;
        let next = answer.next_forward_token().map(str::to_owned);
        forward.extend(
            answer
                .events()
                .iter()
                .map(|event| event.message().unwrap().to_owned()),
        );
        if next == token {
            break;
        }
        token = next;
    }
    let (mut backward, mut token) = (Vec::new(), None);
    loop {
        let answer = page(token.clone(), false).await;
        let next = answer.next_backward_token().map(str::to_owned);
        backward.extend(
            answer
                .events()
                .iter()
                .rev()
                .map(|event| event.message().unwrap().to_owned()),
        );
        if next == token {
            break;
        }
        token = next;
    }
    backward.reverse();
    assert!(forward.len() > 300);
    assert_eq!(forward, backward);
}

#[tokio::test]
async fn filtering_pages_through_all_streams_in_order() {
    let (_server, logs) = todo().await;
    let begin = (START as i64 - 120) * 1_000;
    let filter = || {
        logs.filter_log_events()
            .log_group_name(GROUP)
            .start_time(begin)
            .log_stream_name_prefix("ecs/todo-app/")
    };
    let whole = filter().send().await.unwrap();
    let mut pages = filter().limit(7).into_paginator().send();
    let mut events = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert!(page.events().len() <= 7);
        events.extend(page.events().to_vec());
    }
    assert_eq!(events, whole.events());
    assert!(events.iter().is_sorted_by_key(FilteredLogEvent::timestamp));
    let ids: BTreeSet<_> = events
        .iter()
        .map(|event| event.event_id().unwrap())
        .collect();
    assert_eq!(ids.len(), events.len());
    let streams: BTreeSet<_> = events
        .iter()
        .map(|event| event.log_stream_name().unwrap())
        .collect();
    assert_eq!(streams.len(), 6);
    let errors = filter()
        .filter_pattern("ERROR -upstream")
        .send()
        .await
        .unwrap();
    assert!(errors.events().iter().all(|event| {
        let message = event.message().unwrap();
        message.contains("ERROR") && !message.contains("upstream")
    }));
    let ingested_later = events
        .iter()
        .all(|event| event.ingestion_time() > event.timestamp());
    assert!(ingested_later);
}

#[tokio::test]
async fn lines_arrive_late_but_soon() {
    let (server, logs) = todo().await;
    let begin = START as i64 * 1_000;
    let mut seen = BTreeSet::new();
    let mut late = 0;
    for _ in 0..100 {
        server
            .control("clock", serde_json::json!({ "step_ms": 100 }))
            .await;
        let page = logs
            .filter_log_events()
            .log_group_name(GROUP)
            .start_time(begin)
            .send()
            .await
            .unwrap();
        let newest = seen.last().map_or(0, |(at, _)| *at);
        for event in page.events() {
            let key = (
                event.timestamp().unwrap(),
                event.event_id().unwrap().to_owned(),
            );
            late += usize::from(key.0 < newest && !seen.contains(&key));
            seen.insert(key);
        }
    }
    assert!(
        late > 0,
        "some lines become readable after younger ones of other streams"
    );
}

#[tokio::test]
async fn a_killed_container_says_why_before_it_dies() {
    let (_server, logs) = todo().await;
    let group = "/ecs/todo/db-proxy";
    let filter = logs
        .filter_log_events()
        .log_group_name(group)
        .start_time((START as i64 - 3_600) * 1_000);
    let fatal = filter
        .filter_pattern("\"FATAL out of memory\"")
        .send()
        .await
        .unwrap();
    assert!(fatal.events().len() > 10, "{}", fatal.events().len());
    let last = fatal.events().last().unwrap();
    let stream = last.log_stream_name().unwrap();
    let tail = logs
        .get_log_events()
        .log_group_name(group)
        .log_stream_name(stream)
        .limit(1)
        .send()
        .await
        .unwrap();
    assert_eq!(
        tail.events()[0].message(),
        last.message(),
        "nothing is written after it"
    );
}

#[tokio::test]
async fn stored_events_are_found_again() {
    let server = Server::start(Scenario::Empty).await;
    let logs = Client::new(&server.config("us-east-1"));
    logs.create_log_group()
        .log_group_name("/app")
        .send()
        .await
        .unwrap();
    logs.create_log_stream()
        .log_group_name("/app")
        .log_stream_name("one")
        .send()
        .await
        .unwrap();
    let event = |second: i64, message: &str| {
        InputLogEvent::builder()
            .timestamp((START as i64 + second) * 1_000)
            .message(message)
            .build()
            .unwrap()
    };
    let put = || {
        logs.put_log_events()
            .log_group_name("/app")
            .log_stream_name("one")
    };
    put()
        .log_events(event(-5, "a"))
        .log_events(event(-3, "<b>"))
        .send()
        .await
        .unwrap();
    put().log_events(event(-4, "late")).send().await.unwrap();
    let found = logs
        .filter_log_events()
        .log_group_name("/app")
        .send()
        .await
        .unwrap();
    let messages: Vec<_> = found
        .events()
        .iter()
        .map(|event| event.message().unwrap())
        .collect();
    assert_eq!(messages, ["a", "late", "<b>"]);
    let disorder = put()
        .log_events(event(-1, "b"))
        .log_events(event(-2, "a"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(disorder.code(), Some("InvalidParameterException"));
    let missing = logs
        .get_log_events()
        .log_group_name("/app")
        .log_stream_name("two")
        .send()
        .await
        .unwrap_err();
    assert!(
        missing
            .into_service_error()
            .is_resource_not_found_exception()
    );
}
