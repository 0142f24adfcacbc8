//! Where tasks are placed: strategies, constraints, ports, DAEMON services and draining.

use std::collections::BTreeMap;

use aws_sdk_ecs::types::{
    ContainerDefinition, ContainerInstanceStatus, DeploymentConfiguration, PlacementConstraint,
    PlacementConstraintType, PlacementStrategy, PlacementStrategyType, PortMapping,
    SchedulingStrategy,
};
use simulator::Scenario;

use crate::server::Server;

/// Registers a definition for container instances in the scenario's region.
async fn register(server: &Server, family: &str, host_port: Option<i32>) {
    let ports = host_port.map(|port| {
        vec![
            PortMapping::builder()
                .container_port(80)
                .host_port(port)
                .build(),
        ]
    });
    let container = ContainerDefinition::builder()
        .name("main")
        .image("nginx")
        .cpu(64)
        .memory(128)
        .set_port_mappings(ports)
        .build();
    let register = server.ecs.register_task_definition().family(family);
    register
        .container_definitions(container)
        .send()
        .await
        .unwrap();
}

fn strategy(kind: PlacementStrategyType, field: &str) -> PlacementStrategy {
    PlacementStrategy::builder()
        .r#type(kind)
        .field(field)
        .build()
}

fn member_of(expression: &str) -> PlacementConstraint {
    PlacementConstraint::builder()
        .r#type(PlacementConstraintType::MemberOf)
        .expression(expression)
        .build()
}

/// Instances of `todo`, with their zones.
async fn instances(server: &Server) -> Vec<(String, String)> {
    let list = server.ecs.list_container_instances().cluster("todo");
    let arns = list
        .send()
        .await
        .unwrap()
        .container_instance_arns()
        .to_vec();
    let describe = server
        .ecs
        .describe_container_instances()
        .cluster("todo")
        .set_container_instances(Some(arns));
    let answer = describe.send().await.unwrap();
    let zoned = answer.container_instances().iter().map(|instance| {
        let zone = instance
            .attributes()
            .iter()
            .find(|attribute| attribute.name() == "ecs.availability-zone");
        let zone = zone.and_then(|zone| zone.value()).unwrap().to_owned();
        (instance.container_instance_arn().unwrap().to_owned(), zone)
    });
    zoned.collect()
}

/// How many wanted tasks of a group are on each instance.
async fn spread(server: &Server, family: &str) -> BTreeMap<String, usize> {
    let list = server.ecs.list_tasks().cluster("todo").family(family);
    let arns = list.send().await.unwrap().task_arns().to_vec();
    let mut places = BTreeMap::new();
    if arns.is_empty() {
        return places;
    }
    let describe = server.ecs.describe_tasks().cluster("todo");
    let answer = describe.set_tasks(Some(arns)).send().await.unwrap();
    for task in answer.tasks() {
        let place = task.container_instance_arn().unwrap().to_owned();
        *places.entry(place).or_default() += 1;
    }
    places
}

#[tokio::test]
async fn strategies_decide_where_tasks_go() {
    let server = Server::start(Scenario::Todo).await;
    register(&server, "packed", None).await;
    register(&server, "even", None).await;
    for (family, strategy, expected) in [
        (
            "packed",
            strategy(PlacementStrategyType::Binpack, "memory"),
            vec![4],
        ),
        (
            "even",
            strategy(PlacementStrategyType::Spread, "instanceId"),
            vec![2, 2],
        ),
    ] {
        let run = server
            .ecs
            .run_task()
            .cluster("todo")
            .task_definition(family);
        let run = run
            .launch_type("EC2".into())
            .count(4)
            .placement_strategy(strategy);
        let answer = run.send().await.unwrap();
        assert_eq!(answer.tasks().len(), 4);
        let places = spread(&server, family).await;
        assert_eq!(
            places.into_values().collect::<Vec<_>>(),
            expected,
            "{family}"
        );
    }
}

