//! Elastic Load Balancing: its own operations, and services behind target groups.

mod operations;
mod services;
mod traffic;

use aws_sdk_ecs::types::{
    AdvancedConfiguration, ContainerDefinition, DeploymentConfiguration, LaunchType, LoadBalancer,
    PortMapping,
};
use aws_sdk_elasticloadbalancingv2::{
    Client,
    types::{
        Action, ActionTypeEnum, ForwardActionConfig, RuleCondition, Tag, TargetGroupAttribute,
        TargetGroupTuple, TargetTypeEnum,
    },
};
use simulator::Scenario;

use crate::server::{Server, network};

/// A load balancer with a listener for production and one for tests, and two target groups.
struct Balancing {
    server: Server,
    elb: Client,
    blue: String,
    green: String,
    production: String,
    test: String,
}

impl Balancing {
    async fn start() -> Self {
        let server = Server::start(Scenario::Empty).await;
        let elb = Client::new(&server.config("us-east-1"));
        let cluster = server.ecs.create_cluster().cluster_name("c");
        cluster.send().await.unwrap();
        let blue = target_group(&elb, "blue").await;
        let green = target_group(&elb, "green").await;
        let create = elb.create_load_balancer().name("shop");
        let tag = Tag::builder().key("team").value("web").build();
        let answer = create.subnets("subnet-1").subnets("subnet-2").tags(tag);
        let answer = answer.send().await.unwrap();
        let balancer = answer.load_balancers()[0]
            .load_balancer_arn()
            .unwrap()
            .to_owned();
        let mut rules = Vec::new();
        for port in [80, 8080] {
            let create = elb.create_listener().load_balancer_arn(&balancer);
            let answer = create.port(port).default_actions(forward(&[(&blue, 1)]));
            let answer = answer.send().await.unwrap();
            let listener = answer.listeners()[0].listener_arn().unwrap().to_owned();
            let condition = RuleCondition::builder().field("path-pattern").values("/*");
            let create = elb.create_rule().listener_arn(&listener).priority(1);
            let answer = create
                .conditions(condition.build())
                .actions(forward(&[(&blue, 100), (&green, 0)]));
            let answer = answer.send().await.unwrap();
            rules.push(answer.rules()[0].rule_arn().unwrap().to_owned());
        }
        let (test, production) = (rules.pop().unwrap(), rules.pop().unwrap());
        Self {
            server,
            elb,
            blue,
            green,
            production,
            test,
        }
    }

    /// Creates the service `web` of two tasks behind the load balancer.
    async fn service(&self, configuration: DeploymentConfiguration, grace: i32) {
        self.register("nginx:1", None).await;
        let advanced = AdvancedConfiguration::builder()
            .alternate_target_group_arn(&self.green)
            .production_listener_rule(&self.production)
            .test_listener_rule(&self.test)
            .role_arn("arn:aws:iam::123456789012:role/ecs-elb");
        let balancer = LoadBalancer::builder()
            .target_group_arn(&self.blue)
            .container_name("web")
            .container_port(8000)
            .advanced_configuration(advanced.build());
        let create = self.server.ecs.create_service().cluster("c");
        let create = create
            .service_name("web")
            .task_definition("web")
            .desired_count(2)
            .launch_type(LaunchType::Fargate)
            .network_configuration(network())
            .load_balancers(balancer.build())
            .health_check_grace_period_seconds(grace)
            .deployment_configuration(configuration);
        create.send().await.unwrap();
        self.server.step(300).await;
    }

    /// Registers a definition; `target` is what its target group finds.
    async fn register(&self, image: &str, target: Option<&str>) {
        let port = PortMapping::builder().container_port(8000).build();
        let container =
            ContainerDefinition::builder()
                .name("web")
                .image(image)
                .port_mappings(port)
                .set_docker_labels(target.map(|target| {
                    [("ecscope.simulator/target".to_owned(), target.to_owned())].into()
                }));
        self.server.register("web", container.build()).await;
    }

    /// Deploys the newest definition.
    async fn deploy(&self) -> String {
        let update = self.server.ecs.update_service().cluster("c").service("web");
        let answer = update.task_definition("web").send().await.unwrap();
        let service = answer.service().unwrap();
        service.current_service_deployment().unwrap().to_owned()
    }

    /// The states of the targets of a group.
    async fn health(&self, group: &str) -> Vec<String> {
        let describe = self.elb.describe_target_health().target_group_arn(group);
        let answer = describe.send().await.unwrap();
        let targets = answer.target_health_descriptions().iter();
        targets
            .map(|target| {
                let health = target.target_health().unwrap();
                health.state().unwrap().as_str().to_owned()
            })
            .collect()
    }

    /// The weights of the two target groups in a rule.
    async fn weights(&self, rule: &str) -> [i32; 2] {
        let answer = self
            .elb
            .describe_rules()
            .rule_arns(rule)
            .send()
            .await
            .unwrap();
        let forward = answer.rules()[0].actions()[0].forward_config().unwrap();
        [&self.blue, &self.green].map(|group| {
            let mut groups = forward.target_groups().iter();
            let found = groups.find(|known| known.target_group_arn() == Some(group));
            found.and_then(TargetGroupTuple::weight).unwrap_or(-1)
        })
    }
}

/// An action that forwards to target groups by weight.
fn forward(groups: &[(&str, i32)]) -> Action {
    let mut config = ForwardActionConfig::builder();
    for (arn, weight) in groups {
        let group = TargetGroupTuple::builder().target_group_arn(*arn);
        config = config.target_groups(group.weight(*weight).build());
    }
    Action::builder()
        .r#type(ActionTypeEnum::Forward)
        .forward_config(config.build())
        .build()
}

/// Makes a target group that is checked every ten seconds and drained for a minute; its ARN.
async fn target_group(elb: &Client, name: &str) -> String {
    let create = elb.create_target_group().name(name);
    let answer = create
        .protocol(aws_sdk_elasticloadbalancingv2::types::ProtocolEnum::Http)
        .port(80)
        .vpc_id("vpc-1")
        .target_type(TargetTypeEnum::Ip)
        .health_check_interval_seconds(10)
        .send()
        .await
        .unwrap();
    let arn = answer.target_groups()[0]
        .target_group_arn()
        .unwrap()
        .to_owned();
    let attribute = TargetGroupAttribute::builder()
        .key("deregistration_delay.timeout_seconds")
        .value("60");
    let modify = elb.modify_target_group_attributes().target_group_arn(&arn);
    modify.attributes(attribute.build()).send().await.unwrap();
    arn
}
