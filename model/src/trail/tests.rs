use serde_json::{Value, json};

use super::*;
use crate::service_deployment::DeployedRevision;

const CLI: &str = "aws-cli/2.27.50 md/awscrt#0.26.1 ua/2.1 md/command#ecs.update-service";

/// An UpdateService of `todo/web` with members replaced.
fn event(change: Value) -> Value {
    let mut event = json!({
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "userName": "ann", "arn": "arn:aws:iam::1:user/ann"},
        "eventSource": "ecs.amazonaws.com",
        "eventName": "UpdateService",
        "userAgent": CLI,
        "requestParameters": {"cluster": "todo", "service": "web", "taskDefinition": "web:2"},
        "responseElements": null,
    });
    if let (Some(event), Value::Object(change)) = (event.as_object_mut(), change) {
        event.extend(change);
    }
    event
}

fn parse(event: &Value) -> Option<TrailEvent> {
    TrailEvent::parse(&event.to_string(), Timestamp(0), "todo", "web")
}

fn told(event: &Value) -> Option<(String, Option<String>, Option<String>)> {
    let Started { who, source } = parse(event)?.started;
    match source {
        Source::CloudTrail { role, by } => Some((who, role, by)),
        Source::Here { .. } => None,
    }
}

#[test]
fn identities() {
    let issuer = |role: &str| json!({"sessionIssuer": {"type": "Role", "userName": role}});
    for (identity, who, role) in [
        (
            json!({"type": "IAMUser", "userName": "ann"}),
            Some("ann"),
            None,
        ),
        (
            json!({"type": "Root", "arn": "arn:aws:iam::1:root"}),
            Some("the root user"),
            None,
        ),
        (
            json!({"type": "AssumedRole", "principalId": "AROA1:deploy-7", "sessionContext": issuer("ci")}),
            Some("deploy-7"),
            Some("ci"),
        ),
        (
            json!({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/ci/i-0abc"}),
            Some("i-0abc"),
            None,
        ),
        (
            json!({
                "type": "AssumedRole", "principalId": "AROA1:ada@example.com",
                "sessionContext": issuer("AWSReservedSSO_Ops_Team_3f1c9a7be2d04c58"),
            }),
            Some("ada@example.com"),
            Some("Ops_Team"),
        ),
        (
            json!({"type": "AWSService", "invokedBy": "codedeploy.amazonaws.com"}),
            Some("codedeploy.amazonaws.com"),
            None,
        ),
        (
            json!({"type": "AWSAccount", "accountId": "111122223333"}),
            Some("account 111122223333"),
            None,
        ),
        (
            json!({"type": "WebIdentityUser", "principalId": "accounts.google.com:app:7", "userName": "7"}),
            Some("7"),
            None,
        ),
        (
            json!({"type": "FederatedUser", "principalId": "1:bob"}),
            Some("bob"),
            None,
        ),
        (
            json!({"type": "SomethingNew", "arn": "arn:aws:x::1:thing/eve"}),
            Some("eve"),
            None,
        ),
        // What arranges text is left out, and what is long is cut.
        (
            json!({"type": "IAMUser", "userName": "a\u{202e}\n<b>"}),
            Some("a<b>"),
            None,
        ),
        (json!({"type": "IAMUser"}), None, None),
        (json!({"type": "IAMUser", "userName": "\n"}), None, None),
        (json!({"userName": "ann"}), None, None),
        (json!(null), None, None),
        (json!("ann"), None, None),
        (json!({"type": 7}), None, None),
    ] {
        let found = told(&event(json!({"userIdentity": identity})));
        let found = found.map(|(who, role, _)| (who, role));
        let expected = who.map(|who| (who.to_owned(), role.map(str::to_owned)));
        assert_eq!(found, expected, "{identity}");
    }
    let long = event(json!({"userIdentity": {"type": "IAMUser", "userName": "a".repeat(10_000)}}));
    assert_eq!(told(&long).map(|(who, ..)| who.len()), Some(128));
}

#[test]
fn programs() {
    for (agent, by) in [
        (json!(CLI), Some("aws-cli")),
        (
            json!(
                "APN/1.0 HashiCorp/1.0 Terraform/1.12.2 terraform-provider-aws/6 aws-sdk-go-v2/1.36"
            ),
            Some("Terraform"),
        ),
        (
            json!("Boto3/1.40 md/Botocore#1.40 Botocore/1.40"),
            Some("boto3"),
        ),
        (
            json!("aws-sdk-js/3.9 ua/2.1 amazon-ecs-deploy-task-definition-for-github-actions"),
            Some("GitHub Actions"),
        ),
        (
            json!("Mozilla/5.0 (X11; Linux x86_64)"),
            Some("AWS console"),
        ),
        (
            json!("cloudformation.amazonaws.com"),
            Some("CloudFormation"),
        ),
        (
            json!("ecs.application-autoscaling.amazonaws.com"),
            Some("ecs.application-autoscaling.amazonaws.com"),
        ),
        (json!("deployer/3 (acme)"), Some("deployer")),
        (json!("x".repeat(1_000)), Some(&*"x".repeat(64))),
        (json!("/"), None),
        (json!(""), None),
        (json!(null), None),
        (json!(["aws-cli/"]), None),
    ] {
        let found = told(&event(json!({"userAgent": agent})));
        let found = found.map(|(_, _, by)| by);
        assert_eq!(found, Some(by.map(str::to_owned)), "{agent}");
    }
    let console = event(json!({"sessionCredentialFromConsole": "true"}));
    let by = told(&console).and_then(|(_, _, by)| by);
    assert_eq!(by.as_deref(), Some("AWS console"));
}

#[test]
fn calls_that_start_a_deployment_of_the_service() {
    let arn = "arn:aws:ecs:us-east-1:1:service/todo/web";
    let cluster = "arn:aws:ecs:us-east-1:1:cluster/todo";
    for (change, expected) in [
        (json!({}), true),
        (
            json!({"requestParameters": {"cluster": cluster, "service": arn, "forceNewDeployment": true}}),
            true,
        ),
        (
            json!({"requestParameters": {"cluster": "todo", "service": "web", "desiredCount": 2}}),
            false,
        ),
        (
            json!({"requestParameters": {"cluster": "todo", "service": "web", "taskDefinition": null}}),
            false,
        ),
        (
            json!({"requestParameters": {"cluster": "todo", "service": "web-2", "taskDefinition": "a"}}),
            false,
        ),
        (
            json!({"requestParameters": {"service": "web", "taskDefinition": "a"}}),
            false,
        ),
        (
            json!({"eventName": "CreateService", "requestParameters": {"cluster": "todo", "serviceName": "web"}}),
            true,
        ),
        (
            json!({"eventName": "CreateService", "requestParameters": {"cluster": "todo", "service": "web"}}),
            false,
        ),
        (json!({"eventName": "DeleteService"}), false),
        (json!({"errorCode": "AccessDenied"}), false),
        (json!({"errorMessage": "no"}), false),
        (json!({"eventSource": "s3.amazonaws.com"}), false),
        (json!({"requestParameters": null}), false),
        (json!({"requestParameters": "todo"}), false),
        (
            json!({"requestParameters": {"cluster": ["todo"], "service": {"a": 1}}}),
            false,
        ),
    ] {
        assert_eq!(
            parse(&event(change.clone())).is_some(),
            expected,
            "{change}"
        );
    }
    let default = event(json!({"requestParameters": {"service": "web", "taskDefinition": "a"}}));
    let found = TrailEvent::parse(&default.to_string(), Timestamp(0), "default", "web");
    assert!(found.is_some(), "no cluster is the default one");
    for text in ["", "{", "null", "[]", "7", "\"web\""] {
        assert_eq!(TrailEvent::parse(text, Timestamp(0), "todo", "web"), None);
    }
}

#[test]
fn the_event_next_to_the_deployment_is_its_own() {
    let at = |who: &str, ms: i64| TrailEvent {
        at: Timestamp(ms),
        started: Started {
            who: who.to_owned(),
            source: Source::CloudTrail {
                role: None,
                by: None,
            },
        },
    };
    let events = [
        at("late", 104_000),
        at("near", 98_000),
        at("far", 50_000),
        at("before", 30_000),
    ];
    let deployment = |ms: Option<i64>| ServiceDeployment {
        created_at: ms.map(Timestamp),
        ..ServiceDeployment::default()
    };
    for (created, who) in [
        (Some(100_500), Some("near")),
        (Some(70_000), Some("far")),
        (Some(104_900), Some("late")),
        (Some(20_000), None),
        (Some(i64::MAX), None),
        (None, None),
    ] {
        let found = starter(&deployment(created), &events).map(|started| started.who);
        assert_eq!(found.as_deref(), who, "{created:?}");
    }
    let mut update = deployment(None);
    assert_eq!(starting_call(&update), "CreateService");
    update.sources.push(DeployedRevision {
        arn: "rev".to_owned(),
        requested: 0,
        running: 0,
        pending: 0,
    });
    assert_eq!(starting_call(&update), "UpdateService");
}
