//! Capacity providers: the built-in Fargate ones and those of Auto Scaling groups.

use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{Ecs, missing},
    error::Answer,
    input::Input,
    page::{PageSize, page},
    tags::Tags,
    world::Context,
};

/// A capacity provider of an Auto Scaling group.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct CapacityProvider {
    name: String,
    pub(crate) arn: String,
    cluster_arn: String,
    auto_scaling_group_arn: String,
    pub(crate) tags: Tags,
}

impl CapacityProvider {
    /// A provider whose group carries its name.
    pub(crate) fn new(name: &str, cluster: &str, context: &mut Context<'_>) -> Self {
        let (region, account) = (&context.region, arn::ACCOUNT);
        let group = context.random.hex(8);
        Self {
            name: name.to_owned(),
            arn: arn::ecs(region, &format!("capacity-provider/{name}")),
            cluster_arn: arn::ecs(region, &format!("cluster/{cluster}")),
            auto_scaling_group_arn: format!(
                "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{group}-0000-4000-8000-000000000000:autoScalingGroupName/{name}"
            ),
            tags: Tags::default(),
        }
    }

    fn document(&self, tagged: bool) -> Value {
        Document::new()
            .set("capacityProviderArn", self.arn.as_str())
            .set("name", self.name.as_str())
            .set("cluster", self.cluster_arn.as_str())
            .set("status", "ACTIVE")
            .set("type", "EC2_AUTOSCALING")
            .set(
                "autoScalingGroupProvider",
                json!({
                    "autoScalingGroupArn": self.auto_scaling_group_arn,
                    "managedScaling": {
                        "status": "ENABLED", "targetCapacity": 100, "minimumScalingStepSize": 1,
                        "maximumScalingStepSize": 10_000, "instanceWarmupPeriod": 300,
                    },
                    "managedTerminationProtection": "DISABLED",
                    "managedDraining": "ENABLED",
                }),
            )
            .set(
                "tags",
                if tagged {
                    self.tags.to_json()
                } else {
                    json!([])
                },
            )
            .build()
    }
}

fn fargate(name: &str, context: &Context<'_>) -> Value {
    json!({
        "capacityProviderArn": arn::ecs(&context.region, &format!("capacity-provider/{name}")),
        "name": name,
        "status": "ACTIVE",
        "type": name,
        "tags": [],
    })
}

/// Whether a capacity provider is one of Fargate's own.
pub(crate) fn is_fargate(name: &str) -> bool {
    matches!(name, "FARGATE" | "FARGATE_SPOT")
}

/// `DescribeCapacityProviders`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let tagged = input.includes("TAGS")?;
    let wanted = input.limited_texts("capacityProviders", 100)?;
    let of_cluster = input.text("cluster")?.map(arn::short_name);
    let mut failures = Vec::new();
    let mut names: Vec<String> = if wanted.is_empty() {
        let own = ecs.capacity_providers.keys().cloned();
        ["FARGATE", "FARGATE_SPOT"]
            .map(str::to_owned)
            .into_iter()
            .chain(own)
            .collect()
    } else {
        wanted
            .iter()
            .map(|name| arn::short_name(name).to_owned())
            .collect()
    };
    if let Some(cluster) = of_cluster.and_then(|name| ecs.clusters.get(name)) {
        names.retain(|name| cluster.capacity_providers.contains(name));
    }
    names.sort();
    names.dedup();
    let mut items = Vec::new();
    for name in names {
        match ecs.capacity_providers.get(&name) {
            _ if is_fargate(&name) => items.push((name.clone(), fargate(&name, context))),
            Some(provider) => items.push((name, provider.document(tagged))),
            None => failures.push(missing(&arn::ecs(
                &context.region,
                &format!("capacity-provider/{name}"),
            ))),
        }
    }
    let (providers, token) = page(
        items,
        input,
        PageSize {
            default: 10,
            most: 10,
        },
        "DescribeCapacityProviders",
    )?;
    Ok(Document::new()
        .set("capacityProviders", providers)
        .set("failures", failures)
        .maybe("nextToken", token)
        .build())
}
