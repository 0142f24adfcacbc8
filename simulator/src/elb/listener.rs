//! Listeners of load balancers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    document::Document,
    elb::{
        Elb,
        action::{self, Action},
        arn, describe,
        forwarding::{self, Place},
        invalid, load_balancer, member, quota, security, tag,
    },
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
};

/// A listener.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Listener {
    pub(super) arn: String,
    pub(super) load_balancer: String,
    port: i64,
    pub(super) protocol: String,
    /// The default actions.
    pub(super) actions: Vec<Action>,
    certificates: Vec<Value>,
    #[serde(default)]
    ssl_policy: Option<String>,
    pub(super) tags: Tags,
}

impl Listener {
    /// The ARN of the rule that its default actions are.
    pub(super) fn default_rule_arn(&self) -> String {
        arn::rule_arn(&self.arn, "default")
    }

    /// Where the actions of the listener and of its rules belong.
    pub(super) fn place(&self) -> Place<'_> {
        Place {
            load_balancer: &self.load_balancer,
            protocol: &self.protocol,
        }
    }

    fn ssl_policy(&self) -> Option<&str> {
        let encrypted = matches!(self.protocol.as_str(), "HTTPS" | "TLS");
        let policy = self.ssl_policy.as_deref();
        encrypted.then(|| policy.unwrap_or(security::DEFAULT_POLICY))
    }

    fn document(&self) -> Value {
        let certificates = (!self.certificates.is_empty()).then(|| self.certificates.clone());
        Document::new()
            .set("ListenerArn", self.arn.as_str())
            .set("LoadBalancerArn", self.load_balancer.as_str())
            .set("Port", self.port)
            .set("Protocol", self.protocol.as_str())
            .set("DefaultActions", action::documents(&self.actions))
            .maybe("Certificates", certificates)
            .maybe("SslPolicy", self.ssl_policy())
            .build()
    }
}

/// `CreateListener`.
pub(super) fn create(elb: &mut Elb, input: &Input) -> Answer {
    let load_balancer = member::required(input, "LoadBalancerArn")?;
    let Some(owner) = elb.load_balancers.get(load_balancer) else {
        return Err(load_balancer::not_found(load_balancer));
    };
    let port = member::number(input, "Port", 1..=65_535)?
        .ok_or_else(|| invalid("A listener port must be specified"))?;
    let protocol = match input.text("Protocol")? {
        Some(protocol) => protocol,
        None if owner.kind == "application" => "HTTP",
        None => "TCP",
    };
    check_protocol(protocol, &owner.kind)?;
    security::check(input)?;
    check_port(elb, load_balancer, port, None)?;
    let siblings = elb.listeners.values();
    let siblings = siblings.filter(|listener| listener.load_balancer == load_balancer);
    quota::LISTENERS.check(siblings.count() + 1)?;
    let listener = Listener {
        arn: new_arn(elb, load_balancer, port),
        load_balancer: load_balancer.to_owned(),
        port,
        protocol: protocol.to_owned(),
        actions: Action::parse(input, "DefaultActions", elb)?,
        certificates: input.list("Certificates")?.to_vec(),
        ssl_policy: input.text("SslPolicy")?.map(str::to_owned),
        tags: tag::parse(input)?,
    };
    forwarding::check(elb, listener.place(), &listener.actions)?;
    let document = listener.document();
    elb.listeners.insert(listener.arn.clone(), listener);
    Ok(json!({ "Listeners": [document] }))
}

