//! Changes: who may, what they check, what they send and what is recorded.

mod answer_hook;
mod deploy;
mod pause;
mod restart;
mod roll_back;
mod run_task;
mod scale;
mod stop_task;

use engine::Engine;
use engine::aws::Client;
use model::audit::{AuditEntry, Outcome};
use model::scale::Seen;

/// What somebody sees of a service now.
async fn seen(client: &Client, service: &str) -> Seen {
    Seen::of(&client.service("todo", service).await.unwrap())
}

/// The newest entry of the audit log.
async fn newest(engine: &Engine) -> AuditEntry {
    engine.store().audit_list(1).await.unwrap().remove(0)
}

/// The newest entry as user, action, resource, parameters and outcome.
async fn recorded(engine: &Engine) -> (String, String, String, String, Outcome) {
    let entry = newest(engine).await;
    assert_eq!(
        (entry.target.as_str(), entry.region.as_str()),
        ("demo", "us-east-1")
    );
    (
        entry.user,
        entry.action,
        entry.resource,
        entry.parameters,
        entry.outcome,
    )
}
