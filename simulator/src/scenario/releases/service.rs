//! The services: how each is deployed, and how often.

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    clock::{MINUTE, Millis, SECOND},
    scenario::{
        releases::{CLUSTER, balancing},
        script::REGION,
    },
};

/// The function that rejects every release, as its ARN ends.
pub(super) const REJECTING: &str = ":function:releases-smoke-test";

/// A service and its deployments.
pub(super) struct Release {
    pub(super) name: &'static str,
    /// From one deployment to the next.
    pub(super) period: Millis,
    /// How long the deployment in progress at the start has been going on.
    pub(super) lead: Millis,
    desired: i64,
    configuration: Value,
    /// Whether it is behind the load balancer.
    pub(super) balanced: bool,
    /// Whether every deployment fails.
    fails: bool,
}

/// All of them.
pub(super) fn releases() -> Vec<Release> {
    let breaker = json!({ "enable": true, "rollback": true });
    let function = |name: &str| format!("arn:aws:lambda:{REGION}:{ACCOUNT}{name}");
    let role = format!("arn:aws:iam::{ACCOUNT}:role/ecs-hooks");
    let release = |name, period: i64, lead: i64, desired, configuration| Release {
        name,
        period: period * MINUTE,
        lead: lead * SECOND,
        desired,
        configuration,
        balanced: false,
        fails: false,
    };
    vec![
        release(
            "rolling",
            8,
            45,
            6,
            json!({
                "minimumHealthyPercent": 100, "maximumPercent": 134, "deploymentCircuitBreaker": breaker,
            }),
        ),
        release(
            "rolling-alarms",
            14,
            240,
            3,
            json!({
                "deploymentCircuitBreaker": breaker,
                "alarms": { "alarmNames": ["releases-5xx"], "enable": true, "rollback": true },
            }),
        ),
        Release {
            balanced: true,
            ..release(
                "blue-green",
                15,
                240,
                3,
                json!({
                    "strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5, "deploymentCircuitBreaker": breaker,
                    "lifecycleHooks": [{
                        "hookTargetArn": function(":function:releases-warm-up"), "roleArn": role,
                        "lifecycleStages": ["POST_PRODUCTION_TRAFFIC_SHIFT"],
                    }],
                }),
            )
        },
        release(
            "linear",
            17,
            300,
            3,
            json!({
                "strategy": "LINEAR", "bakeTimeInMinutes": 1,
                "linearConfiguration": { "stepPercent": 20.0, "stepBakeTimeInMinutes": 2 },
            }),
        ),
        Release {
            balanced: true,
            ..release(
                "canary",
                14,
                240,
                4,
                json!({
                    "strategy": "CANARY", "bakeTimeInMinutes": 2, "deploymentCircuitBreaker": breaker,
                    "canaryConfiguration": { "canaryPercent": 10.0, "canaryBakeTimeInMinutes": 5 },
                }),
            )
        },
        Release {
            balanced: true,
            fails: true,
            ..release(
                "approval",
                16,
                200,
                2,
                json!({
                    "strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1,
                    "lifecycleHooks": [{
                        "targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"],
                        "timeoutConfiguration": { "timeoutInMinutes": 10, "action": "ROLLBACK" },
                    }],
                }),
            )
        },
        Release {
            fails: true,
            ..release(
                "smoke-test",
                9,
                85,
                2,
                json!({
                    "strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1,
                    "lifecycleHooks": [{
                        "hookTargetArn": function(REJECTING), "roleArn": role,
                        "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"],
                    }],
                }),
            )
        },
        Release {
            fails: true,
            ..release(
                "broken",
                12,
                12,
                2,
                json!({
                    "minimumHealthyPercent": 100, "maximumPercent": 200, "deploymentCircuitBreaker": breaker,
                }),
            )
        },
    ]
}

impl Release {
    /// The two revisions of its task definition.
    pub(super) fn definitions(&self) -> [Value; 2] {
        let next = if self.name == "broken" {
            "1.2.0"
        } else {
            "1.1.0"
        };
        ["1.0.0", next].map(|tag| self.definition(tag))
    }

    fn definition(&self, tag: &str) -> Value {
        json!({
            "family": self.name,
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "executionRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/ecs-execution"),
            "containerDefinitions": [{
                "name": "web",
                "image": format!("{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/shop:{tag}"),
                "essential": true,
                "portMappings": [{ "containerPort": 8080, "name": "web", "appProtocol": "http" }],
                "environment": [{ "name": "VERSION", "value": tag }],
                "healthCheck": {
                    "command": ["CMD-SHELL", "curl -fs http://127.0.0.1:8080/health || exit 1"],
                    "interval": 10, "timeout": 5, "retries": 3,
                },
                "dockerLabels": { "ecscope.simulator/log": "http" },
                "logConfiguration": { "logDriver": "awslogs", "options": {
                    "awslogs-group": format!("/ecs/{CLUSTER}/{}", self.name),
                    "awslogs-region": REGION,
                    "awslogs-stream-prefix": "ecs",
                } },
            }],
        })
    }

    /// The request that makes the service.
    pub(super) fn creation(&self) -> Value {
        let mut configuration = self.configuration.clone();
        // What would fail the first deployment comes with the second one.
        if let Some(configuration) = configuration.as_object_mut().filter(|_| self.fails) {
            configuration.remove("lifecycleHooks");
        }
        let mut input = json!({
            "cluster": CLUSTER,
            "serviceName": self.name,
            "taskDefinition": format!("{}:1", self.name),
            "desiredCount": self.desired,
            "launchType": "FARGATE",
            "networkConfiguration": { "awsvpcConfiguration": {
                "subnets": balancing::SUBNETS, "securityGroups": ["sg-0a9b8c7d6e5f40302"],
            } },
            "deploymentConfiguration": configuration,
        });
        if self.balanced {
            input["loadBalancers"] = json!([balancing::balancer(self)]);
            input["healthCheckGracePeriodSeconds"] = json!(30);
        } else {
            input["serviceConnectConfiguration"] = json!({ "enabled": true, "services": [{
                "portName": "web", "clientAliases": [{ "port": 80, "dnsName": self.name }],
            }] });
        }
        input
    }

    /// The request that starts its nth deployment.
    pub(super) fn deployment(&self, number: u64) -> Value {
        let revision = if self.fails { 2 } else { 2 - number % 2 };
        json!({
            "cluster": CLUSTER,
            "service": self.name,
            "taskDefinition": format!("{}:{revision}", self.name),
            "forceNewDeployment": true,
            "deploymentConfiguration": self.configuration,
        })
    }
}
