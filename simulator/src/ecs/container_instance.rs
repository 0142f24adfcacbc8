//! Container instances: the EC2 machines of a cluster and what is free on them.

use serde_json::{Value, json};

use crate::{
    arn,
    clock::Millis,
    document::Document,
    ecs::{Cluster, Ecs, missing, task::Phase},
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    tags::Tags,
    world::Context,
};

/// A registered EC2 instance.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct ContainerInstance {
    pub(crate) id: String,
    pub(crate) arn: String,
    ec2_instance_id: String,
    instance_type: String,
    pub(crate) availability_zone: String,
    capacity_provider: Option<String>,
    /// CPU units in all.
    cpu: i64,
    /// Memory in MiB in all.
    memory: i64,
    registered_at: Millis,
    version: u32,
    pub(crate) tags: Tags,
}

impl ContainerInstance {
    /// Registers an instance of a type with 2 vCPU and just under 8 GiB in a cluster.
    pub(crate) fn register(
        cluster: &mut Cluster,
        capacity_provider: &str,
        zone: &str,
        context: &mut Context<'_>,
    ) {
        let id = context.random.hex(32);
        let instance = Self {
            arn: arn::ecs(
                &context.region,
                &format!("container-instance/{}/{id}", cluster.name),
            ),
            ec2_instance_id: format!("i-{}", context.random.hex(17)),
            instance_type: "m6i.large".to_owned(),
            availability_zone: format!("{}{zone}", context.region),
            capacity_provider: Some(capacity_provider.to_owned()),
            cpu: 2_048,
            memory: 7_680,
            registered_at: context.now,
            version: 3,
            tags: Tags::default(),
            id: id.clone(),
        };
        cluster.instances.insert(id, instance);
    }

    /// CPU units and memory in MiB that no task on this instance has taken.
    pub(crate) fn free(&self, cluster: &Cluster) -> (i64, i64) {
        let here = cluster
            .tasks
            .values()
            .filter(|task| task.is_on(&self.arn) && task.phase != Phase::Stopped);
        here.fold((self.cpu, self.memory), |(cpu, memory), task| {
            (cpu - task.cpu, memory - task.memory)
        })
    }

    fn document(&self, cluster: &Cluster, tagged: bool) -> Value {
        let (free_cpu, free_memory) = self.free(cluster);
        let on_this = |phase: fn(Phase) -> bool| {
            cluster
                .tasks
                .values()
                .filter(|task| task.is_on(&self.arn) && phase(task.phase))
                .count()
        };
        let attribute = |name: &str, value: &str| json!({ "name": name, "value": value });
        Document::new()
            .set("containerInstanceArn", self.arn.as_str())
            .set("ec2InstanceId", self.ec2_instance_id.as_str())
            .maybe("capacityProviderName", self.capacity_provider.as_deref())
            .set("version", self.version)
            .set("versionInfo", json!({ "agentVersion": "1.89.2", "agentHash": "8cd9ca4c", "dockerVersion": "DockerVersion: 25.0.6" }))
            .set("registeredResources", resources(self.cpu, self.memory))
            .set("remainingResources", resources(free_cpu, free_memory))
            .set("status", "ACTIVE")
            .set("agentConnected", true)
            .set("runningTasksCount", on_this(|phase| phase == Phase::Running))
            .set("pendingTasksCount", on_this(|phase| phase < Phase::Running))
            .set("attributes", json!([
                attribute("ecs.availability-zone", &self.availability_zone),
                attribute("ecs.instance-type", &self.instance_type),
                attribute("ecs.os-type", "linux"),
                attribute("ecs.cpu-architecture", "x86_64"),
                { "name": "com.amazonaws.ecs.capability.logging-driver.awslogs" },
                { "name": "ecs.capability.task-eni" },
                { "name": "com.amazonaws.ecs.capability.ecr-auth" },
            ]))
            .time("registeredAt", Some(self.registered_at))
            .set("attachments", json!([]))
            .set("tags", if tagged { self.tags.to_json() } else { json!([]) })
            .build()
    }
}

fn resources(cpu: i64, memory: i64) -> Value {
    let amount = |name: &str, value: i64| json!({ "name": name, "type": "INTEGER", "doubleValue": 0.0, "longValue": 0, "integerValue": value });
    let ports = |name: &str, ports: &[&str]| json!({ "name": name, "type": "STRINGSET", "doubleValue": 0.0, "longValue": 0, "integerValue": 0, "stringSetValue": ports });
    json!([
        amount("CPU", cpu),
        amount("MEMORY", memory),
        ports("PORTS", &["22", "2375", "2376", "51678", "51679"]),
        ports("PORTS_UDP", &[])
    ])
}

/// `ListContainerInstances`; only instances in state ACTIVE exist.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    let cluster = ecs.cluster(input)?;
    let wanted = input
        .text("status")?
        .is_none_or(|status| status == "ACTIVE");
    let items = cluster
        .instances
        .values()
        .filter(|_| wanted)
        .map(|instance| (instance.id.clone(), instance.arn.clone()));
    let (arns, token) = page(
        items,
        input,
        PageSize {
            default: 100,
            most: 100,
        },
        "ListContainerInstances",
    )?;
    Ok(Document::new()
        .set("containerInstanceArns", arns)
        .maybe("nextToken", token)
        .build())
}

/// `DescribeContainerInstances`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let cluster = ecs.cluster(input)?;
    let identifiers = input.limited_texts("containerInstances", 100)?;
    if identifiers.is_empty() {
        return Err(AwsError::invalid_parameter(
            "Container instances can not be empty.",
        ));
    }
    let tagged = input.includes("TAGS")?;
    let (mut instances, mut failures) = (Vec::new(), Vec::new());
    for identifier in identifiers {
        let id = arn::short_name(identifier);
        match cluster.instances.get(id) {
            Some(instance) => instances.push(instance.document(cluster, tagged)),
            None => {
                failures.push(missing(&arn::ecs(
                    &context.region,
                    &format!("container-instance/{}/{id}", cluster.name),
                )));
            }
        }
    }
    Ok(json!({ "containerInstances": instances, "failures": failures }))
}
