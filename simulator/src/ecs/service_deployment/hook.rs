//! Lifecycle hooks of a deployment: Lambda functions that are asked, and pauses.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    clock::{MINUTE, Millis},
    document::Document,
    ecs::{lambda::Lambdas, service_deployment::stage::Stage},
    random::Random,
};

/// Minutes until a hook times out, unless it is configured otherwise.
const TIMEOUT_MINUTES: i64 = 1_440;

/// A hook's `targetType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Lambda,
    Pause,
}

/// A hook's `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    AwaitingAction,
    InProgress,
    Succeeded,
    Failed,
    TimedOut,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingAction => "AWAITING_ACTION",
            Self::InProgress => "IN_PROGRESS",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
        }
    }
}

/// A hook that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hook {
    /// `ecs-pause-…` or `ecs-lambda-…`.
    pub(crate) id: String,
    pub(crate) kind: Kind,
    /// The Lambda function's ARN.
    target: Option<String>,
    stage: Stage,
    pub(crate) status: Status,
    started: Millis,
    expires: Millis,
    /// Whether a time-out lets the deployment go on instead of rolling it back.
    continues: bool,
}

/// What the hooks of a stage mean for the deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All have succeeded.
    Passed,
    /// Something is still open; when the next answer can be there.
    Waiting(Millis),
    /// The deployment is rolled back for this reason.
    Failed(String),
}

impl Hook {
    /// The hooks that a deployment configuration has for a stage, as they are reached now.
    pub(crate) fn reached(
        configuration: &Value,
        stage: Stage,
        now: Millis,
        random: &mut Random,
    ) -> Vec<Self> {
        let configured = configuration
            .get("lifecycleHooks")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let here = configured.filter(|hook| {
            let stages = hook.get("lifecycleStages").and_then(Value::as_array);
            stages.is_some_and(|stages| stages.iter().any(|name| name == stage.as_str()))
        });
        here.map(|hook| {
            let text = |name: &str| hook.get(name).and_then(Value::as_str);
            let kind = if text("targetType") == Some("PAUSE") {
                Kind::Pause
            } else {
                Kind::Lambda
            };
            let timeout = hook.get("timeoutConfiguration");
            let minutes = timeout
                .and_then(|timeout| timeout.get("timeoutInMinutes")?.as_i64())
                .unwrap_or(TIMEOUT_MINUTES);
            let (name, status) = match kind {
                Kind::Lambda => ("lambda", Status::InProgress),
                Kind::Pause => ("pause", Status::AwaitingAction),
            };
            Self {
                id: format!("ecs-{name}-{}", random.alphanumeric(21)),
                kind,
                target: text("hookTargetArn").map(str::to_owned),
                stage,
                status,
                started: now,
                expires: now + minutes.clamp(1, 20_160) * MINUTE,
                continues: timeout.and_then(|timeout| timeout.get("action")?.as_str())
                    == Some("CONTINUE"),
            }
        })
        .collect()
    }

    /// Looks whether there is an answer; when the next one can be there.
    fn ask(&mut self, lambdas: &Lambdas, now: Millis) -> Option<Millis> {
        let open = matches!(self.status, Status::InProgress | Status::AwaitingAction);
        if !open {
            return None;
        }
        let answer = match (self.kind, self.target.as_deref()) {
            (Kind::Lambda, Some(target)) => lambdas.answer(target, self.stage, self.started),
            _ => None,
        };
        if let Some((at, succeeded)) = answer.filter(|(at, _)| *at < self.expires) {
            if at > now {
                return Some(at);
            }
            self.status = if succeeded {
                Status::Succeeded
            } else {
                Status::Failed
            };
            return None;
        }
        if now >= self.expires {
            self.status = Status::TimedOut;
            return None;
        }
        Some(self.expires)
    }

