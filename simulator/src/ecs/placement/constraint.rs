//! Placement constraints: on which container instances a task may run.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    clock::rfc3339,
    ecs::{
        container_instance::AGENT_VERSION,
        placement::{
            Candidate,
            expression::{Expression, Facts},
        },
    },
};

/// A placement constraint.
#[derive(Debug, Clone)]
pub(crate) enum Constraint {
    /// The instance is one that an expression means.
    MemberOf(Expression),
    /// No other wanted task of the group is on the instance.
    DistinctInstance,
}

impl Constraint {
    /// Reads `placementConstraints`; the error says what is wrong with it.
    pub(crate) fn parse(list: &[Value]) -> Result<Vec<Self>, String> {
        let text = |item: &Value, name: &str| {
            item.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        list.iter()
            .map(|item| match text(item, "type").as_str() {
                "distinctInstance" => Ok(Self::DistinctInstance),
                "memberOf" => Expression::parse(&text(item, "expression"))
                    .map(Self::MemberOf)
                    .map_err(|error| format!("Invalid placement constraint expression: {error}.")),
                other => Err(format!("Invalid placement constraint type: {other}.")),
            })
            .collect()
    }

    /// Whether a task of a group may run on an instance.
    pub(super) fn holds(&self, candidate: &Candidate<'_>, group: &str) -> bool {
        match self {
            Self::MemberOf(expression) => expression.holds(&candidate.facts()),
            Self::DistinctInstance => candidate.room.in_group(group) == 0,
        }
    }
}

impl Candidate<'_> {
    /// What expressions can ask of the instance.
    pub(crate) fn facts(&self) -> Facts<'_> {
        let groups: BTreeSet<&str> = self.room.groups.keys().copied().collect();
        Facts {
            attributes: &self.instance.attributes,
            agent_connected: self.instance.agent_connected,
            agent_version: AGENT_VERSION,
            ec2_instance_id: &self.instance.ec2_instance_id,
            registered_at: rfc3339(self.instance.registered_at),
            running_tasks: self.room.running,
            groups,
        }
    }
}
