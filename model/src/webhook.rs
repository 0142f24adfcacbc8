//! What webhooks tell of deployments: when, and in which words.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::access::matches;
use crate::place::ServiceRef;
use crate::service::{Deployment, RolloutState, Service};
use crate::task_definition::family_revision;

/// What happened to a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentEvent {
    /// It began.
    Started,
    /// It reached its revision.
    Succeeded,
    /// The circuit breaker or an alarm ended it.
    Failed,
    /// The service is back at the revision from before.
    RolledBack,
}

impl DeploymentEvent {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Started,
        Self::Succeeded,
        Self::Failed,
        Self::RolledBack,
    ];

    /// Its word in configuration and payloads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::RolledBack => "rolled_back",
        }
    }

    /// The event of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == word)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Started => (":large_blue_circle:", "is being deployed"),
            Self::Succeeded => (":white_check_mark:", "is deployed"),
            Self::Failed => (":x:", "failed"),
            Self::RolledBack => (":leftwards_arrow_with_hook:", "is back after a rollback"),
        }
    }
}

/// Something that happened, with the deployment that it happened to.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// What.
    pub event: DeploymentEvent,
    /// The deployment.
    pub deployment: Deployment,
}

/// What happened to a service's deployments between two looks at it.
pub fn happened(before: &Service, after: &Service) -> Vec<Happened> {
    let mut found = Vec::new();
    let state_before = |id: &str| {
        let mut deployments = before.deployments.iter();
        let known = deployments.find(|deployment| deployment.id == id);
        known.map(|deployment| deployment.rollout_state.clone())
    };
    for deployment in &after.deployments {
        let known = state_before(&deployment.id);
        let was = known.clone().flatten();
        let back = is_rollback(deployment);
        let event = match &deployment.rollout_state {
            Some(RolloutState::Failed) if was != Some(RolloutState::Failed) => {
                Some(DeploymentEvent::Failed)
            }
            Some(RolloutState::Completed) if was != Some(RolloutState::Completed) => {
                Some(if back {
                    DeploymentEvent::RolledBack
                } else {
                    DeploymentEvent::Succeeded
                })
            }
            Some(RolloutState::InProgress) if known.is_none() && !back => {
                Some(DeploymentEvent::Started)
            }
            _ => None,
        };
        found.extend(event.map(|event| Happened {
            event,
            deployment: deployment.clone(),
        }));
    }
    found
}

/// Whether ECS made the deployment to take a failed one back.
fn is_rollback(deployment: &Deployment) -> bool {
    let reason = deployment.rollout_reason.as_deref().unwrap_or_default();
    reason.to_lowercase().contains("rolling back") || reason.to_lowercase().contains("rolled back")
}

/// Whether a filter, `target/cluster/service` in which `*` stands for any text, means a service.
pub fn is_meant(filter: &str, service: &ServiceRef) -> bool {
    let target = &service.cluster.place.target;
    matches(filter, &format!("{target}/{}", service.path()))
}

/// The body of a webhook: a message as Slack shows it, and the same for programs as its `metadata`.
/// `link` is the address of the service's page. Nothing of the task definition's content is in it.
pub fn payload(service: &ServiceRef, happened: &Happened, link: &str) -> Value {
    let place = &service.cluster.place;
    let deployment = &happened.deployment;
    let (sign, words) = happened.event.words();
    let definition = family_revision(&deployment.task_definition);
    let reason = deployment.rollout_reason.as_deref().unwrap_or_default();
    let why = match happened.event {
        DeploymentEvent::Failed | DeploymentEvent::RolledBack if !reason.is_empty() => {
            format!("\n>{}", escaped(reason))
        }
        _ => String::new(),
    };
    json!({
        "text": format!(
            "{sign} *<{link}|{}>* in {} of {}, {}: {} {words}.{why}",
            escaped(&service.service),
            escaped(&service.cluster.cluster),
            escaped(&place.target),
            escaped(&place.region),
            escaped(definition),
        ),
        "metadata": {
            "event_type": "ecscope_deployment",
            "event_payload": {
                "event": happened.event.as_str(),
                "target": place.target,
                "region": place.region,
                "cluster": service.cluster.cluster,
                "service": service.service,
                "task_definition": definition,
                "deployment": deployment.id,
                "reason": reason,
                "link": link,
            },
        },
    })
}

/// Text in which nothing is markup to Slack.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;
    use crate::service::tests::{deployment, service};

    fn with(deployments: Vec<Deployment>) -> Service {
        let mut web = service(3, 3, 0);
        web.deployments = deployments;
        web
    }

    fn one(id: &str, state: &str, reason: &str) -> Deployment {
        let mut one = deployment(id, "PRIMARY", "td/web:2", (3, 3), Some(state));
        one.rollout_reason = (!reason.is_empty()).then(|| reason.to_owned());
        one
    }

    #[test]
    fn what_happens_to_deployments() {
        let done = one("1", "COMPLETED", "");
        let begun = one("2", "IN_PROGRESS", "");
        let failed = one("2", "FAILED", "circuit breaker");
        let back = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.";
        let (going_back, was_back) = (one("3", "IN_PROGRESS", back), one("3", "COMPLETED", back));
        for (before, after, events) in [
            (vec![done.clone()], vec![done.clone()], vec![]),
            (
                vec![done.clone()],
                vec![begun.clone(), done.clone()],
                vec!["started"],
            ),
            (
                vec![begun.clone(), done.clone()],
                vec![begun.clone(), done.clone()],
                vec![],
            ),
            (
                vec![begun.clone()],
                vec![one("2", "COMPLETED", "")],
                vec!["succeeded"],
            ),
            // Between two looks a whole deployment may pass.
            (
                vec![done.clone()],
                vec![one("2", "COMPLETED", "")],
                vec!["succeeded"],
            ),
            (
                vec![begun.clone()],
                vec![going_back.clone(), failed.clone()],
                vec!["failed"],
            ),
            (
                vec![going_back.clone(), failed],
                vec![was_back],
                vec!["rolled_back"],
            ),
            (vec![begun], vec![going_back], vec![]),
        ] {
            let told: Vec<&str> = happened(&with(before), &with(after.clone()))
                .iter()
                .map(|happened| happened.event.as_str())
                .collect();
            assert_eq!(told, events, "{after:?}");
        }
    }

    #[test]
    fn names_and_reasons_are_no_markup() {
        let place = Place {
            target: "prod".to_owned(),
            region: "eu-west-1".to_owned(),
        };
        let web = place.cluster("shop").service("web");
        let happened = Happened {
            event: DeploymentEvent::Failed,
            deployment: one("2", "FAILED", "<!channel> & more\nlines"),
        };
        let payload = payload(&web, &happened, "https://x.org/a");
        assert_eq!(
            payload["text"],
            ":x: *<https://x.org/a|web>* in shop of prod, eu-west-1: web:2 failed.\n>&lt;!channel&gt; &amp; more lines"
        );
        assert_eq!(payload["metadata"]["event_payload"]["event"], "failed");
        for (filter, meant) in [
            ("*", true),
            ("prod/*", true),
            ("prod/shop/web", true),
            ("prod/*/w*", true),
            ("dev/*", false),
            ("prod/shop/api", false),
        ] {
            assert_eq!(is_meant(filter, &web), meant, "{filter}");
        }
    }
}
