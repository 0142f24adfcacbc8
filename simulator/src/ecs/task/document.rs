//! Tasks as AWS answers them. They are asked for often and by the hundred, so they are written
//! straight from the task, without a JSON tree between.

mod attachment;
mod container;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    clock::{Millis, Seconds},
    ecs::task::{Phase, Task},
    tags::TagDocument,
};
use attachment::AttachmentDocument;
use container::ContainerDocument;

/// A task as `DescribeTasks` answers it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskDocument<'a> {
    attachments: Vec<AttachmentDocument<'a>>,
    attributes: [Attribute; 1],
    availability_zone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity_provider_name: Option<&'a str>,
    cluster_arn: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    connectivity: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connectivity_at: Option<Seconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    container_instance_arn: Option<&'a str>,
    containers: Vec<ContainerDocument<'a>>,
    cpu: String,
    created_at: Seconds,
    desired_status: &'static str,
    enable_execute_command: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_stopped_at: Option<Seconds>,
    group: &'a str,
    health_status: &'static str,
    last_status: &'static str,
    launch_type: &'a str,
    memory: String,
    overrides: Overrides<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_family: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pull_started_at: Option<Seconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pull_stopped_at: Option<Seconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Seconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_at: Option<Seconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopping_at: Option<Seconds>,
    tags: Vec<TagDocument<'a>>,
    task_arn: &'a str,
    task_definition_arn: &'a str,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    ephemeral_storage: Option<Storage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fargate_ephemeral_storage: Option<Storage>,
}

#[derive(Debug, Serialize)]
struct Attribute {
    name: &'static str,
    value: &'static str,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Storage {
    #[serde(rename = "sizeInGiB")]
    size_gib: i64,
}

/// The overrides of a caller, or the names alone.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Overrides<'a> {
    Given(Cow<'a, Map<String, Value>>),
    #[serde(rename_all = "camelCase")]
    Names {
        container_overrides: Vec<ContainerName<'a>>,
        inference_accelerator_overrides: [(); 0],
    },
}

#[derive(Debug, Serialize)]
struct ContainerName<'a> {
    name: &'a str,
}

impl Task {
    /// The task as a value, for answers that hold other things too.
    pub(crate) fn document(&self, tagged: bool) -> Value {
        serde_json::to_value(self.described(tagged)).unwrap_or_default()
    }

    /// The task as `DescribeTasks` answers it.
    pub(crate) fn described(&self, tagged: bool) -> TaskDocument<'_> {
        let times = &self.times;
        let seconds = |at: Option<Millis>| at.map(Seconds);
        let stopping = self.phase >= Phase::Deprovisioning;
        let fargate = self.launch_type == "FARGATE";
        let connectivity = match self.phase {
            Phase::Stopped => "DISCONNECTED",
            _ => "CONNECTED",
        };
        let storage = fargate.then_some(Storage {
            size_gib: self.ephemeral_storage,
        });
        TaskDocument {
            attachments: AttachmentDocument::of(self),
            attributes: [Attribute {
                name: "ecs.cpu-architecture",
                value: "x86_64",
            }],
            availability_zone: &self.availability_zone,
            capacity_provider_name: self.capacity_provider.as_deref(),
            cluster_arn: &self.cluster_arn,
            connectivity: times.connectivity.map(|_| connectivity),
            connectivity_at: seconds(times.connectivity),
            container_instance_arn: self.container_instance.as_deref(),
            containers: self
                .containers
                .iter()
                .map(|container| ContainerDocument::of(container, self))
                .collect(),
            cpu: self.cpu.to_string(),
            created_at: Seconds(self.created),
            desired_status: self.desired_status(),
            enable_execute_command: self.exec_enabled,
            execution_stopped_at: seconds(times.execution_stopped.filter(|_| stopping)),
            group: &self.group,
            health_status: self.health.as_str(),
            last_status: self.phase.as_str(),
            launch_type: &self.launch_type,
            memory: self.memory.to_string(),
            overrides: self.overrides(),
            platform_version: self.platform_version.as_deref(),
            platform_family: fargate.then_some("Linux"),
            pull_started_at: seconds(times.pull_started),
            pull_stopped_at: seconds(times.pull_stopped),
            started_at: seconds(times.started),
            started_by: self.started_by.as_deref(),
            stop_code: self.stop.as_ref().map(|stop| stop.code.as_ref()),
            stopped_at: seconds(times.stopped),
            stopped_reason: self.stop.as_ref().map(|stop| stop.reason.as_str()),
            stopping_at: seconds(times.stopping),
            tags: if tagged {
                self.tags.documents()
            } else {
                Vec::new()
            },
            task_arn: &self.arn,
            task_definition_arn: &self.definition_arn,
            version: self.version,
            ephemeral_storage: storage,
            fargate_ephemeral_storage: storage,
        }
    }

    fn overrides(&self) -> Overrides<'_> {
        let names = || {
            self.containers.iter().map(|container| ContainerName {
                name: &container.name,
            })
        };
        let Some(Value::Object(given)) = &self.overrides else {
            return Overrides::Names {
                container_overrides: names().collect(),
                inference_accelerator_overrides: [],
            };
        };
        let mut given = Cow::Borrowed(given);
        if !given.contains_key("containerOverrides") {
            let names: Vec<_> = names().collect();
            let names = serde_json::to_value(names).unwrap_or_default();
            given
                .to_mut()
                .insert("containerOverrides".to_owned(), names);
        }
        if !given.contains_key("inferenceAcceleratorOverrides") {
            let none = Value::Array(Vec::new());
            given
                .to_mut()
                .insert("inferenceAcceleratorOverrides".to_owned(), none);
        }
        Overrides::Given(given)
    }
}
