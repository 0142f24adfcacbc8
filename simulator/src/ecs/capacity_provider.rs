//! Capacity providers: the built-in Fargate ones and those that the account made.

pub(crate) mod operations;

pub(crate) mod strategy;

use serde_json::{Value, json};

use crate::{arn, document::Document, ecs::Ecs, error::AwsError, tags::Tags, world::Context};

/// A capacity provider that the account made.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct CapacityProvider {
    name: String,
    pub(crate) arn: String,
    /// The cluster it belongs to, which providers of managed instances must have.
    cluster_arn: Option<String>,
    kind: Kind,
    /// `autoScalingGroupProvider` or `managedInstancesProvider`, with AWS's defaults.
    provider: Value,
    /// False after `DeleteCapacityProvider`; it stays describable as INACTIVE.
    active: bool,
    /// `updateStatus`; absent until something changes it.
    update_status: Option<String>,
    pub(crate) tags: Tags,
}

/// What a capacity provider makes its capacity of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Kind {
    AutoScaling,
    ManagedInstances,
}

impl Kind {
    /// AWS's word for the type.
    fn as_str(self) -> &'static str {
        match self {
            Self::AutoScaling => "EC2_AUTOSCALING",
            Self::ManagedInstances => "MANAGED_INSTANCES",
        }
    }

    /// The member of requests and answers that configures it.
    fn member(self) -> &'static str {
        match self {
            Self::AutoScaling => "autoScalingGroupProvider",
            Self::ManagedInstances => "managedInstancesProvider",
        }
    }
}

impl CapacityProvider {
    /// A provider whose Auto Scaling group carries its name.
    pub(crate) fn new(name: &str, cluster: &str, context: &mut Context<'_>) -> Self {
        let (region, account) = (&context.region, arn::ACCOUNT);
        let group = context.random.hex(8);
        Self {
            name: name.to_owned(),
            arn: arn::ecs(region, &format!("capacity-provider/{name}")),
            cluster_arn: Some(arn::ecs(region, &format!("cluster/{cluster}"))),
            kind: Kind::AutoScaling,
            provider: json!({
                "autoScalingGroupArn": format!(
                    "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{group}-0000-4000-8000-000000000000:autoScalingGroupName/{name}"
                ),
                "managedScaling": {
                    "status": "ENABLED", "targetCapacity": 100, "minimumScalingStepSize": 1,
                    "maximumScalingStepSize": 10_000, "instanceWarmupPeriod": 300,
                },
                "managedTerminationProtection": "DISABLED",
                "managedDraining": "ENABLED",
            }),
            active: true,
            update_status: None,
            tags: Tags::default(),
        }
    }

    /// Whether it is one of the providers of managed instances that a cluster owns.
    pub(crate) fn belongs_to(&self, cluster_arn: &str) -> bool {
        self.active
            && self.kind == Kind::ManagedInstances
            && self.cluster_arn.as_deref() == Some(cluster_arn)
    }

    fn document(&self, tagged: bool) -> Value {
        Document::new()
            .set("capacityProviderArn", self.arn.as_str())
            .set("name", self.name.as_str())
            .maybe("cluster", self.cluster_arn.as_deref())
            .set("status", if self.active { "ACTIVE" } else { "INACTIVE" })
            .set("type", self.kind.as_str())
            .set(self.kind.member(), self.provider.clone())
            .maybe("updateStatus", self.update_status.as_deref())
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

/// Whether a name stands for a provider that clusters can use.
pub(crate) fn is_usable(ecs: &Ecs, name: &str) -> bool {
    let own = ecs.capacity_providers.get(name);
    is_fargate(name) || own.is_some_and(|provider| provider.active)
}

/// Checks a strategy: its providers are the cluster's, one has a base, and one a weight.
pub(crate) fn check_strategy(strategy: &[Value], associated: &[String]) -> Result<(), AwsError> {
    let number = |item: &Value, name: &str| item.get(name).and_then(Value::as_i64).unwrap_or(0);
    let name = |item: &Value| {
        item.get("capacityProvider")
            .and_then(Value::as_str)
            .map(|identifier| arn::short_name(identifier).to_owned())
            .unwrap_or_default()
    };
    let refuse = |message: &str| Err(AwsError::invalid_parameter(message));
    if strategy.is_empty() {
        return Ok(());
    }
    if strategy.len() > 20 {
        return refuse("A capacity provider strategy can have at most 20 capacity providers.");
    }
    if strategy
        .iter()
        .any(|item| !associated.contains(&name(item)))
    {
        return refuse(
            "The specified capacity provider strategy contains a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster and try again.",
        );
    }
    if strategy
        .iter()
        .filter(|item| number(item, "base") > 0)
        .count()
        > 1
    {
        return refuse(
            "Only one capacity provider in a capacity provider strategy can have a base defined.",
        );
    }
    // A weight is 0 when left out, but a single provider takes all tasks anyway.
    if strategy.len() > 1 && strategy.iter().all(|item| number(item, "weight") == 0) {
        return refuse("At least one capacity provider must have a weight greater than 0.");
    }
    let fargate = strategy
        .iter()
        .filter(|item| is_fargate(&name(item)))
        .count();
    if fargate > 0 && fargate < strategy.len() {
        return refuse(
            "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate.",
        );
    }
    Ok(())
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
