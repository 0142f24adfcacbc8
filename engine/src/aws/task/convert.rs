//! The SDK's task as the model's.

use aws_sdk_ecs::types;
use model::place::short_name;
use model::task::{Container, PortBinding, Task};

use crate::aws::convert::{tags, time};

/// The task; `None` when it has no ARN.
pub(super) fn task(task: types::Task) -> Option<Task> {
    let arn = task.task_arn?;
    let attachments = task.attachments.unwrap_or_default();
    let interface = |name: &str| {
        attachments
            .iter()
            .filter(|attachment| attachment.r#type.as_deref() == Some("ElasticNetworkInterface"))
            .flat_map(|attachment| attachment.details.iter().flatten())
            .find(|detail| detail.name.as_deref() == Some(name))
            .and_then(|detail| detail.value.clone())
    };
    Some(Task {
        id: short_name(&arn).to_owned(),
        group: task.group,
        started_by: task.started_by,
        task_definition: task.task_definition_arn.unwrap_or_default(),
        status: task.last_status.unwrap_or_default().into(),
        desired_status: task.desired_status,
        health: task.health_status.map(|health| health.as_str().into()),
        version: task.version,
        cpu: task.cpu,
        memory: task.memory,
        launch_type: task
            .launch_type
            .map(|launch_type| launch_type.as_str().to_owned()),
        capacity_provider: task.capacity_provider_name,
        zone: task.availability_zone,
        platform_version: task.platform_version,
        container_instance: task.container_instance_arn,
        containers: task
            .containers
            .unwrap_or_default()
            .into_iter()
            .map(container)
            .collect(),
        private_ip: interface("privateIPv4Address").or_else(|| interface("privateIPv6Address")),
        network_interface: interface("networkInterfaceId"),
        subnet: interface("subnetId"),
        created_at: time(task.created_at),
        pull_started_at: time(task.pull_started_at),
        pull_stopped_at: time(task.pull_stopped_at),
        started_at: time(task.started_at),
        stopping_at: time(task.stopping_at),
        execution_stopped_at: time(task.execution_stopped_at),
        stopped_at: time(task.stopped_at),
        stop_code: task.stop_code.map(|code| code.as_str().to_owned()),
        stopped_reason: task.stopped_reason,
        exec_enabled: task.enable_execute_command,
        tags: tags(task.tags),
        arn,
    })
}

fn container(container: types::Container) -> Container {
    Container {
        name: container.name.unwrap_or_default(),
        arn: container.container_arn,
        image: container.image,
        digest: container.image_digest,
        runtime_id: container.runtime_id,
        status: container.last_status,
        exit_code: container.exit_code,
        reason: container.reason,
        health: container.health_status.map(|health| health.as_str().into()),
        // ECS says `0` for no reservation of its own.
        cpu: container.cpu.filter(|cpu| cpu != "0"),
        memory: container.memory,
        bindings: container
            .network_bindings
            .unwrap_or_default()
            .into_iter()
            .map(|binding| PortBinding {
                container_port: binding.container_port,
                host_port: binding.host_port,
                protocol: binding
                    .protocol
                    .map(|protocol| protocol.as_str().to_owned()),
            })
            .collect(),
        private_ips: container
            .network_interfaces
            .unwrap_or_default()
            .into_iter()
            .filter_map(|interface| interface.private_ipv4_address.or(interface.ipv6_address))
            .collect(),
    }
}
