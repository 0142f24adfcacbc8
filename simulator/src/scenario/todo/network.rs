//! Subnets, tags and other things the services share.

use serde_json::{Value, json};

use crate::{arn::ACCOUNT, scenario::script::REGION};

/// The network configuration of every service and task.
pub(super) fn configuration() -> Value {
    json!({ "awsvpcConfiguration": {
        "subnets": ["subnet-0a1f4b2c9d3e5f607", "subnet-0b2e5c3d8f4a6b718", "subnet-0c3d6e4f7a5b8c929"],
        "securityGroups": ["sg-0d4c7f5e6b9a3c81f"],
        "assignPublicIp": "DISABLED",
    } })
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
    format!(
        "arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/web-gateway/6d0ecf831eec9f09"
    )
}
