//! Elastic Load Balancing, version 2: load balancers, listeners, rules and target groups. It carries no
//! traffic; it says where traffic would go and what the health checks of targets found.

mod action;
mod arn;
mod describe;
mod forwarding;
mod handler;
mod listener;
mod load_balancer;
mod member;
mod quota;
mod rule;
mod security;
mod tag;
mod target;
mod target_group;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::AwsError;
pub(crate) use arn::{listener_arn, load_balancer_arn, rule_arn, target_group_arn};
pub(crate) use handler::handler;
use listener::Listener;
use load_balancer::LoadBalancer;
use rule::Rule;
pub(crate) use target_group::TargetGroup;

/// The load balancing of a region, by ARN.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Elb {
    load_balancers: BTreeMap<String, LoadBalancer>,
    listeners: BTreeMap<String, Listener>,
    /// Rules beside the default actions of listeners.
    rules: BTreeMap<String, Rule>,
    target_groups: BTreeMap<String, TargetGroup>,
}

impl Elb {
    /// A target group.
    pub(crate) fn target_group(&self, arn: &str) -> Option<&TargetGroup> {
        self.target_groups.get(arn)
    }

    /// The load balancers that may forward to a target group.
    pub(crate) fn load_balancers_of(&self, target_group: &str) -> Vec<&str> {
        let listeners = self.listeners.values();
        let mut found: Vec<&str> = listeners
            .filter(|listener| {
                let mut actions = listener.actions.iter().chain(
                    self.rules
                        .values()
                        .filter(|rule| rule.listener == listener.arn)
                        .flat_map(|rule| &rule.actions),
                );
                actions.any(|action| action.weight_of(target_group).is_some())
            })
            .map(|listener| listener.load_balancer.as_str())
            .collect();
        found.dedup();
        found
    }

    /// The target groups that a rule, or the default actions of a listener, forward to, with their weights.
    pub(crate) fn weights(&self, rule_or_listener: &str) -> Option<Vec<(&str, i64)>> {
        let actions = self.actions(rule_or_listener)?;
        Some(actions.iter().flat_map(action::Action::weights).collect())
    }

    /// Shares the traffic of a rule, or of a listener's default actions, among target groups in percent.
    pub(crate) fn shift(&mut self, rule_or_listener: &str, shares: &[(&str, f64)]) {
        let actions = match self.rules.get_mut(rule_or_listener) {
            Some(rule) => &mut rule.actions,
            None => match self.listener_mut(rule_or_listener) {
                Some(listener) => &mut listener.actions,
                None => return,
            },
        };
        for action in actions {
            action.share(shares);
        }
    }

    fn actions(&self, rule_or_listener: &str) -> Option<&[action::Action]> {
        if let Some(rule) = self.rules.get(rule_or_listener) {
            return Some(&rule.actions);
        }
        let listener = self.listeners.values().find(|listener| {
            listener.arn == rule_or_listener || listener.default_rule_arn() == rule_or_listener
        })?;
        Some(&listener.actions)
    }

    /// A listener by its ARN or that of its default rule.
    fn listener_mut(&mut self, arn: &str) -> Option<&mut Listener> {
        self.listeners
            .values_mut()
            .find(|listener| listener.arn == arn || listener.default_rule_arn() == arn)
    }
}

/// A configuration whose parts don't fit together.
fn unfit(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidConfigurationRequest", message)
}

/// A value that isn't allowed.
fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationError", message)
}
