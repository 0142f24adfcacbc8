//! Requests that no client should send: the answer is always an error in AWS's shape, or an answer.

mod control;
mod query;

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use reqwest::{StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};
use simulator::Scenario;
use tokio::runtime::Runtime;

use crate::server::Server;

/// Services as signatures name them, with the prefix of their targets.
const SERVICES: [(&str, &str); 5] = [
    ("ecs", "AmazonEC2ContainerServiceV20141113"),
    ("ecr", "AmazonEC2ContainerRegistry_V20150921"),
    ("logs", "Logs_20140328"),
    ("application-autoscaling", "AnyScaleFrontendService"),
    ("cloudtrail", "CloudTrail_20131101"),
];

const OPERATIONS: [&str; 48] = [
    "LookupEvents",
    "RegisterScalableTarget",
    "DeregisterScalableTarget",
    "DescribeScalableTargets",
    "ListClusters",
    "DescribeClusters",
    "CreateCluster",
    "UpdateCluster",
    "DeleteCluster",
    "ListServices",
    "ListServicesByNamespace",
    "DescribeServices",
    "CreateService",
    "UpdateService",
    "DeleteService",
    "ListServiceDeployments",
    "DescribeServiceDeployments",
    "StopServiceDeployment",
    "DescribeServiceRevisions",
    "ListTasks",
    "DescribeTasks",
    "RunTask",
    "StopTask",
    "ListTaskDefinitions",
    "DescribeTaskDefinition",
    "RegisterTaskDefinition",
    "DeregisterTaskDefinition",
    "DeleteTaskDefinitions",
    "ListContainerInstances",
    "DescribeContainerInstances",
    "DescribeCapacityProviders",
    "ListTagsForResource",
    "TagResource",
    "UntagResource",
    "CreateRepository",
    "DescribeRepositories",
    "PutImage",
    "DescribeImages",
    "ListImages",
    "BatchGetImage",
    "CreateLogGroup",
    "DescribeLogGroups",
    "CreateLogStream",
    "DescribeLogStreams",
    "PutLogEvents",
    "GetLogEvents",
    "FilterLogEvents",
    "InventedOperation",
];

const MEMBERS: [&str; 52] = [
    "cluster",
    "clusters",
    "clusterName",
    "service",
    "services",
    "serviceName",
    "task",
    "tasks",
    "taskDefinition",
    "taskDefinitions",
    "family",
    "familyPrefix",
    "containerDefinitions",
    "name",
    "image",
    "cpu",
    "memory",
    "essential",
    "desiredCount",
    "count",
    "launchType",
    "networkConfiguration",
    "awsvpcConfiguration",
    "subnets",
    "deploymentConfiguration",
    "maximumPercent",
    "minimumHealthyPercent",
    "capacityProviderStrategy",
    "maxResults",
    "nextToken",
    "include",
    "resourceArn",
    "tags",
    "key",
    "value",
    "repositoryName",
    "logGroupName",
    "logStreamName",
    "startTime",
    "limit",
    "ServiceNamespace",
    "ScalableDimension",
    "ResourceId",
    "ResourceIds",
    "MinCapacity",
    "MaxCapacity",
    "LookupAttributes",
    "AttributeKey",
    "AttributeValue",
    "StartTime",
    "MaxResults",
    "NextToken",
];

const TEXTS: [&str; 19] = [
    "",
    "todo",
    "admin",
    "todo-app:132",
    "ecs",
    "ecs:service:DesiredCount",
    "EventName",
    "UpdateService",
    "service/todo/admin",
    "FARGATE",
    "TAGS",
    "/ecs/todo/admin",
    "arn:aws:ecs:us-east-1:123456789012:service/todo/admin",
    "arn:aws:ecs:us-east-1:123456789012:task/todo/",
    "arn:aws:ecs:::",
    "arn:",
    "{ $.level = \"ERROR\" }",
    "\u{0}",
    "é😀",
];

/// One request.
#[derive(Debug, Clone)]
struct Odd {
    target: Option<String>,
    scope: String,
    body: Vec<u8>,
}

/// Any JSON, made of words that the operations know.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-2_i64..200).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(&TEXTS[..]).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map(select(&MEMBERS[..]), inner, 0..6).prop_map(|members| json!(members)),
        ]
    })
}

fn members() -> impl Strategy<Value = Value> {
    btree_map(select(&MEMBERS[..]), value(), 0..8).prop_map(|members| json!(members))
}

/// Bodies: right JSON with odd members, cut JSON, deep JSON, and bytes.
fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => members().prop_map(|value| value.to_string().into_bytes()),
        2 => (members(), any::<prop::sample::Index>()).prop_map(|(value, at)| {
            let mut text = value.to_string().into_bytes();
            text.truncate(at.index(text.len().max(1)));
            text
        }),
        1 => (select(&["[", "{\"tags\":", "{\"overrides\":["][..]), 1_usize..20_000)
            .prop_map(|(open, depth)| open.repeat(depth).into_bytes()),
        1 => vec(any::<u8>(), 0..200),
        1 => value().prop_map(|value| value.to_string().into_bytes()),
    ]
}