    /// Why the deployment is rolled back because of it.
    fn failure(&self) -> Option<String> {
        let stage = self.stage.as_str();
        let text = match (self.status, self.kind) {
            (Status::Failed, Kind::Lambda) => format!(
                "{stage} lifecycle hook(s) failed. Lifecycle hook target {} returned FAILED status.",
                self.target.as_deref().unwrap_or_default()
            ),
            (Status::Failed, Kind::Pause) => {
                return Some(super::ROLLBACK_REQUESTED.to_owned());
            }
            (Status::TimedOut, _) if self.continues => return None,
            (Status::TimedOut, Kind::Pause) => format!("{stage} pause hook timed out."),
            (Status::TimedOut, Kind::Lambda) => format!("{stage} lifecycle hook(s) timed out."),
            _ => return None,
        };
        Some(format!("Service deployment rolled back because {text}"))
    }

    /// The hook as AWS answers it.
    pub(crate) fn document(&self) -> Value {
        Document::new()
            .set("hookId", self.id.as_str())
            .set(
                "targetType",
                match self.kind {
                    Kind::Lambda => "AWS_LAMBDA",
                    Kind::Pause => "PAUSE",
                },
            )
            .maybe("targetArn", self.target.as_deref())
            .set("status", self.status.as_str())
            .time("expiresAt", Some(self.expires))
            .set(
                "timeoutAction",
                if self.continues {
                    "CONTINUE"
                } else {
                    "ROLLBACK"
                },
            )
            .build()
    }
}

/// Asks the hooks of a stage.
pub(crate) fn ask(hooks: &mut [Hook], stage: Stage, lambdas: &Lambdas, now: Millis) -> Verdict {
    let mut next: Option<Millis> = None;
    for hook in hooks.iter_mut().filter(|hook| hook.stage == stage) {
        if let Some(at) = hook.ask(lambdas, now) {
            next = Some(next.map_or(at, |next| next.min(at)));
        }
    }
    let failure = hooks
        .iter()
        .filter(|hook| hook.stage == stage)
        .find_map(Hook::failure);
    match (failure, next) {
        (Some(reason), _) => Verdict::Failed(reason),
        (None, Some(at)) => Verdict::Waiting(at),
        (None, None) => Verdict::Passed,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Hook, Status, Verdict, ask};
    use crate::{
        clock::{MINUTE, SECOND},
        ecs::{lambda::Lambdas, service_deployment::stage::Stage},
        random::Random,
    };

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:check";

    fn reached(action: &str) -> Vec<Hook> {
        let configuration = json!({ "lifecycleHooks": [
            { "hookTargetArn": ARN, "lifecycleStages": ["PRE_SCALE_UP", "POST_SCALE_UP"] },
            {
                "targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"],
                "timeoutConfiguration": { "timeoutInMinutes": 2, "action": action },
            },
        ] });
        Hook::reached(&configuration, Stage::PostScaleUp, 0, &mut Random::new(1))
    }

    #[test]
    fn a_pause_holds_its_stage_until_it_times_out() {
        for (action, expected) in [
            ("CONTINUE", Verdict::Passed),
            (
                "ROLLBACK",
                Verdict::Failed(
                    "Service deployment rolled back because POST_SCALE_UP pause hook timed out."
                        .to_owned(),
                ),
            ),
        ] {
            let mut hooks = reached(action);
            assert_eq!(hooks.len(), 2);
            assert!(hooks[1].id.starts_with("ecs-pause-"));
            let lambdas = Lambdas::default();
            let at = |hooks: &mut [Hook], now| ask(hooks, Stage::PostScaleUp, &lambdas, now);
            assert_eq!(at(&mut hooks, 0), Verdict::Waiting(5 * SECOND));
            assert_eq!(at(&mut hooks, 6 * SECOND), Verdict::Waiting(2 * MINUTE));
            assert_eq!(hooks[0].status, Status::Succeeded);
            assert_eq!(at(&mut hooks, 2 * MINUTE), expected);
            assert_eq!(hooks[1].status, Status::TimedOut);
        }
    }

    #[test]
    fn other_stages_have_no_part_in_the_verdict() {
        let mut hooks = reached("ROLLBACK");
        assert_eq!(
            ask(&mut hooks, Stage::BakeTime, &Lambdas::default(), 0),
            Verdict::Passed
        );
    }
}
