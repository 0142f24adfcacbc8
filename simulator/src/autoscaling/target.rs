//! A scalable target: an ECS service with its bounds.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    autoscaling::{DIMENSION, NAMESPACE},
    clock::{Millis, seconds},
    document::Document,
    error::AwsError,
    input::Input,
    random::hash,
};

/// A scalable target.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Target {
    pub(super) arn: String,
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) suspended: Suspended,
    role: Option<String>,
    created: Millis,
}

/// Which activities are suspended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Suspended {
    pub(super) scale_in: bool,
    pub(super) scale_out: bool,
    pub(super) scheduled: bool,
}

impl Suspended {
    /// The state after a request, which may name some of the activities only.
    pub(super) fn changed(self, input: &Input) -> Result<Self, AwsError> {
        let Some(state) = input.object("SuspendedState")? else {
            return Ok(self);
        };
        Ok(Self {
            scale_in: state
                .flag("DynamicScalingInSuspended")?
                .unwrap_or(self.scale_in),
            scale_out: state
                .flag("DynamicScalingOutSuspended")?
                .unwrap_or(self.scale_out),
            scheduled: state
                .flag("ScheduledScalingSuspended")?
                .unwrap_or(self.scheduled),
        })
    }
}

impl Target {
    /// A target without anything suspended. Its id depends on the names only, so that registering it
    /// leaves the chances of everything else as they were.
    pub(super) fn new(region: &str, resource: &str, (min, max): (i64, i64), now: Millis) -> Self {
        let id = format!("0ec5{:016x}{:016x}", hash(17, resource), hash(19, region));
        Self {
            arn: format!("arn:aws:application-autoscaling:{region}:{ACCOUNT}:scalable-target/{id}"),
            min,
            max,
            suspended: Suspended::default(),
            role: None,
            created: now,
        }
    }

    /// Takes the role of a request, which AWS keeps but doesn't use for ECS services.
    pub(super) fn take_role(&mut self, role: Option<&str>) {
        self.role = role.map(str::to_owned).or(self.role.take());
    }

    /// The desired count that the bounds ask for in place of another.
    pub(super) fn within(&self, desired: i64) -> i64 {
        if desired < self.min && !self.suspended.scale_out {
            self.min
        } else if desired > self.max && !self.suspended.scale_in {
            self.max
        } else {
            desired
        }
    }

    /// The target as AWS answers it.
    pub(super) fn document(&self, resource: &str) -> Value {
        let role = self.role.clone().unwrap_or_else(|| {
            format!(
                "arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/\
                 AWSServiceRoleForApplicationAutoScaling_ECSService"
            )
        });
        Document::new()
            .set("ServiceNamespace", NAMESPACE)
            .set("ResourceId", resource)
            .set("ScalableDimension", DIMENSION)
            .set("MinCapacity", self.min)
            .set("MaxCapacity", self.max)
            .set("RoleARN", role)
            .set("CreationTime", seconds(self.created))
            .set(
                "SuspendedState",
                json!({
                    "DynamicScalingInSuspended": self.suspended.scale_in,
                    "DynamicScalingOutSuspended": self.suspended.scale_out,
                    "ScheduledScalingSuspended": self.suspended.scheduled,
                }),
            )
            .set("ScalableTargetARN", self.arn.as_str())
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::{Suspended, Target};

    #[test]
    fn bounds_move_counts_unless_the_activity_is_suspended() {
        let mut target = Target::new("us-east-1", "service/c/web", (2, 5), 0);
        for (desired, expected) in [(0, 2), (2, 2), (4, 4), (5, 5), (9, 5)] {
            assert_eq!(target.within(desired), expected, "{desired}");
        }
        target.suspended = Suspended {
            scale_out: true,
            ..Suspended::default()
        };
        assert_eq!((target.within(0), target.within(9)), (0, 5));
        target.suspended = Suspended {
            scale_in: true,
            ..Suspended::default()
        };
        assert_eq!((target.within(0), target.within(9)), (2, 9));
    }
}