fn request() -> impl Strategy<Value = Odd> {
    let target = prop_oneof![
        12 => (select(&SERVICES[..]), select(&OPERATIONS[..]))
            .prop_map(|((_, prefix), operation)| Some(format!("{prefix}.{operation}"))),
        1 => "[ -~]{0,40}".prop_map(Some),
        1 => Just(None),
    ];
    let scope = prop_oneof![
        12 => Just(None),
        1 => "[ -~]{0,60}".prop_map(Some),
        1 => Just(Some("Credential=a/20260101/us-east-1/s3/aws4_request".to_owned())),
    ];
    (target, scope, body()).prop_map(|(target, scope, body)| {
        let prefix = target
            .as_deref()
            .and_then(|target| target.split('.').next());
        let service = SERVICES.iter().find(|(_, known)| Some(*known) == prefix);
        let service = service.map_or("ecs", |(service, _)| service);
        let right = format!("Credential=a/20260101/us-east-1/{service}/aws4_request");
        Odd {
            scope: scope.unwrap_or(right),
            target,
            body,
        }
    })
}

/// Sends a request; what the answer's status and error code are.
async fn send(server: &Server, odd: Odd) -> Result<(StatusCode, String), String> {
    let mut post = server
        .http
        .post(&server.endpoint)
        .header("authorization", odd.scope)
        .body(odd.body);
    if let Some(target) = odd.target {
        post = post.header("x-amz-target", target);
    }
    let answer = post.send().await.map_err(|error| error.to_string())?;
    let status = answer.status();
    let content_type = answer.headers().get(CONTENT_TYPE).cloned();
    if content_type.is_none_or(|kind| kind != "application/x-amz-json-1.1") {
        return Err(format!("{status} is not JSON"));
    }
    if !answer.headers().contains_key("x-amzn-requestid") {
        return Err("no request id".to_owned());
    }
    let body: Value = answer.json().await.map_err(|error| error.to_string())?;
    let code = body["__type"].as_str().unwrap_or_default().to_owned();
    Ok((status, code))
}

#[test]
fn odd_requests_get_an_answer_or_an_error_in_aws_shape() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(Scenario::Todo));
    let mut runner = TestRunner::new(Config {
        cases: 600,
        failure_persistence: None,
        ..Config::default()
    });
    let result = runner.run(&request(), |odd| {
        let (status, code) = runtime
            .block_on(send(&server, odd))
            .map_err(TestCaseError::fail)?;
        match status.as_u16() {
            200 => prop_assert!(code.is_empty(), "200 with {}", code),
            400 => prop_assert!(code.ends_with("Exception"), "400 with {:?}", code),
            other => prop_assert!(false, "{} {}", other, code),
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // What the odd requests have left behind has a future.
    runtime.block_on(async {
        server.step(3_600).await;
        assert!(server.ecs.list_clusters().send().await.is_ok());
    });
}

#[tokio::test]
async fn what_is_too_large_or_too_many_is_refused() {
    let server = Server::start(Scenario::Empty).await;
    let target = |operation: &str| Some(format!("{}.{operation}", SERVICES[0].1));
    let scope = |region: &str| format!("Credential=a/20260101/{region}/ecs/aws4_request");
    let huge = Odd {
        target: target("ListClusters"),
        scope: scope("us-east-1"),
        body: vec![b' '; (4 << 20) + 1],
    };
    let (status, code) = send(&server, huge).await.unwrap();
    assert_eq!(
        (status.as_u16(), code.as_str()),
        (413, "RequestEntityTooLargeException")
    );
    let mut codes = Vec::new();
    for region in 0..70 {
        let odd = Odd {
            target: target("ListClusters"),
            scope: scope(&format!("xx-test-{region}")),
            body: Vec::new(),
        };
        codes.push(send(&server, odd).await.unwrap().1);
    }
    assert_eq!(codes[10], "");
    assert_eq!(codes[69], "UnrecognizedClientException");
    for operation in ["", "List Clusters", &"A".repeat(97)] {
        let odd = Odd {
            target: target(operation),
            scope: scope("us-east-1"),
            body: Vec::new(),
        };
        let (_, code) = send(&server, odd).await.unwrap();
        assert_eq!(code, "UnknownOperationException", "{operation}");
    }
    let get = server.http.get(&server.endpoint).send().await.unwrap();
    let error: Value = get.json().await.unwrap();
    assert_eq!(error["__type"], json!("UnknownOperationException"));
}
