//! What a deployment runs and where: the members whose change starts a deployment.

use serde_json::{Map, Value};

use crate::ecs::capacity_provider::is_fargate;

/// Members of a service that a service revision records, besides its task definition.
const MEMBERS: [&str; 9] = [
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "networkConfiguration",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

/// A task definition and the members beside it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Workload {
    /// ARN of the task definition.
    pub(crate) definition: String,
    pub(crate) members: Map<String, Value>,
}

impl Workload {
    /// The workload that a request describes, based on an earlier one.
    pub(super) fn of(
        definition: String,
        request: &Map<String, Value>,
        base: Option<&Self>,
    ) -> Self {
        let mut members = base.map(|base| base.members.clone()).unwrap_or_default();
        for name in MEMBERS {
            if let Some(value) = request.get(name).filter(|value| !value.is_null()) {
                members.insert(name.to_owned(), value.clone());
            }
        }
        // An empty strategy goes back to the launch type.
        if members
            .get("capacityProviderStrategy")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            members.remove("capacityProviderStrategy");
        }
        Self {
            definition,
            members,
        }
    }

    /// Whether a member of a request belongs to the workload.
    pub(super) fn has_member(name: &str) -> bool {
        MEMBERS.contains(&name)
    }

    /// A list member; absent is empty.
    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.members
            .get(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The platform version that was asked for, if it was one with a number.
    pub(crate) fn platform_version(&self) -> Option<&str> {
        let version = self.members.get("platformVersion").and_then(Value::as_str);
        version.filter(|version| *version != "LATEST")
    }

    /// EC2 or FARGATE.
    pub(crate) fn launch_type(&self) -> &'static str {
        let provider = self
            .list("capacityProviderStrategy")
            .first()
            .and_then(|item| item.get("capacityProvider")?.as_str());
        let fargate = match provider {
            Some(provider) => is_fargate(provider),
            None => self.members.get("launchType").and_then(Value::as_str) == Some("FARGATE"),
        };
        if fargate { "FARGATE" } else { "EC2" }
    }
}
