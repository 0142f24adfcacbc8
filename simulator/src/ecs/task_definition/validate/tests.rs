use serde_json::{Value, json};

use super::{checked, fargate::is_fargate_size};
use crate::input::Input;

#[test]
fn fargate_sizes_are_those_of_the_published_table() {
    for (cpu, memory, valid) in [
        (256, 512, true),
        (256, 3_072, false),
        (512, 512, false),
        (512, 1_024, true),
        (1_024, 8_192, true),
        (1_024, 9_216, false),
        (4_096, 30_720, true),
        (8_192, 20_480, true),
        (8_192, 18_432, false),
        (16_384, 122_880, true),
        (300, 512, false),
    ] {
        assert_eq!(is_fargate_size(cpu, memory), valid, "{cpu} {memory}");
    }
}

fn with(change: impl Fn(&mut Value)) -> Input {
    let mut request = json!({
        "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "cpu": ".25 vCPU", "memory": "512", "trustedExecutionConfiguration": { "a": [1] },
        "containerDefinitions": [{ "name": "web", "image": "nginx", "portMappings": [{ "containerPort": 80 }] }],
    });
    change(&mut request);
    Input::from_value(request)
}

/// A definition for EC2, as most of Fargate's rules don't hold there.
fn with_ec2(change: impl Fn(&mut Value)) -> Input {
    with(|request| {
        for name in ["networkMode", "requiresCompatibilities", "cpu", "memory"] {
            request.as_object_mut().unwrap().remove(name);
        }
        request["containerDefinitions"][0]["memory"] = json!(128);
        change(request);
    })
}

#[test]
fn a_document_keeps_its_members_and_gains_defaults() {
    let document = checked(&with(|_| ())).unwrap();
    assert_eq!(document["trustedExecutionConfiguration"]["a"][0], json!(1));
    assert_eq!(document["cpu"], json!("256"));
    let container = &document["containerDefinitions"][0];
    assert_eq!(container["essential"], json!(true));
    assert_eq!(container["portMappings"][0]["hostPort"], json!(80));
    assert_eq!(document["compatibilities"], json!(["EC2", "FARGATE"]));
    let document = checked(&with_ec2(|_| ())).unwrap();
    assert_eq!(document["compatibilities"], json!(["EXTERNAL", "EC2"]));
}

/// A change of a valid definition and a part of what AWS says of it.
type Case = (fn(&mut Value), &'static str);

fn refused(cases: &[Case], input: fn(fn(&mut Value)) -> Input) {
    for (index, (change, expected)) in cases.iter().enumerate() {
        let error = checked(&input(*change)).expect_err(expected);
        assert_eq!(error.code, "ClientException", "case {index}");
        assert!(error.message.contains(expected), "case {index}: {error:?}");
    }
}

#[test]
fn what_fargate_does_not_have_is_refused() {
    let cases: [Case; 13] = [
        (
            |request| request["networkMode"] = json!("bridge"),
            "network mode 'awsvpc'",
        ),
        (
            |request| request["memory"] = json!("700"),
            "No Fargate configuration",
        ),
        (|request| request["cpu"] = json!("lots"), "Invalid 'cpu'"),
        (
            |request| {
                request.as_object_mut().unwrap().remove("cpu");
            },
            "be defined at the task level",
        ),
        (
            |request| request["ephemeralStorage"] = json!({ "sizeInGiB": 19 }),
            "between 20 and 200",
        ),
        (
            |request| request["volumes"] = json!([{ "name": "v", "host": { "sourcePath": "/a" } }]),
            "Fargate does not support",
        ),
        (
            |request| request["placementConstraints"] = json!([{ "type": "memberOf" }]),
            "Placement constraints",
        ),
        (|request| request["pidMode"] = json!("host"), "pidMode"),
        (
            |request| request["containerDefinitions"][0]["privileged"] = json!(true),
            "'privileged'",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["logConfiguration"] =
                    json!({ "logDriver": "json-file" });
            },
            "log drivers",
        ),
        (
            |request| request["containerDefinitions"][0]["stopTimeout"] = json!(121),
            "stopTimeout",
        ),
        (
            |request| request["containerDefinitions"][0]["hostname"] = json!("a"),
            "hostname is not supported",
        ),
        (
            |request| request["containerDefinitions"][0]["portMappings"][0]["hostPort"] = json!(81),
            "must match",
        ),
    ];
    refused(&cases, |change| with(change));
}

