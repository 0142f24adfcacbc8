//! What the Lambda functions of lifecycle hooks answer: decided through the control API.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    clock::{DAY, Millis, SECOND},
    ecs::service_deployment::stage::Stage,
};

/// How long a function takes to answer.
const ANSWER_AFTER: Millis = 5 * SECOND;

/// The most rules kept at once.
const MOST: usize = 100;

/// A `hookStatus` that a function returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum HookStatus {
    Succeeded,
    Failed,
    /// ECS asks again, until the hook times out or another rule is set.
    InProgress,
}

/// What functions answer at a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rule {
    /// A function's ARN, or a part of one with `*` at its end or start.
    target: String,
    /// The lifecycle stage; any when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage: Option<Stage>,
    status: HookStatus,
    /// Milliseconds from the call to the answer.
    after_ms: Millis,
}

impl Rule {
    /// A rule for a target, by default every function, and a stage, by default every one.
    pub(crate) fn new(
        target: Option<String>,
        stage: Option<Stage>,
        status: HookStatus,
        after_ms: Option<Millis>,
    ) -> Self {
        Self {
            target: target.unwrap_or_else(|| "*".to_owned()),
            stage,
            status,
            after_ms: after_ms.unwrap_or(ANSWER_AFTER).clamp(0, DAY),
        }
    }
}

/// The rules in force, the newest first; a function without a rule succeeds after some seconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Lambdas(Vec<Rule>);

impl Lambdas {
    /// Adds a rule in front of the others.
    pub(crate) fn decide(&mut self, rule: Rule) -> Result<(), String> {
        if self.0.len() >= MOST {
            return Err(format!("at most {MOST} rules"));
        }
        self.0
            .retain(|known| known.target != rule.target || known.stage != rule.stage);
        self.0.insert(0, rule);
        Ok(())
    }

    /// Forgets all rules.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// When a function called at a time answers, and whether with success; `None` when it doesn't.
    pub(crate) fn answer(
        &self,
        target: &str,
        stage: Stage,
        called: Millis,
    ) -> Option<(Millis, bool)> {
        let rule = self.0.iter().find(|rule| {
            rule.stage.is_none_or(|wanted| wanted == stage) && matches(&rule.target, target)
        });
        match rule {
            None => Some((called + ANSWER_AFTER, true)),
            Some(rule) if rule.status == HookStatus::InProgress => None,
            Some(rule) => Some((called + rule.after_ms, rule.status == HookStatus::Succeeded)),
        }
    }

    /// The rules as the control API shows them.
    pub(crate) fn to_json(&self) -> Value {
        json!({ "hooks": self.0 })
    }
}

/// Whether a pattern with an optional `*` at its start or end names a function.
fn matches(pattern: &str, target: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(""), _) => true,
        (_, Some(start)) => target.starts_with(start),
        (Some(end), None) => target.ends_with(end),
        (None, None) => pattern == target,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::{HookStatus, Lambdas, Rule, matches};
    use crate::ecs::service_deployment::stage::Stage;

    #[test]
    fn patterns_name_functions() {
        for (pattern, expected) in [
            ("*", true),
            ("arn:aws:lambda:*", true),
            ("*:function:check", true),
            ("arn:aws:lambda:us-east-1:1:function:check", true),
            ("check", false),
            ("*:other", false),
        ] {
            let target = "arn:aws:lambda:us-east-1:1:function:check";
            assert_eq!(matches(pattern, target), expected, "{pattern}");
        }
    }

    #[test]
    fn the_newest_rule_of_a_stage_decides() {
        let mut lambdas = Lambdas::default();
        let rule = |stage, status| Rule::new(None, stage, status, Some(1));
        lambdas.decide(rule(None, HookStatus::InProgress)).unwrap();
        lambdas
            .decide(rule(Some(Stage::PostScaleUp), HookStatus::Failed))
            .unwrap();
        assert_eq!(
            lambdas.answer("f", Stage::PostScaleUp, 10),
            Some((11, false))
        );
        assert_eq!(lambdas.answer("f", Stage::PreScaleUp, 10), None);
        lambdas.clear();
        assert_eq!(
            lambdas.answer("f", Stage::PreScaleUp, 10),
            Some((5_010, true))
        );
    }
}
