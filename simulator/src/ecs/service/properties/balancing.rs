//! A load balancer for each service of a plan that wants one.

use serde_json::{Value, json};

use crate::{elb, input::Input, wire::Service as Api, world::World};

use super::run::REGION;

/// Ports of the listeners for production and for tests.
const PORTS: [i64; 2] = [80, 8080];

/// The two target groups of a service.
pub(super) fn groups(service: &str) -> [String; 2] {
    ["a", "b"].map(|letter| elb::target_group_arn(REGION, &format!("{service}-{letter}")))
}

/// The rule that production traffic follows, and the one for tests.
pub(super) fn rules(service: &str) -> [String; 2] {
    let balancer = elb::load_balancer_arn(REGION, "app", service);
    PORTS.map(|port| elb::rule_arn(&elb::listener_arn(&balancer, port), "1"))
}

/// Makes a load balancer whose rules forward to the first target group of a service.
pub(super) fn make(world: &mut World, service: &str) {
    let mut call = |operation: &str, input: Value| {
        let input = Input::from_value(input);
        let answer = world.call(REGION, Api::Elb, operation, &input);
        assert!(answer.is_ok(), "{operation}: {answer:?}");
    };
    call(
        "CreateLoadBalancer",
        json!({ "Name": service, "Subnets": ["subnet-1", "subnet-2"] }),
    );
    for letter in ["a", "b"] {
        call(
            "CreateTargetGroup",
            json!({
                "Name": format!("{service}-{letter}"), "Protocol": "HTTP", "Port": 8080, "TargetType": "ip",
                "HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 5,
            }),
        );
    }
    let [first, second] = groups(service);
    let balancer = elb::load_balancer_arn(REGION, "app", service);
    for port in PORTS {
        let not_found =
            json!({ "Type": "fixed-response", "FixedResponseConfig": { "StatusCode": "404" } });
        call(
            "CreateListener",
            json!({
                "LoadBalancerArn": balancer, "Protocol": "HTTP", "Port": port, "DefaultActions": [not_found],
            }),
        );
        call(
            "CreateRule",
            json!({
                "ListenerArn": elb::listener_arn(&balancer, port), "Priority": 1,
                "Conditions": [{ "Field": "path-pattern", "Values": ["/*"] }],
                "Actions": [{ "Type": "forward", "ForwardConfig": { "TargetGroups": [
                    { "TargetGroupArn": first, "Weight": 100 }, { "TargetGroupArn": second, "Weight": 0 },
                ] } }],
            }),
        );
    }
}

/// The entry of a service's `loadBalancers`.
pub(super) fn entry(service: &str, shifts: bool) -> Value {
    let [first, second] = groups(service);
    let mut entry =
        json!({ "targetGroupArn": first, "containerName": "main", "containerPort": 8080 });
    if shifts {
        let [production, test] = rules(service);
        entry["advancedConfiguration"] = json!({
            "alternateTargetGroupArn": second, "productionListenerRule": production,
            "testListenerRule": test, "roleArn": "arn:aws:iam::123456789012:role/ecs",
        });
    }
    entry
}
