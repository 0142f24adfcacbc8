//! Target groups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    clock::{Millis, SECOND},
    document::Document,
    elb::{Elb, arn, describe, invalid, load_balancer, member, tag, target::Registered, unfit},
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
    world::Context,
};

/// The network that everything is in, unless a request names another one.
pub(super) const VPC: &str = "vpc-0f1e2d3c4b5a69788";

/// Seconds a target is drained, unless it is configured otherwise.
const DEREGISTRATION_DELAY: i64 = 300;

/// A target group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TargetGroup {
    pub(super) arn: String,
    name: String,
    pub(super) protocol: String,
    pub(super) port: i64,
    vpc: String,
    /// `ip`, `instance`, `lambda` or `alb`.
    pub(crate) kind: String,
    check: HealthCheck,
    attributes: BTreeMap<String, String>,
    /// Targets that were registered by hand; those of services are known by their tasks.
    pub(super) registered: Vec<Registered>,
    pub(super) tags: Tags,
}

/// How targets are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct HealthCheck {
    protocol: String,
    path: String,
    port: String,
    interval: i64,
    timeout: i64,
    healthy: i64,
    unhealthy: i64,
    matcher: String,
}

impl HealthCheck {
    /// The check of a request, based on an earlier one.
    fn of(input: &Input, base: Self) -> Result<Self, AwsError> {
        let text = |name: &str, base: String| {
            Ok::<_, AwsError>(input.text(name)?.map_or(base, str::to_owned))
        };
        let number = |name: &str, base, range| {
            Ok::<_, AwsError>(member::number(input, name, range)?.unwrap_or(base))
        };
        let matcher = input.object("Matcher")?.unwrap_or_default();
        let check = Self {
            protocol: text("HealthCheckProtocol", base.protocol)?,
            path: text("HealthCheckPath", base.path)?,
            port: text("HealthCheckPort", base.port)?,
            interval: number("HealthCheckIntervalSeconds", base.interval, 5..=300)?,
            timeout: number("HealthCheckTimeoutSeconds", base.timeout, 2..=120)?,
            healthy: number("HealthyThresholdCount", base.healthy, 2..=10)?,
            unhealthy: number("UnhealthyThresholdCount", base.unhealthy, 2..=10)?,
            matcher: matcher
                .text("HttpCode")?
                .map_or(base.matcher, str::to_owned),
        };
        if input.get("Matcher").is_some() && !matches!(check.protocol.as_str(), "HTTP" | "HTTPS") {
            return Err(unfit(format!(
                "Custom health check matchers are not supported for health checks for target groups with the {} protocol",
                check.protocol
            )));
        }
        if check.timeout >= check.interval {
            return Err(invalid(format!(
                "Health check timeout '{}' must be smaller than the interval '{}'",
                check.timeout, check.interval
            )));
        }
        Ok(check)
    }

    fn default_of(protocol: &str) -> Self {
        let http = matches!(protocol, "HTTP" | "HTTPS");
        Self {
            protocol: if http { protocol } else { "TCP" }.to_owned(),
            path: if http { "/" } else { "" }.to_owned(),
            port: "traffic-port".to_owned(),
            interval: 30,
            timeout: if http { 5 } else { 10 },
            healthy: 5,
            unhealthy: 2,
            matcher: if http { "200" } else { "" }.to_owned(),
        }
    }
}

impl TargetGroup {
    /// The time between two health checks.
    pub(crate) fn check_interval(&self) -> Millis {
        self.check.interval * SECOND
    }

    /// How often a check must fail until the target is unhealthy.
    pub(crate) fn unhealthy_threshold(&self) -> i64 {
        self.check.unhealthy
    }

    /// How long a target finishes its requests after it was deregistered.
    pub(crate) fn deregistration_delay(&self) -> Millis {
        self.attributes
            .get("deregistration_delay.timeout_seconds")
            .and_then(|seconds| seconds.parse::<i64>().ok())
            .unwrap_or(DEREGISTRATION_DELAY)
            .clamp(0, 3_600)
            * SECOND
    }

