//! What UpdateService is asked for.

use serde_json::{Value, json};

use crate::rollback::{kept, restored};

#[test]
fn only_what_differs_and_can_be_set() {
    let network = |subnets: &[&str]| json!({"awsvpcConfiguration": {"subnets": subnets, "assignPublicIp": "DISABLED"}});
    let share = |name: &str| json!([{"capacityProvider": name, "weight": 1, "base": 0}]);
    let balancer = json!([{"targetGroupArn": "tg", "containerName": "web", "containerPort": 80}]);
    let connect = json!({"enabled": true, "namespace": "todo", "services": [{"portName": "http"}]});
    let off = json!({"enabled": false});
    let forced =
        |strategy: Value| json!({"capacityProviderStrategy": strategy, "forceNewDeployment": true});
    let cases = [
        // what is told, current, target, parameters, sentences lost
        (
            "nothing",
            json!({"taskDefinition": "a", "createdAt": 1}),
            json!({"taskDefinition": "b", "createdAt": 2}),
            json!({}),
            0,
        ),
        (
            "order is no difference",
            json!({"networkConfiguration": network(&["a", "b"])}),
            json!({"networkConfiguration": network(&["b", "a"])}),
            json!({}),
            0,
        ),
        (
            "network",
            json!({"networkConfiguration": network(&["a"])}),
            json!({"networkConfiguration": network(&["b"])}),
            json!({"networkConfiguration": network(&["b"])}),
            0,
        ),
        (
            "a network can't be removed",
            json!({"networkConfiguration": network(&["a"])}),
            json!({}),
            json!({}),
            1,
        ),
        (
            "load balancers come",
            json!({}),
            json!({"loadBalancers": balancer}),
            json!({"loadBalancers": balancer}),
            0,
        ),
        (
            "load balancers go",
            json!({"loadBalancers": balancer}),
            json!({"loadBalancers": []}),
            json!({"loadBalancers": []}),
            0,
        ),
        (
            "Service Connect comes",
            json!({"serviceConnectConfiguration": off}),
            json!({"serviceConnectConfiguration": connect}),
            json!({"serviceConnectConfiguration": connect}),
            0,
        ),
        (
            "Service Connect goes",
            json!({"serviceConnectConfiguration": connect}),
            json!({"serviceConnectConfiguration": off}),
            json!({"serviceConnectConfiguration": off}),
            0,
        ),
        (
            "Service Connect off is its absence",
            json!({}),
            json!({"serviceConnectConfiguration": off}),
            json!({}),
            0,
        ),
        (
            "capacity needs force",
            json!({"capacityProviderStrategy": share("FARGATE_SPOT")}),
            json!({"capacityProviderStrategy": share("FARGATE")}),
            forced(share("FARGATE")),
            0,
        ),
        (
            "back to the launch type",
            json!({"capacityProviderStrategy": share("FARGATE_SPOT")}),
            json!({"launchType": "FARGATE"}),
            forced(json!([])),
            0,
        ),
        (
            "a launch type can't be set",
            json!({"launchType": "EC2"}),
            json!({"launchType": "FARGATE"}),
            json!({}),
            1,
        ),
        (
            "platform version",
            json!({"platformVersion": "1.4.0"}),
            json!({"platformVersion": "1.3.0"}),
            json!({"platformVersion": "1.3.0"}),
            0,
        ),
        (
            "what ECS made of it is no request",
            json!({"resolvedConfiguration": {"loadBalancers": balancer}}),
            json!({}),
            json!({}),
            0,
        ),
        (
            "a member of tomorrow",
            json!({"monitoring": {"x": 1}}),
            json!({"monitoring": {"x": 2}}),
            json!({"monitoring": {"x": 2}}),
            0,
        ),
    ];
    for (what, current, target, parameters, lost) in cases {
        let restored = restored(Some(&current), &target);
        assert_eq!(Value::Object(restored.parameters), parameters, "{what}");
        assert_eq!(restored.lost.len(), lost, "{what}: {:?}", restored.lost);
    }
}

#[test]
fn without_the_current_revision_everything_is_set() {
    let target = json!({"launchType": "FARGATE", "volumeConfigurations": [{"name": "data"}], "serviceRegistries": []});
    let restored = restored(None, &target);
    assert_eq!(
        Value::Object(restored.parameters),
        json!({"volumeConfigurations": [{"name": "data"}]})
    );
}

#[test]
fn says_what_a_revision_does_not_carry() {
    let plain = kept(&json!({"containerDefinitions": [{"name": "a"}]}));
    assert!(plain.iter().any(|words| words.contains("desired count")));
    let with =
        kept(&json!({"taskRoleArn": "r", "containerDefinitions": [{"secrets": [{"name": "K"}]}]}));
    assert_eq!(with.len(), plain.len() + 1);
    assert!(
        with.iter()
            .any(|words| words.contains("roles and values of its secrets"))
    );
}
