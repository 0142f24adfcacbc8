//! Which function answers which operation.

use crate::{
    ecs::{
        capacity_provider, cluster, container_instance, service, service_deployment,
        service_revision, tag, task, task_definition,
    },
    world::Handler,
};

/// What answers an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let handler: Handler = match operation {
        "ListClusters" => |region, input, _| cluster::list(&region.ecs, input),
        "DescribeClusters" => |region, input, _| cluster::describe(&region.ecs, input),
        "CreateCluster" => {
            |region, input, context| cluster::create(&mut region.ecs, input, context)
        }
        "DeleteCluster" => |region, input, _| cluster::delete(&mut region.ecs, input),
        "ListServices" => |region, input, _| service::operations::list(&region.ecs, input),
        "ListServicesByNamespace" => |region, input, context| {
            service::operations::list_by_namespace(&region.ecs, input, context)
        },
        "DescribeServices" => {
            |region, input, context| service::operations::describe(&region.ecs, input, context)
        }
        "CreateService" => |region, input, context| service::create::create(region, input, context),
        "UpdateService" => |region, input, context| service::update::update(region, input, context),
        "DeleteService" => {
            |region, input, context| service::operations::delete(region, input, context)
        }
        "ListServiceDeployments" => {
            |region, input, _| service_deployment::operations::list(&region.ecs, input)
        }
        "DescribeServiceDeployments" => |region, input, context| {
            service_deployment::operations::describe(&region.ecs, input, context)
        },
        "StopServiceDeployment" => {
            |region, input, context| service_deployment::operations::stop(region, input, context)
        }
        "DescribeServiceRevisions" => {
            |region, input, context| service_revision::describe(&region.ecs, input, context)
        }
        "ListTasks" => |region, input, _| task::operations::list(&region.ecs, input),
        "DescribeTasks" => {
            |region, input, context| task::operations::describe(&region.ecs, input, context)
        }
        "RunTask" => |region, input, context| task::operations::run(region, input, context),
        "StopTask" => |region, input, context| task::operations::stop(region, input, context),
        "ListTaskDefinitionFamilies" => {
            |region, input, _| task_definition::operations::list_families(&region.ecs, input)
        }
        "ListTaskDefinitions" => {
            |region, input, _| task_definition::operations::list(&region.ecs, input)
        }
        "DescribeTaskDefinition" => {
            |region, input, _| task_definition::operations::describe(&region.ecs, input)
        }
        "RegisterTaskDefinition" => |region, input, context| {
            task_definition::operations::register(&mut region.ecs, input, context)
        },
        "DeregisterTaskDefinition" => |region, input, context| {
            task_definition::operations::deregister(&mut region.ecs, input, context)
        },
        "ListContainerInstances" => |region, input, _| container_instance::list(&region.ecs, input),
        "DescribeContainerInstances" => {
            |region, input, context| container_instance::describe(&region.ecs, input, context)
        }
        "DescribeCapacityProviders" => {
            |region, input, context| capacity_provider::describe(&region.ecs, input, context)
        }
        "ListTagsForResource" => {
            |region, input, context| tag::list(&mut region.ecs, input, context)
        }
        "TagResource" => |region, input, context| tag::add(&mut region.ecs, input, context),
        "UntagResource" => |region, input, context| tag::remove(&mut region.ecs, input, context),
        _ => return None,
    };
    Some(handler)
}