    fn document(&self, elb: &Elb) -> Value {
        let check = &self.check;
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Document::new()
            .set("TargetGroupArn", self.arn.as_str())
            .set("TargetGroupName", self.name.as_str())
            .set("Protocol", self.protocol.as_str())
            .set("Port", self.port)
            .set("VpcId", self.vpc.as_str())
            .set("TargetType", self.kind.as_str())
            .set("HealthCheckProtocol", check.protocol.as_str())
            .set("HealthCheckPort", check.port.as_str())
            .set("HealthCheckEnabled", true)
            .set("HealthCheckIntervalSeconds", check.interval)
            .set("HealthCheckTimeoutSeconds", check.timeout)
            .set("HealthyThresholdCount", check.healthy)
            .set("UnhealthyThresholdCount", check.unhealthy)
            .maybe("HealthCheckPath", text(&check.path))
            .maybe(
                "Matcher",
                text(&check.matcher).map(|code| json!({ "HttpCode": code })),
            )
            .set("LoadBalancerArns", json!(elb.load_balancers_of(&self.arn)))
            .set("IpAddressType", "ipv4")
            .build()
    }
}

/// `CreateTargetGroup`; the same request again answers the same target group.
pub(super) fn create(elb: &mut Elb, input: &Input, context: &Context<'_>) -> Answer {
    let name = member::name(input)?;
    let kind = input.text("TargetType")?.unwrap_or("instance");
    if !matches!(kind, "ip" | "instance" | "alb") {
        return Err(invalid(format!("The target type '{kind}' is not served.")));
    }
    let protocol = member::required(input, "Protocol")?;
    if !matches!(
        protocol,
        "HTTP" | "HTTPS" | "TCP" | "TLS" | "UDP" | "TCP_UDP" | "QUIC" | "TCP_QUIC" | "GENEVE"
    ) {
        return Err(invalid(format!("The protocol '{protocol}' is not valid.")));
    }
    let port = member::number(input, "Port", 1..=65_535)?
        .ok_or_else(|| invalid("A port must be specified"))?;
    let made = TargetGroup {
        arn: arn::target_group_arn(&context.region, name),
        name: name.to_owned(),
        protocol: protocol.to_owned(),
        port,
        vpc: input.text("VpcId")?.unwrap_or(VPC).to_owned(),
        kind: kind.to_owned(),
        check: HealthCheck::of(input, HealthCheck::default_of(protocol))?,
        attributes: BTreeMap::new(),
        registered: Vec::new(),
        tags: tag::parse(input)?,
    };
    if let Some(known) = elb.target_groups.get(&made.arn) {
        let same = (&known.protocol, known.port, &known.kind, &known.check)
            == (&made.protocol, made.port, &made.kind, &made.check);
        if !same {
            return Err(AwsError::new(
                "DuplicateTargetGroupName",
                format!(
                    "A target group with the same name '{name}' exists, but with different settings"
                ),
            ));
        }
    }
    let arn = made.arn.clone();
    let group = elb.target_groups.entry(arn.clone()).or_insert(made);
    let document = group.clone().document(elb);
    Ok(json!({ "TargetGroups": [document] }))
}

/// `DescribeTargetGroups`, all or by load balancer, ARN or name.
pub(super) fn describe(elb: &Elb, input: &Input) -> Answer {
    let of = input.text("LoadBalancerArn")?;
    if let Some(missing) = of.filter(|of| !elb.load_balancers.contains_key(*of)) {
        return Err(load_balancer::not_found(missing));
    }
    let wanted = describe::Wanted {
        arns: input.texts("TargetGroupArns")?,
        names: input.texts("Names")?,
        missing: not_found,
    };
    let all = elb.target_groups.values();
    let all = all.map(|group| (group.arn.as_str(), group.name.as_str(), group));
    let found = wanted.find(all)?.into_iter();
    let found =
        found.filter(|group| of.is_none_or(|of| elb.load_balancers_of(&group.arn).contains(&of)));
    let documents = found.map(|group| (group.arn.clone(), group.document(elb)));
    describe::page(documents, input, "TargetGroups")
}

