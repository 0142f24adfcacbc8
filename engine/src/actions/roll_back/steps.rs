//! What a rollback sends, and how the confirmation shows it.

use model::rollback::{Call, Options, Plan, Preview, Restored, Way, kept, pinned, restored};
use model::task_definition::{family_revision, registration};
use model::{Error, diff};
use serde_json::{Map, Value, json};

use super::look::Look;

/// The calls of a rollback.
#[derive(Debug, Clone)]
pub(super) struct Steps {
    plan: Plan,
    /// RegisterTaskDefinition, when a copy is deployed.
    pub(super) registration: Option<Value>,
    /// Members of UpdateService besides cluster, service and the copy's ARN.
    pub(super) members: Map<String, Value>,
    lost: Vec<String>,
}

impl Steps {
    /// The steps that lead to the target in this way; an error when there are none.
    pub(super) fn of(look: &Look, options: Options) -> Result<Self, Error> {
        if let Way::Stop { deployment } = &look.way {
            let plan = Plan::Stop {
                deployment: deployment.clone(),
            };
            return Ok(Self {
                plan,
                registration: None,
                members: Map::new(),
                lost: Vec::new(),
            });
        }
        let definition = &look.target.task_definition;
        if look.is_deregistered() && !options.register_again {
            return Err(Error::invalid(format!(
                "The task definition {} is deregistered, and ECS starts no new deployment of it. Choose to register it again.",
                family_revision(definition)
            )));
        }
        let document = &look.definition.document;
        let pinned = options.pin_images.then(|| pinned(document, &look.images));
        let copy = pinned
            .flatten()
            .or_else(|| look.is_deregistered().then(|| document.clone()));
        let registration = copy.map(|copy| registration(&copy, &look.definition.tags));
        let Restored { parameters, lost } =
            restored(look.current_document.as_ref(), &look.target_document);
        let mut members = parameters;
        if registration.is_none() && look.service.task_definition != *definition {
            members.insert("taskDefinition".to_owned(), definition.as_str().into());
        }
        if registration.is_none() && members.is_empty() {
            if !look.ran_other_images() {
                return Err(Error::invalid(
                    "The service has everything already that this revision carries. Restart it to start its tasks anew.",
                ));
            }
            // The tags may mean what they meant then; only a deployment asks again.
            members.insert("forceNewDeployment".to_owned(), Value::Bool(true));
        }
        Ok(Self {
            plan: Plan::Update {
                task_definition: definition.clone(),
                copy: registration.is_some(),
            },
            registration,
            members,
            lost,
        })
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(super) fn into_plan(self) -> Plan {
        self.plan
    }

    /// The steps in the audit log's words: names, never values.
    pub(super) fn words(&self) -> String {
        if let Plan::Stop { .. } = &self.plan {
            return "StopServiceDeployment".to_owned();
        }
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

    /// What the confirmation shows. `before` is the document of the task definition set now.
    pub(super) fn preview(
        self,
        look: &Look,
        options: Options,
        before: &Value,
        values: bool,
    ) -> Preview {
        let document = &look.definition.document;
        let after = self.registration.as_ref().unwrap_or(document);
        let gone = look.images.iter().filter(|image| {
            let state = &image.state;
            *state == model::rollback::ImageState::Gone
        });
        let gone = gone.map(|image| {
            format!(
                "The image that {} ran is no longer in its repository: {} will be what its tag means now, or fail to start.",
                image.container,
                model::image::short_image(&image.image)
            )
        });
        let kept = match &self.plan {
            Plan::Stop { .. } => Vec::new(),
            Plan::Update { .. } => kept(document),
        };
        Preview {
            from: look.service.task_definition.clone(),
            to: look.target.task_definition.clone(),
            changes: diff::task_definitions(before, after, values),
            settings: self.settings(look, values),
            images: look.images.clone(),
            options,
            is_deregistered: look.is_deregistered(),
            lost: self.lost.iter().cloned().chain(gone).collect(),
            kept,
            // The parameters may hold values that not everybody may see.
            calls: if values { self.calls() } else { Vec::new() },
            needs_name: false,
            plan: self.plan,
        }
    }

    /// The settings beside the task definition that change.
    fn settings(&self, look: &Look, values: bool) -> Vec<diff::Change> {
        let current = look.current_document.as_ref();
        let names = self.members.keys();
        let before: Map<String, Value> = names
            .filter_map(|name| Some((name.clone(), current?.get(name)?.clone())))
            .collect();
        let after = Value::Object(self.members.clone());
        diff::service_revisions(&Value::Object(before), &after, values)
    }

    fn calls(&self) -> Vec<Call> {
        let call = |operation: &str, parameters: &Value, note: Option<String>| Call {
            operation: operation.to_owned(),
            parameters: format!("{parameters:#}"),
            note,
        };
        let definition = match &self.plan {
            Plan::Stop { deployment } => {
                let parameters =
                    json!({ "serviceDeploymentArn": deployment, "stopType": "ROLLBACK" });
                return vec![call("StopServiceDeployment", &parameters, None)];
            }
            Plan::Update {
                task_definition, ..
            } => family_revision(task_definition),
        };
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
            let note = format!("Everything else is as in {definition}.");
            calls.push(call("RegisterTaskDefinition", &parameters, Some(note)));
            members.insert("taskDefinition".to_owned(), json!("the copy"));
        }
        calls.push(call("UpdateService", &Value::Object(members), None));
        calls
    }
}
