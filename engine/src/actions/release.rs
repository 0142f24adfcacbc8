//! What changes a service's task definition or settings: one registered first, perhaps, and the
//! members of UpdateService.

use model::Error;
use model::place::ServiceRef;
use model::rollback::Call;
use model::task_definition::family_revision;
use serde_json::{Map, Value, json};

use crate::aws::{Client, Receipt};

/// The calls of a change.
#[derive(Debug, Clone)]
pub(super) struct Release {
    /// The RegisterTaskDefinition request, when a copy is deployed.
    pub(super) registration: Option<Value>,
    /// The ARN of the definition that is deployed or copied.
    pub(super) definition: String,
    /// Members of UpdateService besides cluster, service and the copy's ARN.
    pub(super) members: Map<String, Value>,
}

impl Release {
    /// Carries it out.
    pub(super) async fn send(
        &self,
        client: &Client,
        service: &ServiceRef,
    ) -> Result<Receipt, Error> {
        let (cluster, name) = (service.cluster.cluster.as_str(), service.service.as_str());
        let mut members = self.members.clone();
        let Some(registration) = &self.registration else {
            return client.update_service_members(cluster, name, &members).await;
        };
        let (copy, _) = client.register_task_definition(registration).await?;
        members.insert("taskDefinition".to_owned(), copy.as_str().into());
        let answer = client.update_service_members(cluster, name, &members).await;
        answer.map_err(|error| Error {
            message: format!(
                "{} The copy {} was registered before that and is left.",
                error.message,
                family_revision(&copy)
            ),
            ..error
        })
    }

    /// The calls in the audit log's words: names, never values.
    pub(super) fn words(&self) -> String {
        let names: Vec<&str> = self
            .members
            .keys()
            .map(String::as_str)
            .filter(|name| *name != "taskDefinition")
            .collect();
        let mut words = String::new();
        if self.registration.is_some() {
            words.push_str("RegisterTaskDefinition, ");
        }
        words.push_str("UpdateService");
        if !names.is_empty() {
            words.push_str(" with ");
            words.push_str(&names.join(", "));
        }
        words
    }

    /// The calls with their parameters, for those who may see values.
    pub(super) fn calls(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        let mut members = self.members.clone();
        if let Some(registration) = &self.registration {
            let containers = registration["containerDefinitions"].as_array();
            let images: Vec<Value> = containers
                .into_iter()
                .flatten()
                .map(|container| json!({ "name": container["name"], "image": container["image"] }))
                .collect();
            let parameters =
                json!({ "family": registration["family"], "containerDefinitions": images });
            let as_in = family_revision(&self.definition);
            calls.push(Call {
                operation: "RegisterTaskDefinition".to_owned(),
                parameters: format!("{parameters:#}"),
                note: Some(format!("Everything else is as in {as_in}.")),
            });
            members.insert("taskDefinition".to_owned(), json!("the new revision"));
        }
        calls.push(Call {
            operation: "UpdateService".to_owned(),
            parameters: format!("{:#}", Value::Object(members)),
            note: None,
        });
        calls
    }
}
