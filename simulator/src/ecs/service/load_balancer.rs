//! `loadBalancers` of a service: what AWS accepts, and what fails a deployment later.

use serde_json::Value;

use crate::{ecs::service_deployment::strategy::Strategy, elb::Elb, error::AwsError};

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

fn advanced(balancer: &Value) -> Option<&Value> {
    balancer.get("advancedConfiguration")
}

/// Checks the load balancers of a request.
pub(super) fn check(balancers: &[Value], strategy: Strategy, elb: &Elb) -> Result<(), AwsError> {
    match problem(balancers, strategy, elb) {
        None => Ok(()),
        Some(problem) => Err(AwsError::invalid_parameter(problem)),
    }
}

fn problem(balancers: &[Value], strategy: Strategy, elb: &Elb) -> Option<String> {
    let classic = |balancer: &&Value| text(balancer, "loadBalancerName").is_some();
    let classics = balancers.iter().filter(classic).count();
    if classics > 0 && classics < balancers.len() {
        return Some("All loadBalancers must be strictly either ELBv1 (defining loadBalancerName) or ELBv2 (defining targetGroupArn)".to_owned());
    }
    let with = balancers
        .iter()
        .filter(|balancer| advanced(balancer).is_some())
        .count();
    if classics > 0 {
        return (with > 0).then(|| {
            "advancedConfiguration field is not allowed with ELBv1 loadBalancers".to_owned()
        });
    }
    if with > 0 && with < balancers.len() {
        return Some("Either all or none of the provided loadBalancers must have advancedConfiguration defined".to_owned());
    }
    if strategy.shifts_traffic() && with < balancers.len() {
        return Some("advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy".to_owned());
    }
    let mut seen = Vec::new();
    for balancer in balancers {
        let group = text(balancer, "targetGroupArn")?;
        let alternate = advanced(balancer).and_then(|more| text(more, "alternateTargetGroupArn"));
        for group in [Some(group), alternate].into_iter().flatten() {
            if seen.contains(&group) {
                return Some(format!("Duplicate targetGroupArn found: {group}"));
            }
            seen.push(group);
        }
        if elb.load_balancers_of(group).is_empty() {
            return Some(format!(
                "The target group with targetGroupArn {group} does not have an associated load balancer."
            ));
        }
        if let (Some(advanced), Some(alternate)) = (advanced(balancer), alternate)
            && let Some(problem) = rules(advanced, [group, alternate], elb)
        {
            return Some(problem);
        }
    }
    None
}

/// What is wrong with the listener rules of a load balancer's entry.
fn rules(advanced: &Value, groups: [&str; 2], elb: &Elb) -> Option<String> {
    let production = text(advanced, "productionListenerRule");
    let test = text(advanced, "testListenerRule");
    for (name, rule) in [
        ("productionListenerRule", production),
        ("testListenerRule", test),
    ] {
        let Some(rule) = rule else { continue };
        let application = rule.contains("/app/");
        let fits = if application {
            rule.contains(":listener-rule/")
        } else {
            rule.contains(":listener/")
        };
        if !fits {
            return Some(format!(
                "{name} has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: {rule}"
            ));
        }
    }
    let production = production?;
    if test == Some(production) {
        return Some(format!(
            "The following rules cannot be used as both production and test listener rules: {production}"
        ));
    }
    let weights = elb.weights(production)?;
    let both = groups
        .iter()
        .all(|group| weights.iter().any(|(known, _)| known == group));
    (production.contains("/app/") && test.is_none() && !both).then(|| {
        "For Application LoadBalancer, testListenerRule is required when productionListenerRule is not associated \
         with both targetGroup and alternateTargetGroup"
            .to_owned()
    })
}

/// Why a deployment that shifts traffic can't use its load balancers.
pub(super) fn networking_problem(balancers: &[Value], elb: &Elb) -> Option<String> {
    let problem = balancers.iter().find_map(|balancer| {
        let advanced = advanced(balancer)?;
        let groups = [
            text(balancer, "targetGroupArn")?,
            text(advanced, "alternateTargetGroupArn")?,
        ];
        let production = text(advanced, "productionListenerRule")?;
        let Some(weights) = elb.weights(production) else {
            return Some(". One or more rules not found".to_owned());
        };
        let serving: Vec<&str> = weights
            .iter()
            .filter(|(_, weight)| *weight > 0)
            .map(|(group, _)| *group)
            .collect();
        if let Some(other) = serving.iter().find(|group| !groups.contains(group)) {
            return Some(format!(
                ". Production listener rule is forwarding traffic to unexpected target group {other}. Expected traffic \
                 to be forwarded to either targetGroupArn: {} or alternateTargetGroupArn: {}",
                groups[0], groups[1]
            ));
        }
        if serving.len() != 1 {
            return Some(format!(
                ". productionListenerRule {production} should have exactly one target group serving traffic but found \
                 {} target groups which are serving traffic",
                serving.len()
            ));
        }
        let test = text(advanced, "testListenerRule").and_then(|rule| elb.weights(rule));
        let known = |group: &str| {
            let mut all = weights.iter().chain(test.iter().flatten());
            all.any(|(known, _)| *known == group)
        };
        groups.iter().find(|group| !known(group)).map(|group| {
            format!(
                ": Target group {group} is not associated with either productionListenerRule or testListenerRule."
            )
        })
    });
    problem.map(|problem| {
        format!(
            "Service deployment rolled back because of invalid networking configuration{problem}"
        )
    })
}
