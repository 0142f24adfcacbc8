//! Deploying another revision or image.

use model::access::Action;
use model::deploy::{
    DeployOptions, DeployPreview, Wanted, can_deploy, image_of, image_with, option_members,
    with_image,
};
use model::image::short_image;
use model::place::{Place, ServiceRef};
use model::scale::Seen;
use model::service::Service;
use model::task_definition::{family_revision, registration};
use model::{Error, ErrorKind, diff};
use serde_json::{Map, Value};

use super::release::Release;
use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::{Client, Receipt};

/// How many revisions of a family are offered.
const REVISIONS: i32 = 50;

/// What was looked at before a deployment.
struct Look {
    release: Release,
    /// The document of the task definition set now.
    before: Value,
    /// The document that is deployed.
    after: Value,
    /// What could not be found out.
    doubt: Option<String>,
}

impl Engine {
    /// The newest active revisions of a family (ARNs), newest first.
    pub async fn task_definition_revisions(
        &self,
        who: &Principal,
        place: &Place,
        family: &str,
    ) -> Result<Vec<String>, Error> {
        self.authorise(who, place, Action::View)?;
        let client = self.hub().client(place).await?;
        client.newest_task_definitions(family, REVISIONS).await
    }

    /// What a deployment would do now. Values of environment, commands and log options only for
    /// those who may see them.
    pub async fn deploy_preview(
        &self,
        who: &Principal,
        service: &ServiceRef,
        wanted: &Wanted,
    ) -> Result<DeployPreview, Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::View)?;
        let values = self.authorise(who, place, Action::ViewValues).is_ok();
        let client = self.hub().client(place).await?;
        let (cluster, name) = (service.cluster.cluster.as_str(), service.service.as_str());
        let now = client.service(cluster, name).await?;
        let look = look(&client, &now, wanted).await?;
        let release = &look.release;
        Ok(DeployPreview {
            from: now.task_definition,
            to: release
                .registration
                .is_none()
                .then(|| release.definition.clone()),
            changes: diff::task_definitions(&look.before, &look.after, values),
            doubt: look.doubt,
            calls: if values { release.calls() } else { Vec::new() },
        })
    }

    /// Deploys something, if the service still is what the user saw. `typed` is the service's name as
    /// the user typed it, which protected targets ask for. Errors as of [`Engine::scale`]; all of
    /// them are audited.
    pub async fn deploy(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
        wanted: &Wanted,
        options: &DeployOptions,
        typed: Option<&str>,
    ) -> Result<(), Error> {
        let entry = NewEntry::on_service(&who.user, "deploy", service, wanted_words(wanted));
        let check = async {
            let held = self.hold(who, service, Action::Deploy, seen).await?;
            self.check_typed(service, typed)?;
            let mut release = look(&held.client, &held.now, wanted).await?.release;
            let members = settings(&held.client, service, &held.now, options).await?;
            release.members.extend(members);
            if release.registration.is_none() && release.members.is_empty() {
                return Err(Error::invalid(format!(
                    "The service is on {} already. Choose to force a new deployment, or restart it.",
                    family_revision(&held.now.task_definition)
                )));
            }
            let words = format!(
                "{} → {} ({})",
                family_revision(&held.now.task_definition),
                wanted_words(wanted),
                release.words()
            );
            Ok(held.ready((service.clone(), release)).in_words(words))
        };
        let result = self.carry_out(entry, check, send).await;
        self.hub().nudge_service(service);
        result
    }
}

async fn send(
    client: Client,
    (service, release): (ServiceRef, Release),
) -> Result<(Receipt, ()), Error> {
    let receipt = release.send(&client, &service).await?;
    Ok((receipt, ()))
}

fn wanted_words(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Revision(name) => family_revision(name).to_owned(),
        Wanted::Image { container, tag } => format!("{container} with {tag}"),
    }
}

async fn look(client: &Client, now: &Service, wanted: &Wanted) -> Result<Look, Error> {
    can_deploy(now)?;
    let before = client.task_definition(&now.task_definition).await?;
    match wanted {
        Wanted::Revision(name) => {
            let name = name.trim();
            if name.is_empty() {
                return Err(Error::invalid("Name the task definition to deploy."));
            }
            let after = client.task_definition(name).await?;
            let arn = after.document["taskDefinitionArn"].as_str();
            let arn = arn.unwrap_or(name).to_owned();
            let status = after.document["status"].as_str();
            if status.is_some_and(|status| status != "ACTIVE") {
                return Err(Error::invalid(format!(
                    "The task definition {} is deregistered, and ECS starts no new deployment of it.",
                    family_revision(&arn)
                )));
            }
            let mut members = Map::new();
            if arn != now.task_definition {
                members.insert("taskDefinition".to_owned(), arn.as_str().into());
            }
            Ok(Look {
                release: Release {
                    registration: None,
                    definition: arn,
                    members,
                },
                before: before.document.clone(),
                after: after.document.clone(),
                doubt: None,
            })
        }
        Wanted::Image { container, tag } => {
            let image = image_of(&before.document, container)?;
            let image = image_with(image, tag.trim())?;
            let doubt = match client.has_image(&image).await {
                Ok(true) => None,
                Ok(false) => {
                    return Err(Error::invalid(format!(
                        "There is no image {} in its repository.",
                        short_image(&image)
                    )));
                }
                Err(error) if error.kind == ErrorKind::Unavailable => Some(error.message),
                Err(error) => Some(format!(
                    "Whether the image is there could not be found out: {}",
                    error.message
                )),
            };
            let after = with_image(&before.document, container, &image);
            let is_new = after != before.document;
            Ok(Look {
                release: Release {
                    registration: is_new.then(|| registration(&after, &before.tags)),
                    definition: now.task_definition.clone(),
                    members: Map::new(),
                },
                before: before.document.clone(),
                after,
                doubt,
            })
        }
    }
}

/// The members of UpdateService that the options add.
async fn settings(
    client: &Client,
    service: &ServiceRef,
    now: &Service,
    options: &DeployOptions,
) -> Result<Map<String, Value>, Error> {
    let changes_settings = options.circuit_breaker.is_some()
        || options.minimum_healthy_percent.is_some()
        || options.maximum_percent.is_some();
    let configuration = if changes_settings {
        let (cluster, name) = (&service.cluster.cluster, &service.service);
        let document = client.service_document(cluster, name).await?;
        document["deploymentConfiguration"].clone()
    } else {
        Value::Null
    };
    option_members(now, &configuration, options)
}
