//! Listeners of load balancers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    document::Document,
    elb::{
        Elb,
        action::{self, Action},
        arn, describe, invalid, load_balancer, member,
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
    protocol: String,
    /// The default actions.
    pub(super) actions: Vec<Action>,
    certificates: Vec<Value>,
    pub(super) tags: Tags,
}

impl Listener {
    /// The ARN of the rule that its default actions are.
    pub(super) fn default_rule_arn(&self) -> String {
        arn::rule_arn(&self.arn, "default")
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
            .build()
    }
}

/// `CreateListener`.
pub(super) fn create(elb: &mut Elb, input: &Input) -> Answer {
    let load_balancer = member::required(input, "LoadBalancerArn")?;
    let Some(owner) = elb.load_balancers.get(load_balancer) else {
        return Err(load_balancer::not_found(load_balancer));
    };
    let application = owner.kind == "application";
    let port = member::number(input, "Port", 1..=65_535)?
        .ok_or_else(|| invalid("A listener port must be specified"))?;
    let protocol = input
        .text("Protocol")?
        .unwrap_or(if application { "HTTP" } else { "TCP" });
    let fits = match protocol {
        "HTTP" | "HTTPS" => application,
        "TCP" | "UDP" | "TLS" | "TCP_UDP" | "QUIC" | "TCP_QUIC" | "GENEVE" => !application,
        _ => false,
    };
    if !fits {
        return Err(invalid(format!(
            "Listener protocol '{protocol}' must be one of '{}'",
            if application {
                "HTTPS, HTTP"
            } else {
                "TCP, TLS, UDP, TCP_UDP"
            }
        )));
    }
    let arn = arn::listener_arn(load_balancer, port);
    if elb.listeners.contains_key(&arn) {
        return Err(AwsError::new(
            "DuplicateListener",
            "A listener already exists on this port for this load balancer",
        ));
    }
    let listener = Listener {
        load_balancer: load_balancer.to_owned(),
        port,
        protocol: protocol.to_owned(),
        actions: Action::parse(input, "DefaultActions", elb)?,
        certificates: input.list("Certificates")?.to_vec(),
        tags: Tags::parse(input.list("Tags")?)?,
        arn: arn.clone(),
    };
    let document = listener.document();
    elb.listeners.insert(arn, listener);
    Ok(json!({ "Listeners": [document] }))
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

/// `ModifyListener`.
pub(super) fn modify(elb: &mut Elb, input: &Input) -> Answer {
    let arn = member::required(input, "ListenerArn")?;
    let actions = match input.get("DefaultActions") {
        Some(_) => Some(Action::parse(input, "DefaultActions", elb)?),
        None => None,
    };
    let Some(listener) = elb.listeners.get_mut(arn) else {
        return Err(not_found(arn));
    };
    if let Some(actions) = actions {
        listener.actions = actions;
    }
    Ok(json!({ "Listeners": [listener.document()] }))
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
