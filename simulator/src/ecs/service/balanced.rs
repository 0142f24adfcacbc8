//! Which target groups the tasks of a deployment belong to.

use serde_json::{Value, json};

use crate::{
    ecs::service::{Deployment, Service},
    elb::Elb,
};

/// A port of a container in a target group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Balanced {
    /// ARN of the target group.
    pub(crate) group: String,
    pub(crate) container: String,
    pub(crate) port: i64,
}

/// The target group of a load balancer's entry: the first, or the alternate one.
fn group(balancer: &Value, alternate: bool) -> Option<&str> {
    let advanced = balancer.get("advancedConfiguration");
    let other = advanced.and_then(|advanced| advanced.get("alternateTargetGroupArn")?.as_str());
    let first = balancer.get("targetGroupArn")?.as_str()?;
    Some(if alternate {
        other.unwrap_or(first)
    } else {
        first
    })
}

impl Deployment {
    /// The ARNs of the target groups that its tasks belong to.
    pub(super) fn target_groups(&self) -> Vec<String> {
        let balancers = self.workload.list("loadBalancers").iter();
        balancers
            .filter_map(|balancer| group(balancer, self.alternate).map(str::to_owned))
            .collect()
    }

    /// `resolvedConfiguration` of its revision, where a load balancer has two target groups.
    pub(super) fn resolved(&self) -> Option<Value> {
        let balancers = self.workload.list("loadBalancers").iter();
        let resolved: Vec<Value> = balancers
            .filter_map(|balancer| {
                let rule = balancer
                    .get("advancedConfiguration")?
                    .get("productionListenerRule")?;
                Some(json!({
                    "targetGroupArn": group(balancer, self.alternate)?, "productionListenerRule": rule,
                }))
            })
            .collect();
        (!resolved.is_empty()).then(|| json!({ "loadBalancers": resolved }))
    }
}

impl Service {
    /// The ports that a deployment's tasks offer to target groups.
    pub(crate) fn balanced(&self, deployment: &str) -> Vec<Balanced> {
        let mut deployments = self.deployments.iter();
        let Some(deployment) = deployments.find(|known| known.id == deployment) else {
            return Vec::new();
        };
        let balancers = deployment.workload.list("loadBalancers").iter();
        balancers
            .filter_map(|balancer| {
                Some(Balanced {
                    group: group(balancer, deployment.alternate)?.to_owned(),
                    container: balancer.get("containerName")?.as_str()?.to_owned(),
                    port: balancer.get("containerPort")?.as_i64()?,
                })
            })
            .collect()
    }

    /// The target groups of a deployment.
    pub(super) fn target_groups_of(&self, deployment: &str) -> Vec<String> {
        let mut deployments = self.deployments.iter();
        deployments
            .find(|known| known.id == deployment)
            .map(Deployment::target_groups)
            .unwrap_or_default()
    }

    /// Gives the listener rules of the newest deployment the weights that it has come to.
    pub(super) fn share_traffic(&self, elb: &mut Elb) {
        let Some(progress) = self.progress() else {
            return;
        };
        // Without an older revision there is nobody else to take the traffic.
        let (production, test) = match progress.source {
            Some(_) => (progress.production, progress.test),
            None => (100.0, 100.0),
        };
        for balancer in self.workload.list("loadBalancers") {
            let Some(advanced) = balancer.get("advancedConfiguration") else {
                continue;
            };
            let (Some(new), Some(old)) = (
                group(balancer, progress.alternate),
                group(balancer, !progress.alternate),
            ) else {
                continue;
            };
            for (rule, share) in [
                ("productionListenerRule", production),
                ("testListenerRule", test),
            ] {
                if let Some(rule) = advanced.get(rule).and_then(Value::as_str) {
                    elb.shift(rule, &[(old, 100.0 - share), (new, share)]);
                }
            }
        }
    }
}
