//! Container instances: placing tasks where there is room.

use aws_sdk_ecs::types::ContainerDefinition;
use simulator::Scenario;

use crate::server::Server;

#[tokio::test]
async fn tasks_are_placed_where_there_is_room_and_wait_where_there_is_none() {
    let server = Server::start(Scenario::Todo).await;
    let scale = async |desired| {
        server
            .ecs
            .update_service()
            .cluster("todo")
            .service("worker")
            .desired_count(desired)
            .send()
            .await
            .unwrap();
        server.step(120).await;
        let found = server
            .ecs
            .describe_services()
            .cluster("todo")
            .services("worker")
            .send()
            .await
            .unwrap();
        found.services()[0].clone()
    };
    let full = scale(30).await;
    // Two instances of 2,048 CPU units hold four tasks of 512 each.
    assert_eq!((full.running_count(), full.pending_count()), (8, 0));
    let complaint = full.events()[0].message().unwrap();
    assert!(complaint.starts_with(
        "(service worker) was unable to place a task because no container instance met all of its requirements. \
         Reason: The closest matching (container-instance "
    ), "{complaint}");
    assert!(
        complaint.contains("has insufficient CPU units available."),
        "{complaint}"
    );
    let instances = server
        .ecs
        .list_container_instances()
        .cluster("todo")
        .send()
        .await
        .unwrap();
    let arns = instances.container_instance_arns().to_vec();
    let described = server
        .ecs
        .describe_container_instances()
        .cluster("todo")
        .set_container_instances(Some(arns));
    for instance in described.send().await.unwrap().container_instances() {
        assert_eq!(instance.running_tasks_count(), 4);
        let free = instance
            .remaining_resources()
            .iter()
            .find(|resource| resource.name() == Some("CPU"))
            .unwrap();
        assert_eq!(free.integer_value(), 0);
    }
    let steady = scale(2).await;
    assert_eq!(steady.running_count(), 2);
}

#[tokio::test]
async fn a_cluster_without_instances_says_so() {
    let server = Server::start(Scenario::Empty).await;
    server
        .ecs
        .create_cluster()
        .cluster_name("c")
        .send()
        .await
        .unwrap();
    let container = ContainerDefinition::builder()
        .name("web")
        .image("nginx")
        .memory(128)
        .build();
    server
        .ecs
        .register_task_definition()
        .family("web")
        .container_definitions(container)
        .send()
        .await
        .unwrap();
    server
        .ecs
        .create_service()
        .cluster("c")
        .service_name("web")
        .task_definition("web")
        .desired_count(1)
        .send()
        .await
        .unwrap();
    server.step(10).await;
    assert_eq!(
        server.messages("web").await,
        [
            "(service web) was unable to place a task because no container instance met all of its requirements. Reason: \
          No Container Instances were found in your cluster. For more information, see the Troubleshooting section of \
          the Amazon ECS Developer Guide."
        ]
    );
    let run = server
        .ecs
        .run_task()
        .cluster("c")
        .task_definition("web")
        .send()
        .await
        .unwrap();
    assert!(run.tasks().is_empty());
    assert_eq!(run.failures().len(), 1);
}
