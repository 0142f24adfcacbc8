//! Subnets, tags and other things the services share.

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    clock::Millis,
    elb,
    scenario::script::{REGION, Script},
};

/// The network configuration of every service and task.
pub(super) fn configuration() -> Value {
    json!({ "awsvpcConfiguration": {
        "subnets": ["subnet-0a1f4b2c9d3e5f607", "subnet-0b2e5c3d8f4a6b718", "subnet-0c3d6e4f7a5b8c929"],
        "securityGroups": ["sg-0d4c7f5e6b9a3c81f"],
        "assignPublicIp": "DISABLED",
    } })
}

/// Makes the load balancer in front of the gateway.
pub(super) fn load_balancer(script: &mut Script, before: Millis) {
    let arn = elb::load_balancer_arn(REGION, "app", "todo");
    let subnets = configuration()["awsvpcConfiguration"]["subnets"].clone();
    script.elb(
        before,
        "CreateLoadBalancer",
        json!({
            "Name": "todo", "Subnets": subnets, "SecurityGroups": ["sg-0d4c7f5e6b9a3c81f"],
        }),
    );
    script.elb(before, "CreateTargetGroup", json!({
        "Name": "web-gateway", "Protocol": "HTTP", "Port": 80, "TargetType": "ip",
        "HealthCheckPath": "/health", "HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 5,
    }));
    // Short enough that tasks stop as fast as they do without a load balancer.
    script.elb(
        before,
        "ModifyTargetGroupAttributes",
        json!({
            "TargetGroupArn": target_group(),
            "Attributes": [{ "Key": "deregistration_delay.timeout_seconds", "Value": "1" }],
        }),
    );
    script.elb(
        before,
        "CreateListener",
        json!({
            "LoadBalancerArn": arn, "Port": 80, "Protocol": "HTTP",
            "DefaultActions": [{ "Type": "forward", "TargetGroupArn": target_group() }],
        }),
    );
}

/// Tags of what a team owns.
pub(super) fn tags(team: &str) -> Value {
    json!([
        { "key": "app", "value": "todo" },
        { "key": "team", "value": team },
        { "key": "environment", "value": "demo" },
    ])
}

/// An image in the account's registry.
pub(super) fn image(name_and_tag: &str) -> String {
    format!("{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{name_and_tag}")
}

/// A reference to a secret.
pub(super) fn secret(name: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-AbC4dE")
}

/// A role of the account.
pub(super) fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

/// The target group of the load balancer in front of the gateway.
pub(super) fn target_group() -> String {
    elb::target_group_arn(REGION, "web-gateway")
}