#[tokio::test]
async fn constraints_and_ports_say_what_each_instance_lacks() {
    let server = Server::start(Scenario::Todo).await;
    register(&server, "fixed", Some(8_080)).await;
    let run = || {
        let run = server
            .ecs
            .run_task()
            .cluster("todo")
            .task_definition("fixed");
        run.launch_type("EC2".into())
    };
    let here = run()
        .placement_constraints(member_of("attribute:ecs.availability-zone == us-east-1a"))
        .send()
        .await
        .unwrap();
    let zones = instances(&server).await;
    let place = here.tasks()[0].container_instance_arn().unwrap();
    let zone = zones.iter().find(|(arn, _)| arn == place);
    assert_eq!(zone.unwrap().1, "us-east-1a");
    let reasons = |answer: &aws_sdk_ecs::operation::run_task::RunTaskOutput| {
        let failures = answer.failures().iter();
        let mut reasons: Vec<String> = failures
            .map(|failure| failure.reason().unwrap().to_owned())
            .collect();
        reasons.sort();
        reasons
    };
    let again = run()
        .placement_constraints(member_of("attribute:ecs.availability-zone in [us-east-1a]"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        reasons(&again),
        [
            "MemberOf placement constraint unsatisfied.",
            "RESOURCE:PORTS"
        ]
    );
    let distinct = PlacementConstraint::builder()
        .r#type(PlacementConstraintType::DistinctInstance)
        .build();
    register(&server, "apart", None).await;
    let apart = server
        .ecs
        .run_task()
        .cluster("todo")
        .task_definition("apart");
    let apart = apart.launch_type("EC2".into()).count(3);
    let apart = apart.placement_constraints(distinct).send().await.unwrap();
    assert_eq!(apart.tasks().len(), 2);
    assert_eq!(
        reasons(&apart),
        ["DistinctInstance placement constraint unsatisfied."; 2]
    );
    let bad = run()
        .placement_constraints(member_of("zone is a"))
        .send()
        .await;
    let bad = bad.unwrap_err().into_service_error();
    assert!(bad.is_invalid_parameter_exception(), "{bad:?}");
}

#[tokio::test]
async fn a_list_of_instances_is_filtered_by_an_expression() {
    let server = Server::start(Scenario::Todo).await;
    let count = async |filter: &str| {
        let list = server.ecs.list_container_instances().cluster("todo");
        let answer = list.filter(filter).send().await.unwrap();
        answer.container_instance_arns().len()
    };
    assert_eq!(count("attribute:ecs.instance-type =~ m6i.*").await, 2);
    assert_eq!(count("task:group == service:worker").await, 2);
    assert_eq!(count("runningTasksCount > 9").await, 0);
    assert_eq!(
        count("attribute:ecs.availability-zone != us-east-1a and agentConnected == true").await,
        1
    );
}

#[tokio::test]
async fn a_daemon_service_runs_once_on_each_active_instance() {
    let server = Server::start(Scenario::Todo).await;
    register(&server, "agent", Some(9_100)).await;
    let create = server
        .ecs
        .create_service()
        .cluster("todo")
        .service_name("agent")
        .task_definition("agent")
        .launch_type("EC2".into())
        .scheduling_strategy(SchedulingStrategy::Daemon);
    create.send().await.unwrap();
    server.step(90).await;
    let service = async || {
        let describe = server.ecs.describe_services().cluster("todo");
        let answer = describe.services("agent").send().await.unwrap();
        answer.services()[0].clone()
    };
    let both = service().await;
    assert_eq!((both.desired_count(), both.running_count()), (2, 2));
    let configuration = both.deployment_configuration().unwrap();
    assert_eq!(configuration.maximum_percent(), Some(100));
    assert_eq!(spread(&server, "agent").await.into_values().max(), Some(1));

    let first = instances(&server).await[0].0.clone();
    let drain = async |status: ContainerInstanceStatus| {
        let update = server.ecs.update_container_instances_state();
        let update = update.cluster("todo").container_instances(&first);
        let answer = update.status(status).send().await.unwrap();
        assert!(answer.failures().is_empty());
        server.step(90).await;
    };
    drain(ContainerInstanceStatus::Draining).await;
    let one = service().await;
    assert_eq!((one.desired_count(), one.running_count()), (1, 1));
    assert!(!spread(&server, "agent").await.contains_key(&first));
    drain(ContainerInstanceStatus::Active).await;
    assert_eq!(service().await.running_count(), 2);

    // A deployment replaces the task of each instance on the same port.
    register(&server, "agent", Some(9_100)).await;
    let update = server.ecs.update_service().cluster("todo").service("agent");
    update.task_definition("agent").send().await.unwrap();
    server.step(200).await;
    let updated = service().await;
    assert_eq!(
        (updated.deployments().len(), updated.running_count()),
        (1, 2)
    );
    assert!(updated.task_definition().unwrap().ends_with("agent:2"));
}

#[tokio::test]
async fn an_instance_that_drains_gives_its_tasks_away_within_the_percentages() {
    let server = Server::start(Scenario::Todo).await;
    register(&server, "moving", None).await;
    let configuration = DeploymentConfiguration::builder()
        .minimum_healthy_percent(100)
        .maximum_percent(150)
        .build();
    let create = server
        .ecs
        .create_service()
        .cluster("todo")
        .service_name("moving")
        .task_definition("moving")
        .launch_type("EC2".into())
        .desired_count(4)
        .deployment_configuration(configuration);
    create.send().await.unwrap();
    server.step(90).await;
    let first = instances(&server).await[0].0.clone();
    assert_eq!(spread(&server, "moving").await.get(&first), Some(&2));
    let update = server.ecs.update_container_instances_state();
    let update = update.cluster("todo").container_instances(&first);
    let update = update.status(ContainerInstanceStatus::Draining);
    update.send().await.unwrap();
    for _ in 0..120 {
        server.step(1).await;
        let describe = server.ecs.describe_services().cluster("todo");
        let answer = describe.services("moving").send().await.unwrap();
        let service = &answer.services()[0];
        let all = service.running_count() + service.pending_count();
        assert!(service.running_count() >= 4 && all <= 6, "{service:?}");
    }
    let places = spread(&server, "moving").await;
    assert!(!places.contains_key(&first), "{places:?}");
    assert_eq!(places.into_values().sum::<usize>(), 4);
}
