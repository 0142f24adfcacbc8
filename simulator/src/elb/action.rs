//! What a listener or rule does with a request.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    document::Document,
    elb::{Elb, invalid, member},
    error::AwsError,
    input::Input,
};

/// The heaviest weight of a target group.
const HEAVIEST: i64 = 999;

/// An action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Action {
    /// To target groups by their weights.
    Forward(Vec<(String, i64)>),
    /// Anything else, as it was requested.
    Other(Value),
}

impl Action {
    /// Reads the actions of a request; the target groups must exist.
    pub(super) fn parse(input: &Input, name: &str, elb: &Elb) -> Result<Vec<Self>, AwsError> {
        let actions = member::structures(input, name)?;
        if actions.is_empty() {
            return Err(invalid(format!("{name} must have at least one action.")));
        }
        actions.iter().map(|action| Self::of(action, elb)).collect()
    }

    fn of(input: &Input, elb: &Elb) -> Result<Self, AwsError> {
        if member::required(input, "Type")? != "forward" {
            return Ok(Self::Other(Value::Object(input.members().clone())));
        }
        let mut groups = Vec::new();
        if let Some(config) = input.object("ForwardConfig")? {
            for group in member::structures(&config, "TargetGroups")? {
                groups.push((
                    member::required(&group, "TargetGroupArn")?.to_owned(),
                    member::number(&group, "Weight", 0..=HEAVIEST)?.unwrap_or(1),
                ));
            }
        }
        if groups.is_empty() {
            groups.push((member::required(input, "TargetGroupArn")?.to_owned(), 1));
        }
        match groups
            .iter()
            .find(|(arn, _)| elb.target_group(arn).is_none())
        {
            Some((arn, _)) => Err(super::target_group::not_found(arn)),
            None => Ok(Self::Forward(groups)),
        }
    }

    /// AWS's word for what it does.
    pub(super) fn kind(&self) -> &str {
        match self {
            Self::Forward(_) => "forward",
            Self::Other(action) => action["Type"].as_str().unwrap_or_default(),
        }
    }

    /// The target groups and their weights.
    pub(super) fn weights(&self) -> impl Iterator<Item = (&str, i64)> {
        let groups = match self {
            Self::Forward(groups) => groups.as_slice(),
            Self::Other(_) => &[],
        };
        groups.iter().map(|(arn, weight)| (arn.as_str(), *weight))
    }

    /// The weight of a target group that it forwards to.
    pub(super) fn weight_of(&self, group: &str) -> Option<i64> {
        let mut weights = self.weights();
        weights
            .find(|(arn, _)| *arn == group)
            .map(|(_, weight)| weight)
    }

    /// Gives target groups their shares in percent.
    pub(super) fn share(&mut self, shares: &[(&str, f64)]) {
        if let Self::Forward(groups) = self {
            *groups = weights(shares);
        }
    }

    /// The action as AWS answers it.
    pub(super) fn document(&self, order: usize) -> Value {
        match self {
            Self::Other(action) => action.clone(),
            Self::Forward(groups) => {
                let single = match groups.as_slice() {
                    [(arn, _)] => Some(arn.as_str()),
                    _ => None,
                };
                let all: Vec<Value> = groups
                    .iter()
                    .map(|(arn, weight)| json!({ "TargetGroupArn": arn, "Weight": weight }))
                    .collect();
                Document::new()
                    .set("Type", "forward")
                    .set("Order", order as i64 + 1)
                    .maybe("TargetGroupArn", single)
                    .set(
                        "ForwardConfig",
                        json!({
                            "TargetGroups": all, "TargetGroupStickinessConfig": { "Enabled": false },
                        }),
                    )
                    .build()
            }
        }
    }
}

/// Actions as AWS answers them.
pub(super) fn documents(actions: &[Action]) -> Vec<Value> {
    let actions = actions.iter().enumerate();
    actions
        .map(|(order, action)| action.document(order))
        .collect()
}

/// Whole weights for shares in percent: tenths of a percent where a share has them.
fn weights(shares: &[(&str, f64)]) -> Vec<(String, i64)> {
    let whole = shares
        .iter()
        .all(|(_, share)| (share - share.round()).abs() < 1e-6);
    let scale = if whole { 1.0 } else { 10.0 };
    let weight = |share: f64| ((share * scale).round() as i64).clamp(0, HEAVIEST);
    shares
        .iter()
        .map(|(arn, share)| ((*arn).to_owned(), weight(*share)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::weights;

    #[test]
    fn shares_become_whole_weights() {
        for (green, expected) in [
            (0.0, [100, 0]),
            (12.5, [875, 125]),
            (0.1, [999, 1]),
            (100.0, [0, 100]),
        ] {
            let found = weights(&[("blue", 100.0 - green), ("green", green)]);
            assert_eq!([found[0].1, found[1].1], expected, "{green}");
        }
    }
}