/// Refuses a protocol that load balancers of a kind don't listen for.
fn check_protocol(protocol: &str, kind: &str) -> Result<(), AwsError> {
    let application = kind == "application";
    let fits = match protocol {
        "HTTP" | "HTTPS" => application,
        "TCP" | "UDP" | "TLS" | "TCP_UDP" | "QUIC" | "TCP_QUIC" | "GENEVE" => !application,
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(invalid(format!(
        "Listener protocol '{protocol}' must be one of '{}'",
        if application {
            "HTTPS, HTTP"
        } else {
            "TCP, TLS, UDP, TCP_UDP"
        }
    )))
}

/// Refuses a port that another listener of the load balancer has.
fn check_port(
    elb: &Elb,
    load_balancer: &str,
    port: i64,
    own: Option<&str>,
) -> Result<(), AwsError> {
    let mut others = elb.listeners.values();
    let taken = others.any(|other| {
        other.load_balancer == load_balancer && other.port == port && own != Some(&other.arn)
    });
    if taken {
        return Err(AwsError::new(
            "DuplicateListener",
            "A listener already exists on this port for this load balancer",
        ));
    }
    Ok(())
}

/// The ARN of a new listener: that of its port, or another one when a listener took it before it
/// changed its port.
fn new_arn(elb: &Elb, load_balancer: &str, port: i64) -> String {
    let mut number = port;
    loop {
        let arn = arn::listener_arn(load_balancer, number);
        if !elb.listeners.contains_key(&arn) {
            return arn;
        }
        number += 1 << 16;
    }
}

/// `DescribeListeners`, of a load balancer or by ARN.
pub(super) fn describe(elb: &Elb, input: &Input) -> Answer {
    let of = input.text("LoadBalancerArn")?;
    if let Some(missing) = of.filter(|of| !elb.load_balancers.contains_key(*of)) {
        return Err(load_balancer::not_found(missing));
    }
    let wanted = describe::Wanted {
        arns: input.texts("ListenerArns")?,
        names: Vec::new(),
        missing: not_found,
    };
    if of.is_none() && wanted.arns.is_empty() {
        return Err(invalid(
            "You must specify either listener ARNs or a load balancer ARN",
        ));
    }
    let all = elb.listeners.values();
    let all = all.map(|listener| (listener.arn.as_str(), "", listener));
    let found = wanted.find(all)?.into_iter();
    let found = found.filter(|listener| of.is_none_or(|of| listener.load_balancer == of));
    let documents = found.map(|listener| (listener.arn.clone(), listener.document()));
    describe::page(documents, input, "Listeners")
}

/// `ModifyListener`: what a request doesn't name stays as it is.
pub(super) fn modify(elb: &mut Elb, input: &Input) -> Answer {
    let arn = member::required(input, "ListenerArn")?;
    let Some(known) = elb.listeners.get(arn) else {
        return Err(not_found(arn));
    };
    let mut changed = known.clone();
    if let Some(port) = member::number(input, "Port", 1..=65_535)? {
        check_port(elb, &known.load_balancer, port, Some(arn))?;
        changed.port = port;
    }
    if let Some(protocol) = input.text("Protocol")? {
        let owner = elb.load_balancers.get(&known.load_balancer);
        check_protocol(protocol, owner.map_or("", |owner| &owner.kind))?;
        protocol.clone_into(&mut changed.protocol);
    }
    security::check(input)?;
    if let Some(policy) = input.text("SslPolicy")? {
        changed.ssl_policy = Some(policy.to_owned());
    }
    if input.get("Certificates").is_some() {
        changed.certificates = input.list("Certificates")?.to_vec();
    }
    if input.get("DefaultActions").is_some() {
        changed.actions = Action::parse(input, "DefaultActions", elb)?;
    }
    forwarding::check(elb, changed.place(), &changed.actions)?;
    let document = changed.document();
    elb.listeners.insert(arn.to_owned(), changed);
    Ok(json!({ "Listeners": [document] }))
}

/// `DeleteListener`: its rules go with it.
pub(super) fn delete(elb: &mut Elb, input: &Input) -> Answer {
    let arn = member::required(input, "ListenerArn")?;
    if elb.listeners.remove(arn).is_none() {
        return Err(not_found(arn));
    }
    elb.rules.retain(|_, rule| rule.listener != arn);
    Ok(json!({}))
}

/// The error for a listener that doesn't exist.
pub(super) fn not_found(_: &str) -> AwsError {
    AwsError::new("ListenerNotFound", "One or more listeners not found")
}
