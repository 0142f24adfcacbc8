//! Load balancers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    clock::{Millis, SECOND, rfc3339},
    document::Document,
    elb::{Elb, arn, describe, invalid, member, quota, tag, unfit},
    error::{Answer, AwsError},
    input::Input,
    random::hash,
    tags::Tags,
    world::{Context, Region},
};

/// How long a load balancer is provisioned.
const PROVISIONING: Millis = 90 * SECOND;

/// A load balancer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LoadBalancer {
    pub(super) arn: String,
    pub(super) name: String,
    /// `application`, `network` or `gateway`.
    pub(super) kind: String,
    scheme: String,
    subnets: Vec<String>,
    security_groups: Vec<String>,
    created: Millis,
    pub(super) tags: Tags,
}

/// `CreateLoadBalancer`; the same request again answers the same load balancer.
pub(super) fn create(region: &mut Region, input: &Input, context: &Context<'_>) -> Answer {
    let name = member::name(input)?;
    let kind = input.text("Type")?.unwrap_or("application");
    let short = match kind {
        "application" => "app",
        "network" => "net",
        "gateway" => "gwy",
        other => {
            return Err(invalid(format!(
                "The load balancer type '{other}' is not valid."
            )));
        }
    };
    let mut subnets: Vec<String> = input
        .texts("Subnets")?
        .into_iter()
        .map(str::to_owned)
        .collect();
    for mapping in member::structures(input, "SubnetMappings")? {
        subnets.push(member::required(&mapping, "SubnetId")?.to_owned());
    }
    if subnets.len() < if kind == "application" { 2 } else { 1 } {
        return Err(invalid(
            "At least two subnets in two different Availability Zones must be specified",
        ));
    }
    if let Some(missing) = subnets.iter().find(|subnet| !subnet.starts_with("subnet-")) {
        return Err(AwsError::new(
            "SubnetNotFound",
            format!("The subnet ID '{missing}' does not exist"),
        ));
    }
    let scheme = input.text("Scheme")?.unwrap_or("internet-facing");
    if !matches!(scheme, "internet-facing" | "internal") {
        return Err(invalid(format!("The scheme '{scheme}' is not valid.")));
    }
    let arn = arn::load_balancer_arn(&context.region, short, name);
    let groups = input.texts("SecurityGroups")?;
    if kind == "gateway" && !groups.is_empty() {
        return Err(unfit(
            "Security groups are not supported for load balancers with type 'gateway'",
        ));
    }
    if let Some(missing) = groups.iter().find(|group| !group.starts_with("sg-")) {
        return Err(AwsError::new(
            "InvalidSecurityGroup",
            format!("Security group '{missing}' does not exist"),
        ));
    }
    let made = LoadBalancer {
        name: name.to_owned(),
        kind: kind.to_owned(),
        scheme: scheme.to_owned(),
        subnets,
        security_groups: groups.into_iter().map(str::to_owned).collect(),
        created: context.now,
        tags: tag::parse(input)?,
        arn: arn.clone(),
    };
    let known = region
        .elb
        .load_balancers
        .values()
        .find(|known| known.name == name);
    match known {
        Some(known)
            if (&known.scheme, &known.subnets, &known.kind)
                != (&made.scheme, &made.subnets, &made.kind) =>
        {
            return Err(AwsError::new(
                "DuplicateLoadBalancerName",
                format!(
                    "A load balancer with the same name '{name}' exists, but with different settings"
                ),
            ));
        }
        Some(known) => return Ok(json!({ "LoadBalancers": [known.document(context)] })),
        None => {}
    }
    let others = region.elb.load_balancers.values();
    let others = others.filter(|other| other.kind == made.kind);
    quota::LOAD_BALANCERS.check(others.count() + 1)?;
    let document = made.document(context);
    region.elb.load_balancers.insert(arn, made);
    Ok(json!({ "LoadBalancers": [document] }))
}

/// `DescribeLoadBalancers`.
pub(super) fn describe(elb: &Elb, input: &Input, context: &Context<'_>) -> Answer {
    let wanted = describe::Wanted {
        arns: input.texts("LoadBalancerArns")?,
        names: input.texts("Names")?,
        missing: not_found,
    };
    let all = elb.load_balancers.values();
    let all = all.map(|balancer| (balancer.arn.as_str(), balancer.name.as_str(), balancer));
    let found = wanted.find(all)?.into_iter();
    let documents = found.map(|balancer| (balancer.arn.clone(), balancer.document(context)));
    describe::page(documents, input, "LoadBalancers")
}

/// `DeleteLoadBalancer`: its listeners and their rules go with it.
pub(super) fn delete(elb: &mut Elb, input: &Input) -> Answer {
    let arn = member::required(input, "LoadBalancerArn")?;
    elb.load_balancers.remove(arn);
    elb.listeners
        .retain(|_, listener| listener.load_balancer != arn);
    let Elb {
        listeners, rules, ..
    } = elb;
    rules.retain(|_, rule| listeners.contains_key(&rule.listener));
    Ok(json!({}))
}

/// The error for a load balancer that doesn't exist.
pub(super) fn not_found(names: &str) -> AwsError {
    AwsError::new(
        "LoadBalancerNotFound",
        format!("Load balancers '[{names}]' not found"),
    )
}

impl LoadBalancer {
    fn document(&self, context: &Context<'_>) -> Value {
        let number = hash(8, &self.name) % 10_000_000_000;
        let zones: Vec<Value> = self
            .subnets
            .iter()
            .enumerate()
            .map(|(index, subnet)| {
                let letter = char::from(b'a' + (index % 3) as u8);
                json!({ "SubnetId": subnet, "ZoneName": format!("{}{letter}", context.region) })
            })
            .collect();
        let state = if context.now - self.created < PROVISIONING {
            "provisioning"
        } else {
            "active"
        };
        Document::new()
            .set("LoadBalancerArn", self.arn.as_str())
            .set("LoadBalancerName", self.name.as_str())
            .set(
                "DNSName",
                format!(
                    "{}-{number}.{}.elb.amazonaws.com",
                    self.name, context.region
                ),
            )
            .set("CanonicalHostedZoneId", "Z35SXDOTRQ7X7K")
            .set("CreatedTime", rfc3339(self.created))
            .set("Scheme", self.scheme.as_str())
            .set("VpcId", super::target_group::VPC)
            .set("State", json!({ "Code": state }))
            .set("Type", self.kind.as_str())
            .set("AvailabilityZones", zones)
            .set("SecurityGroups", self.security_groups.clone())
            .set("IpAddressType", "ipv4")
            .build()
    }
}
