//! What a rollback sends, and how the confirmation shows it.

use model::Error;
use model::diff::{self, Change};
use model::image::short_image;
use model::rollback::{
    Call, ImageReturn, ImageState, Options, Plan, Preview, Restored, Way, kept, pinned, restored,
};
use model::task_definition::{family_revision, registration};
use serde_json::{Map, Value, json};

use super::look::Look;
use crate::actions::release::Release;

/// What a rollback does.
#[derive(Debug, Clone)]
pub(super) enum Steps {
    /// An ongoing service deployment (its ARN) is stopped, and ECS goes back.
    Stop(String),
    /// A new deployment.
    Update {
        release: Release,
        /// What can't come back, in sentences.
        lost: Vec<String>,
    },
}

impl Steps {
    /// The steps that lead to the target in this way; an error when there are none.
    pub(super) fn of(look: &Look, options: Options) -> Result<Self, Error> {
        if let Way::Stop { deployment } = &look.way {
            return Ok(Self::Stop(deployment.clone()));
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
        let release = Release {
            registration,
            definition: definition.clone(),
            members,
        };
        Ok(Self::Update { release, lost })
    }

    /// What is done, without how.
    pub(super) fn plan(&self) -> Plan {
        match self {
            Self::Stop(deployment) => Plan::Stop {
                deployment: deployment.clone(),
            },
            Self::Update { release, .. } => Plan::Update {
                task_definition: release.definition.clone(),
                copy: release.registration.is_some(),
            },
        }
    }

    /// The steps in the audit log's words: names, never values.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Stop(_) => "StopServiceDeployment".to_owned(),
            Self::Update { release, .. } => release.words(),
        }
    }

    /// What the confirmation shows. `before` is the document of the task definition set now.
    pub(super) fn preview(
        &self,
        look: &Look,
        options: Options,
        before: &Value,
        values: bool,
    ) -> Preview {
        let document = &look.definition.document;
        let (after, lost, kept, settings, calls) = match self {
            Self::Stop(deployment) => {
                let call = Call {
                    operation: "StopServiceDeployment".to_owned(),
                    parameters: format!(
                        "{:#}",
                        json!({ "serviceDeploymentArn": deployment, "stopType": "ROLLBACK" })
                    ),
                    note: None,
                };
                // ECS returns all that the revision carries by itself.
                let settings = look
                    .current_document
                    .as_ref()
                    .map(|current| diff::service_revisions(current, &look.target_document, values));
                let settings = settings.unwrap_or_default();
                (document, Vec::new(), kept(document), settings, vec![call])
            }
            Self::Update { release, lost } => (
                release.registration.as_ref().unwrap_or(document),
                lost.clone(),
                kept(document),
                settings(look, release, values),
                release.calls(),
            ),
        };
        Preview {
            plan: self.plan(),
            from: look.service.task_definition.clone(),
            to: look.target.task_definition.clone(),
            changes: diff::task_definitions(before, after, values),
            settings,
            images: look.images.clone(),
            options,
            is_deregistered: look.is_deregistered(),
            lost: lost.into_iter().chain(gone(&look.images)).collect(),
            kept,
            // The parameters may hold values that not everybody may see.
            calls: if values { calls } else { Vec::new() },
        }
    }
}

/// The settings beside the task definition that change.
fn settings(look: &Look, release: &Release, values: bool) -> Vec<Change> {
    let current = look.current_document.as_ref();
    let names = release.members.keys();
    let before: Map<String, Value> = names
        .filter_map(|name| Some((name.clone(), current?.get(name)?.clone())))
        .collect();
    let after = Value::Object(release.members.clone());
    diff::service_revisions(&Value::Object(before), &after, values)
}

/// Images that can't come back, in sentences.
fn gone(images: &[ImageReturn]) -> impl Iterator<Item = String> {
    let gone = images
        .iter()
        .filter(|image| image.state == ImageState::Gone);
    gone.map(|image| {
        format!(
            "The image that {} ran is no longer in its repository: {} will be what its tag means now, or fail to start.",
            image.container,
            short_image(&image.image)
        )
    })
}
