//! The load balancer, and two target groups for each service behind it.

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    clock::Millis,
    elb,
    scenario::{
        releases::service::{Release, releases},
        script::{REGION, Script},
    },
};

/// The subnets of the load balancer and the tasks.
pub(super) const SUBNETS: [&str; 2] = ["subnet-0d1e2f3a4b5c60718", "subnet-0e2f3a4b5c6d70829"];

/// Ports of the listeners for production and for tests.
const PORTS: [i64; 2] = [80, 8080];

/// Makes the load balancer and its listeners, which answer 404 where no rule fits.
pub(super) fn load_balancer(script: &mut Script, before: Millis) {
    let input = json!({ "Name": "releases", "Subnets": SUBNETS, "SecurityGroups": ["sg-0b8c7d6e5f4a30211"] });
    script.elb(before, "CreateLoadBalancer", input);
    for port in PORTS {
        let not_found = json!({ "Type": "fixed-response", "FixedResponseConfig": {
            "StatusCode": "404", "ContentType": "text/plain",
        } });
        let input = json!({
            "LoadBalancerArn": elb::load_balancer_arn(REGION, "app", "releases"),
            "Port": port, "Protocol": "HTTP", "DefaultActions": [not_found],
        });
        script.elb(before, "CreateListener", input);
    }
}

/// Makes the target groups of a service, and the rules that forward to them.
pub(super) fn target_groups(script: &mut Script, before: Millis, release: &Release) {
    let groups = names(release);
    for name in &groups {
        let input = json!({
            "Name": name, "Protocol": "HTTP", "Port": 8080, "TargetType": "ip",
            "HealthCheckPath": "/health", "HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 5,
        });
        script.elb(before, "CreateTargetGroup", input);
        let input = json!({
            "TargetGroupArn": elb::target_group_arn(REGION, name),
            "Attributes": [{ "Key": "deregistration_delay.timeout_seconds", "Value": "20" }],
        });
        script.elb(before, "ModifyTargetGroupAttributes", input);
    }
    let forward: Vec<Value> = groups
        .iter()
        .zip([100, 0])
        .map(|(name, weight)| {
            json!({ "TargetGroupArn": elb::target_group_arn(REGION, name), "Weight": weight })
        })
        .collect();
    for port in PORTS {
        let input = json!({
            "ListenerArn": listener(port),
            "Priority": priority(release),
            "Conditions": [{ "Field": "path-pattern", "Values": [format!("/{}/*", release.name)] }],
            "Actions": [{ "Type": "forward", "ForwardConfig": { "TargetGroups": forward } }],
        });
        script.elb(before, "CreateRule", input);
    }
}

/// The entry of a service's `loadBalancers`.
pub(super) fn balancer(release: &Release) -> Value {
    let [blue, green] = names(release).map(|name| elb::target_group_arn(REGION, &name));
    let [production, test] =
        PORTS.map(|port| elb::rule_arn(&listener(port), &priority(release).to_string()));
    json!({
        "targetGroupArn": blue,
        "containerName": "web",
        "containerPort": 8080,
        "advancedConfiguration": {
            "alternateTargetGroupArn": green,
            "productionListenerRule": production,
            "testListenerRule": test,
            "roleArn": format!("arn:aws:iam::{ACCOUNT}:role/ecs-load-balancing"),
        },
    })
}

fn names(release: &Release) -> [String; 2] {
    ["a", "b"].map(|letter| format!("{}-{letter}", release.name))
}

/// The priority of a service's rules.
fn priority(release: &Release) -> i64 {
    let before = releases()
        .into_iter()
        .take_while(|known| known.name != release.name);
    before.count() as i64 + 1
}

fn listener(port: i64) -> String {
    elb::listener_arn(&elb::load_balancer_arn(REGION, "app", "releases"), port)
}
