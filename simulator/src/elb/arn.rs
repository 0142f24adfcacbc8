//! ARNs of load balancing. Their ids depend on names only, so that scenarios know them beforehand.

use crate::{arn::ACCOUNT, random::hash};

fn arn(region: &str, resource: &str) -> String {
    format!("arn:aws:elasticloadbalancing:{region}:{ACCOUNT}:{resource}")
}

fn id(text: &str) -> String {
    format!("{:016x}", hash(7, text))
}

/// The ARN of a target group.
pub(crate) fn target_group_arn(region: &str, name: &str) -> String {
    arn(region, &format!("targetgroup/{name}/{}", id(name)))
}

/// The ARN of a load balancer; `kind` is `app`, `net` or `gwy`.
pub(crate) fn load_balancer_arn(region: &str, kind: &str, name: &str) -> String {
    arn(region, &format!("loadbalancer/{kind}/{name}/{}", id(name)))
}

/// The ARN of a load balancer's listener on a port.
pub(crate) fn listener_arn(load_balancer: &str, port: i64) -> String {
    let listener = load_balancer.replacen(":loadbalancer/", ":listener/", 1);
    format!("{listener}/{}", id(&format!("listener {port}")))
}

/// The ARN of a listener's rule; `priority` is a number or `default`.
pub(crate) fn rule_arn(listener: &str, priority: &str) -> String {
    let rule = listener.replacen(":listener/", ":listener-rule/", 1);
    format!("{rule}/{}", id(&format!("rule {priority}")))
}

#[cfg(test)]
mod tests {
    use super::{listener_arn, load_balancer_arn, rule_arn, target_group_arn};

    #[test]
    fn arns_have_the_forms_of_aws() {
        let group = target_group_arn("us-east-1", "web");
        let start = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/";
        assert_eq!(group.strip_prefix(start).map(str::len), Some(16));
        let balancer = load_balancer_arn("us-east-1", "app", "shop");
        let rule = rule_arn(&listener_arn(&balancer, 80), "default");
        let parts: Vec<&str> = rule.split('/').collect();
        assert_eq!((parts.len(), parts[1], parts[2]), (6, "app", "shop"));
        assert!(parts[0].ends_with(":listener-rule"));
    }
}
