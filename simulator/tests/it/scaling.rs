//! Application Auto Scaling: bounds of services.

use aws_sdk_applicationautoscaling::{
    Client,
    types::{ScalableDimension, ServiceNamespace, SuspendedState},
};
use simulator::Scenario;

use crate::server::Server;

const RESOURCE: &str = "service/c/web";

async fn register(client: &Client, bounds: (i32, i32), suspended: Option<SuspendedState>) {
    let request = client
        .register_scalable_target()
        .service_namespace(ServiceNamespace::Ecs)
        .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
        .resource_id(RESOURCE)
        .min_capacity(bounds.0)
        .max_capacity(bounds.1)
        .set_suspended_state(suspended);
    request.send().await.unwrap();
}

/// The bounds of the service.
async fn bounds(client: &Client) -> Option<(i32, i32)> {
    let request = client
        .describe_scalable_targets()
        .service_namespace(ServiceNamespace::Ecs)
        .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
        .resource_ids(RESOURCE);
    let answer = request.send().await.unwrap();
    let target = answer.scalable_targets().first()?;
    Some((target.min_capacity(), target.max_capacity()))
}

#[tokio::test]
async fn bounds_move_the_desired_count_into_them_and_no_further() {
    let server = Server::start(Scenario::Empty).await;
    let client = Client::new(&server.config("us-east-1"));
    server.steady_service(2, 100, 200).await;
    register(&client, (3, 5), None).await;
    server.step(60).await;
    let service = server.service("web").await;
    assert_eq!((service.desired_count(), service.running_count()), (3, 3));

    // What somebody sets beyond them stays until something scales.
    let update = server.ecs.update_service().cluster("c").service("web");
    update.desired_count(7).send().await.unwrap();
    server.step(600).await;
    assert_eq!(server.service("web").await.running_count(), 7);
    let suspended = SuspendedState::builder()
        .dynamic_scaling_in_suspended(true)
        .build();
    register(&client, (3, 6), Some(suspended)).await;
    assert_eq!(server.service("web").await.desired_count(), 7);
    assert_eq!(bounds(&client).await, Some((3, 6)));

    let request = client
        .deregister_scalable_target()
        .service_namespace(ServiceNamespace::Ecs)
        .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
        .resource_id(RESOURCE);
    request.clone().send().await.unwrap();
    assert_eq!(bounds(&client).await, None);
    let missing = request.send().await.unwrap_err().into_service_error();
    assert!(missing.is_object_not_found_exception(), "{missing:?}");
}