#[test]
fn what_aws_refuses_is_refused() {
    let cases: [Case; 25] = [
        (|request| request["family"] = json!("a b"), "Family"),
        (
            |request| request["containerDefinitions"] = json!([]),
            "Container list",
        ),
        (
            |request| request["containerDefinitions"][0]["name"] = json!(""),
            "Container.name",
        ),
        (
            |request| request["containerDefinitions"][0]["name"] = json!("a b"),
            "Container.name",
        ),
        (
            |request| request["containerDefinitions"][0]["image"] = json!(""),
            "Container.image",
        ),
        (
            |request| request["containerDefinitions"][0]["essential"] = json!(false),
            "essential",
        ),
        (
            |request| {
                let container = request["containerDefinitions"][0].clone();
                request["containerDefinitions"]
                    .as_array_mut()
                    .unwrap()
                    .push(container);
            },
            "Duplicate container name",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["dependsOn"] =
                    json!([{ "containerName": "db", "condition": "START" }]);
            },
            "does not exist",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["dependsOn"] =
                    json!([{ "containerName": "web", "condition": "START" }]);
            },
            "cycle",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["dependsOn"] =
                    json!([{ "containerName": "web", "condition": "HEALTHY" }]);
            },
            "health check",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["dependsOn"] =
                    json!([{ "containerName": "web", "condition": "SUCCESS" }]);
            },
            "is essential",
        ),
        (
            |request| request["containerDefinitions"][0]["links"] = json!(["db:db"]),
            "Invalid link",
        ),
        (
            |request| request["containerDefinitions"][0]["memory"] = Value::Null,
            "At least one of 'memory'",
        ),
        (
            |request| request["containerDefinitions"][0]["memoryReservation"] = json!(256),
            "greater than or equal",
        ),
        (
            |request| request["containerDefinitions"][0]["memory"] = json!(1),
            "at least 4 MiB",
        ),
        (
            |request| request["memory"] = json!("64"),
            "lower than or equal",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["mountPoints"] =
                    json!([{ "sourceVolume": "data", "containerPath": "/d" }]);
            },
            "Unknown volume 'data'",
        ),
        (
            |request| request["volumes"] = json!([{ "name": "a" }, { "name": "a" }]),
            "Duplicate volume",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["secrets"] =
                    json!([{ "name": "A", "valueFrom": "b" }]);
            },
            "executionRoleArn",
        ),
        (
            |request| {
                request["executionRoleArn"] = json!("r");
                request["containerDefinitions"][0]["environment"] =
                    json!([{ "name": "A", "value": "b" }]);
                request["containerDefinitions"][0]["secrets"] =
                    json!([{ "name": "A", "valueFrom": "b" }]);
            },
            "secret name must be unique",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["portMappings"] = json!([{ "hostPort": 1 }]);
            },
            "containerPort",
        ),
        (
            |request| request["containerDefinitions"][0]["portMappings"] = json!([{ "containerPort": 1, "hostPort": 8 }, { "containerPort": 2, "hostPort": 8 }]),
            "more than once",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["logConfiguration"] =
                    json!({ "logDriver": "awslogs", "options": {} });
            },
            "awslogs requires options",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["logConfiguration"] =
                    json!({ "logDriver": "awsfirelens" });
            },
            "firelensConfiguration",
        ),
        (
            |request| {
                request["containerDefinitions"][0]["healthCheck"] =
                    json!({ "command": ["CMD", "a"], "interval": 1 });
            },
            "interval",
        ),
    ];
    refused(&cases, |change| with_ec2(change));
    let long = with_ec2(|request| {
        request["containerDefinitions"][0]["environment"] =
            json!([{ "name": "A", "value": "x".repeat(70_000) }]);
    });
    let error = checked(&long).unwrap_err();
    assert!(error.message.contains("Max allowed length"), "{error:?}");
}
