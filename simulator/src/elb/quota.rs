//! How many of something there may be: AWS's default quotas.

use crate::error::AwsError;

/// A quota, by the error for what is beyond it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quota {
    code: &'static str,
    most: usize,
    what: &'static str,
}

/// Load balancers of each type in a region.
pub(super) const LOAD_BALANCERS: Quota = Quota {
    code: "TooManyLoadBalancers",
    most: 50,
    what: "load balancers for your AWS account",
};

/// Listeners of a load balancer.
pub(super) const LISTENERS: Quota = Quota {
    code: "TooManyListeners",
    most: 50,
    what: "listeners per load balancer",
};

/// Rules of a load balancer, without the default ones.
pub(super) const RULES: Quota = Quota {
    code: "TooManyRules",
    most: 100,
    what: "rules per load balancer",
};

/// Certificates of a listener.
pub(super) const CERTIFICATES: Quota = Quota {
    code: "TooManyCertificates",
    most: 25,
    what: "certificates per load balancer",
};

/// Target groups that a load balancer forwards to.
pub(super) const TARGET_GROUPS: Quota = Quota {
    code: "TooManyUniqueTargetGroupsPerLoadBalancer",
    most: 100,
    what: "unique target groups per load balancer across all listeners",
};

/// Targets of a target group.
pub(super) const TARGETS: Quota = Quota {
    code: "TooManyTargets",
    most: 1_000,
    what: "targets",
};

impl Quota {
    /// Refuses a count beyond the quota.
    pub(super) fn check(self, count: usize) -> Result<(), AwsError> {
        if count <= self.most {
            return Ok(());
        }
        Err(AwsError::new(
            self.code,
            format!("You've reached the limit on the number of {}", self.what),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::TARGETS;

    #[test]
    fn a_quota_may_be_used_up_but_not_exceeded() {
        assert!(TARGETS.check(1_000).is_ok());
        let refused = TARGETS.check(1_001).map_err(|error| error.code);
        assert_eq!(refused, Err("TooManyTargets".into()));
    }
}