/// `ModifyTargetGroup`: its health check.
pub(super) fn modify(elb: &mut Elb, input: &Input) -> Answer {
    let group = elb.group_mut(input)?;
    group.check = HealthCheck::of(input, group.check.clone())?;
    let group = group.clone();
    Ok(json!({ "TargetGroups": [group.document(elb)] }))
}

/// `DeleteTargetGroup`: not while a listener or rule forwards to it.
pub(super) fn delete(elb: &mut Elb, input: &Input) -> Answer {
    let arn = member::required(input, "TargetGroupArn")?;
    if !elb.load_balancers_of(arn).is_empty() {
        return Err(AwsError::new(
            "ResourceInUse",
            format!("Target group '{arn}' is currently in use by a listener or a rule"),
        ));
    }
    elb.target_groups.remove(arn);
    Ok(json!({}))
}

/// `DescribeTargetGroupAttributes`.
pub(super) fn attributes(elb: &Elb, input: &Input) -> Answer {
    let arn = member::required(input, "TargetGroupArn")?;
    let group = elb.target_group(arn).ok_or_else(|| not_found(arn))?;
    Ok(json!({ "Attributes": group.attribute_list() }))
}

/// `ModifyTargetGroupAttributes`.
pub(super) fn modify_attributes(elb: &mut Elb, input: &Input) -> Answer {
    let attributes = member::structures(input, "Attributes")?;
    let group = elb.group_mut(input)?;
    for attribute in attributes {
        let key = member::required(&attribute, "Key")?;
        let value = attribute.text("Value")?.unwrap_or_default();
        if key == "stickiness.type" && !sticks(&group.protocol, value) {
            return Err(unfit(format!(
                "Stickiness type '{value}' is not supported for target groups with the {} protocol",
                group.protocol
            )));
        }
        if key == "deregistration_delay.timeout_seconds" {
            member::number(&attribute, "Value", 0..=3_600)?;
        }
        group.attributes.insert(key.to_owned(), value.to_owned());
    }
    Ok(json!({ "Attributes": group.attribute_list() }))
}

/// Whether target groups of a protocol have a type of stickiness: cookies need HTTP.
fn sticks(protocol: &str, kind: &str) -> bool {
    let http = matches!(protocol, "HTTP" | "HTTPS");
    match kind {
        "lb_cookie" | "app_cookie" => http,
        _ => !http,
    }
}

impl TargetGroup {
    fn attribute_list(&self) -> Vec<Value> {
        let defaults = [
            ("deregistration_delay.timeout_seconds", "300"),
            ("load_balancing.algorithm.type", "round_robin"),
            ("slow_start.duration_seconds", "0"),
            ("stickiness.enabled", "false"),
        ];
        let mut all: BTreeMap<&str, &str> = defaults.into_iter().collect();
        all.extend(
            self.attributes
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str())),
        );
        all.into_iter()
            .map(|(key, value)| json!({ "Key": key, "Value": value }))
            .collect()
    }
}

impl Elb {
    /// The target group that a request names.
    pub(super) fn group_mut(&mut self, input: &Input) -> Result<&mut TargetGroup, AwsError> {
        let arn = member::required(input, "TargetGroupArn")?;
        self.target_groups
            .get_mut(arn)
            .ok_or_else(|| not_found(arn))
    }
}

/// The error for target groups that don't exist.
pub(super) fn not_found(arn: &str) -> AwsError {
    if arn.starts_with("arn:") {
        AwsError::new(
            "TargetGroupNotFound",
            format!("Target groups '{arn}' not found"),
        )
    } else {
        AwsError::new("TargetGroupNotFound", "One or more target groups not found")
    }
}
