//! Which function answers which operation.

use crate::{
    ecs::{
        account_setting, attribute, capacity_provider, cluster, container_instance, daemon,
        express, gateway, service, service_deployment, service_revision, tag, task,
        task_definition, task_set,
    },
    error::read,
    world::{Handler, Writer},
};

/// What writes the answer of an operation that is asked often.
pub(crate) fn writer(operation: &str) -> Option<Writer> {
    let writer: Writer = match operation {
        "DescribeServices" => {
            |region, input, context| service::operations::describe(&region.ecs, input, context)
        }
        "DescribeTasks" => {
            |region, input, context| task::operations::describe(&region.ecs, input, context)
        }
        "ListTasks" => |region, input, _| task::operations::list(&region.ecs, input),
        _ => return None,
    };
    Some(writer)
}

/// What answers an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let handler: Handler = match operation {
        "ListClusters" => |region, input, _| cluster::operations::list(&region.ecs, input),
        "DescribeClusters" => {
            |region, input, context| cluster::operations::describe(&region.ecs, input, context)
        }
        "CreateCluster" => {
            |region, input, context| cluster::operations::create(&mut region.ecs, input, context)
        }
        "DeleteCluster" => |region, input, _| cluster::operations::delete(&mut region.ecs, input),
        "ListServices" => |region, input, _| service::operations::list(&region.ecs, input),
        "ListServicesByNamespace" => |region, input, context| {
            service::operations::list_by_namespace(&region.ecs, input, context)
        },
        "DescribeServices" => |region, input, context| {
            read(service::operations::describe(&region.ecs, input, context))
        },
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
        "ContinueServiceDeployment" => {
            |region, input, context| service_deployment::operations::resume(region, input, context)
        }
        "DescribeServiceRevisions" => {
            |region, input, context| service_revision::describe(&region.ecs, input, context)
        }
        "ListTasks" => |region, input, _| read(task::operations::list(&region.ecs, input)),
        "DescribeTasks" => {
            |region, input, context| read(task::operations::describe(&region.ecs, input, context))
        }
        "RunTask" => |region, input, context| task::run::run(region, input, context),
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
        "ListContainerInstances" => {
            |region, input, _| container_instance::operations::list(&region.ecs, input)
        }
        "DescribeCapacityProviders" => |region, input, context| {
            capacity_provider::operations::describe(&region.ecs, input, context)
        },
        "DescribeContainerInstances" => |region, input, context| {
            container_instance::operations::describe(&region.ecs, input, context)
        },
        "UpdateContainerInstancesState" => |region, input, context| {
            container_instance::operations::update_state(region, input, context)
        },
        "ListTagsForResource" => {
            |region, input, context| tag::list(&mut region.ecs, input, context)
        }
        "TagResource" => |region, input, context| tag::add(&mut region.ecs, input, context),
        "UntagResource" => |region, input, context| tag::remove(&mut region.ecs, input, context),
        "UpdateCluster" => {
            |region, input, context| cluster::operations::update(&mut region.ecs, input, context)
        }
        "UpdateClusterSettings" => {
            |region, input, _| cluster::operations::update_settings(&mut region.ecs, input)
        }
        "PutClusterCapacityProviders" => {
            |region, input, _| cluster::operations::put_capacity_providers(&mut region.ecs, input)
        }
        "CreateCapacityProvider" => |region, input, context| {
            capacity_provider::operations::create(&mut region.ecs, input, context)
        },
        "UpdateCapacityProvider" => {
            |region, input, _| capacity_provider::operations::update(&mut region.ecs, input)
        }
        "DeleteCapacityProvider" => {
            |region, input, _| capacity_provider::operations::delete(&mut region.ecs, input)
        }
        "DeleteTaskDefinitions" => |region, input, context| {
            task_definition::delete::delete(&mut region.ecs, input, context)
        },
        "ExecuteCommand" => {
            |region, input, context| task::execute_command::execute(&region.ecs, input, context)
        }
        "ListAccountSettings" => |region, input, _| account_setting::list(&region.ecs, input),
        "PutAccountSetting" => |region, input, _| account_setting::put(&mut region.ecs, input),
        "PutAccountSettingDefault" => {
            |region, input, _| account_setting::put_default(&mut region.ecs, input)
        }
        "DeleteAccountSetting" => {
            |region, input, _| account_setting::delete(&mut region.ecs, input)
        }
        "DescribeTaskSets" => {
            |region, input, context| task_set::describe(&region.ecs, input, context)
        }
        "CreateTaskSet" | "UpdateTaskSet" | "DeleteTaskSet" | "UpdateServicePrimaryTaskSet" => {
            |region, input, _| task_set::refuse(&region.ecs, input)
        }
        "ListDaemons" => |region, input, _| daemon::list(&region.ecs, input),
        "ListDaemonDeployments" => {
            |region, input, context| daemon::list_deployments(&region.ecs, input, context)
        }
        "ListDaemonTaskDefinitions" => |_, input, _| daemon::list_task_definitions(input),
        "DescribeDaemon" => |region, input, context| daemon::describe(&region.ecs, input, context),
        "DescribeDaemonTaskDefinition" => |_, _, _| daemon::describe_task_definition(),
        "DescribeDaemonDeployments" => |_, input, _| {
            daemon::describe_absent(input, "daemonDeploymentArns", "daemonDeployments")
        },
        "DescribeDaemonRevisions" => {
            |_, input, _| daemon::describe_absent(input, "daemonRevisionArns", "daemonRevisions")
        }
        "DescribeExpressGatewayService" => {
            |region, input, context| express::describe(&region.ecs, input, context)
        }
        "ListGateways" => |_, input, _| gateway::list(input, "gateways", "ListGateways"),
        "ListGatewayRoutes" => {
            |_, input, _| gateway::list(input, "gatewayRoutes", "ListGatewayRoutes")
        }
        "ListGatewayClusterAssociations" => |_, input, _| {
            gateway::list(
                input,
                "gatewayClusterAssociations",
                "ListGatewayClusterAssociations",
            )
        },
        "DescribeGateway" | "DescribeGatewayResources" => |_, _, _| gateway::describe(),
        "DescribeGatewayRoute" => |_, _, _| gateway::describe_route(),
        "StartTask" => |region, input, context| task::run::start(region, input, context),
        "GetTaskProtection" => {
            |region, input, context| task::protection::get(&region.ecs, input, context)
        }
        "UpdateTaskProtection" => {
            |region, input, context| task::protection::update(region, input, context)
        }
        "RegisterContainerInstance" => |region, input, context| {
            container_instance::registration::register(region, input, context)
        },
        "DeregisterContainerInstance" => |region, input, context| {
            container_instance::registration::deregister(region, input, context)
        },
        "ListAttributes" => |region, input, _| attribute::list(&region.ecs, input),
        "PutAttributes" => |region, input, context| attribute::put(region, input, context),
        "DeleteAttributes" => |region, input, context| attribute::delete(region, input, context),
        _ => return None,
    };
    Some(handler)
}
