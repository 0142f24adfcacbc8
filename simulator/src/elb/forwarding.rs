//! What the actions of a listener or rule may do on their load balancer.

use std::collections::BTreeSet;

use crate::{
    elb::{Elb, action::Action, quota},
    error::AwsError,
};

/// Where actions belong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) load_balancer: &'a str,
    /// The protocol of the listener.
    pub(super) protocol: &'a str,
}

/// Refuses actions that don't fit their listener, and target groups that are taken.
pub(super) fn check(elb: &Elb, place: Place<'_>, actions: &[Action]) -> Result<(), AwsError> {
    for action in actions {
        let kind = action.kind();
        if kind.starts_with("authenticate-") && place.protocol != "HTTPS" {
            return Err(AwsError::new(
                "InvalidLoadBalancerAction",
                format!("Actions of type '{kind}' are supported only on HTTPS listeners"),
            ));
        }
    }
    let mut groups: BTreeSet<&str> = BTreeSet::new();
    for (arn, _) in actions.iter().flat_map(Action::weights) {
        let protocol = elb.target_group(arn).map_or("", |group| &group.protocol);
        if !fits(place.protocol, protocol) {
            return Err(AwsError::new(
                "IncompatibleProtocols",
                format!(
                    "The listener protocol '{}' and the target group protocol '{protocol}' are incompatible",
                    place.protocol
                ),
            ));
        }
        let owners = elb.load_balancers_of(arn);
        if owners.iter().any(|owner| *owner != place.load_balancer) {
            return Err(AwsError::new(
                "TargetGroupAssociationLimit",
                format!(
                    "The following target groups cannot be associated with more than one load balancer: {arn}"
                ),
            ));
        }
        groups.insert(arn);
    }
    let used = elb.target_groups.keys().map(String::as_str);
    groups.extend(used.filter(|arn| elb.load_balancers_of(arn).contains(&place.load_balancer)));
    quota::TARGET_GROUPS.check(groups.len())
}

/// Whether a listener of one protocol may forward to a target group of another.
fn fits(listener: &str, group: &str) -> bool {
    match listener {
        "HTTP" | "HTTPS" => matches!(group, "HTTP" | "HTTPS"),
        "TCP" => matches!(group, "TCP" | "TCP_UDP"),
        "TLS" => matches!(group, "TCP" | "TLS"),
        "UDP" => matches!(group, "UDP" | "TCP_UDP"),
        "QUIC" => matches!(group, "QUIC" | "TCP_QUIC"),
        other => other == group,
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn listeners_forward_to_groups_whose_protocol_they_speak() {
        for (listener, group, expected) in [
            ("HTTP", "HTTPS", true),
            ("HTTPS", "HTTP", true),
            ("HTTP", "TCP", false),
            ("TLS", "TCP", true),
            ("TCP", "TLS", false),
            ("UDP", "TCP_UDP", true),
            ("TCP_UDP", "TCP_UDP", true),
            ("TCP_UDP", "TCP", false),
            ("GENEVE", "GENEVE", true),
        ] {
            assert_eq!(fits(listener, group), expected, "{listener} {group}");
        }
    }
}
