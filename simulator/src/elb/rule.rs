//! Rules of listeners.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    document::Document,
    elb::{
        Elb,
        action::{self, Action},
        arn, describe, forwarding, invalid, listener, member, quota, tag,
    },
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
};

/// A rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Rule {
    pub(super) arn: String,
    pub(super) listener: String,
    priority: i64,
    /// As they were requested.
    conditions: Vec<Value>,
    pub(super) actions: Vec<Action>,
    pub(super) tags: Tags,
}

impl Rule {
    fn document(&self) -> Value {
        document(
            &self.arn,
            &self.priority.to_string(),
            &self.conditions,
            &self.actions,
        )
    }
}

fn document(arn: &str, priority: &str, conditions: &[Value], actions: &[Action]) -> Value {
    Document::new()
        .set("RuleArn", arn)
        .set("Priority", priority)
        .set("Conditions", conditions.to_vec())
        .set("Actions", action::documents(actions))
        .set("IsDefault", priority == "default")
        .build()
}

/// `CreateRule`.
pub(super) fn create(elb: &mut Elb, input: &Input) -> Answer {
    let listener = member::required(input, "ListenerArn")?;
    let Some(owner) = elb.listeners.get(listener) else {
        return Err(listener::not_found(listener));
    };
    let priority = member::number(input, "Priority", 1..=50_000)?
        .ok_or_else(|| invalid("A rule priority must be specified"))?;
    let taken = |rule: &Rule| rule.listener == listener && rule.priority == priority;
    if elb.rules.values().any(taken) {
        return Err(AwsError::new(
            "PriorityInUse",
            format!("Priority '{priority}' is currently in use"),
        ));
    }
    let conditions = input.list("Conditions")?.to_vec();
    if conditions.is_empty() {
        return Err(invalid("A condition must be specified"));
    }
    let siblings = elb.rules.values();
    let siblings = siblings.filter(|rule| {
        let of = elb.listeners.get(&rule.listener);
        of.is_some_and(|of| of.load_balancer == owner.load_balancer)
    });
    quota::RULES.check(siblings.count() + 1)?;
    let arn = arn::rule_arn(listener, &priority.to_string());
    let rule = Rule {
        listener: listener.to_owned(),
        priority,
        conditions,
        actions: Action::parse(input, "Actions", elb)?,
        tags: tag::parse(input)?,
        arn: arn.clone(),
    };
    forwarding::check(elb, owner.place(), &rule.actions)?;
    let document = rule.document();
    elb.rules.insert(arn, rule);
    Ok(json!({ "Rules": [document] }))
}

/// `DescribeRules`, of a listener or by ARN: by priority, the default rule last.
pub(super) fn describe(elb: &Elb, input: &Input) -> Answer {
    let of = input.text("ListenerArn")?;
    if let Some(missing) = of.filter(|of| !elb.listeners.contains_key(*of)) {
        return Err(listener::not_found(missing));
    }
    let arns = input.texts("RuleArns")?;
    if of.is_none() && arns.is_empty() {
        return Err(invalid(
            "You must specify either listener rule ARNs or a listener ARN",
        ));
    }
    let rules = elb.rules.values().map(|rule| {
        let key = format!("{} {:06}", rule.listener, rule.priority);
        (key, rule.arn.clone(), &rule.listener, rule.document())
    });
    let defaults = elb.listeners.values().map(|listener| {
        let arn = listener.default_rule_arn();
        let document = document(&arn, "default", &[], &listener.actions);
        (
            format!("{} default", listener.arn),
            arn,
            &listener.arn,
            document,
        )
    });
    let mut found: Vec<_> = rules
        .chain(defaults)
        .filter(|(_, arn, listener, _)| {
            of.is_none_or(|of| *listener == of) && (of.is_some() || arns.contains(&arn.as_str()))
        })
        .collect();
    if of.is_none() && found.len() < arns.len() {
        return Err(not_found());
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    let documents = found.into_iter().map(|(key, _, _, rule)| (key, rule));
    describe::page(documents, input, "Rules")
}

/// `ModifyRule`.
pub(super) fn modify(elb: &mut Elb, input: &Input) -> Answer {
    let arn = member::required(input, "RuleArn")?;
    check_own(elb, arn, "modified")?;
    let actions = match input.get("Actions") {
        Some(_) => Some(Action::parse(input, "Actions", elb)?),
        None => None,
    };
    let conditions = input.list("Conditions")?.to_vec();
    let owner = elb.rules.get(arn);
    let owner = owner.and_then(|rule| elb.listeners.get(&rule.listener));
    if let (Some(owner), Some(actions)) = (owner, &actions) {
        forwarding::check(elb, owner.place(), actions)?;
    }
    let Some(rule) = elb.rules.get_mut(arn) else {
        return Err(not_found());
    };
    if let Some(actions) = actions {
        rule.actions = actions;
    }
    if !conditions.is_empty() {
        rule.conditions = conditions;
    }
    Ok(json!({ "Rules": [rule.document()] }))
}

/// `DeleteRule`.
pub(super) fn delete(elb: &mut Elb, input: &Input) -> Answer {
    let arn = member::required(input, "RuleArn")?;
    check_own(elb, arn, "deleted")?;
    elb.rules.remove(arn);
    Ok(json!({}))
}

/// The rule must exist and not be the default one of its listener, which changes only with it.
fn check_own(elb: &Elb, arn: &str, what: &str) -> Result<(), AwsError> {
    let mut listeners = elb.listeners.values();
    if listeners.any(|listener| listener.default_rule_arn() == arn) {
        return Err(AwsError::new(
            "OperationNotPermitted",
            format!("Default rule '{arn}' cannot be {what}"),
        ));
    }
    match elb.rules.get(arn) {
        Some(_) => Ok(()),
        None => Err(not_found()),
    }
}

fn not_found() -> AwsError {
    AwsError::new("RuleNotFound", "One or more rules not found")
}
