//! Returning a service to an earlier revision.

use model::access::Action;
use model::place::ServiceRef;
use model::rollback::{Plan, Preview, plan};
use model::scale::Seen;
use model::service::Service;
use model::service_revision::ServiceRevision;
use model::task_definition::family_revision;
use model::{Error, diff};
use tokio::sync::OwnedMutexGuard;

use super::attempt::Attempt;
use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;
use crate::aws::Client;

/// A rollback that has been checked against the service as it is now.
struct Checked {
    plan: Plan,
    service: Service,
    revision: ServiceRevision,
}

impl Engine {
    /// What returning a service to a service revision (by ARN) would do now. Values of environment,
    /// commands and log options only for those who may see them.
    pub async fn rollback_preview(
        &self,
        who: &Principal,
        service: &ServiceRef,
        revision: &str,
    ) -> Result<Preview, Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::View)?;
        let values = self.authorise(who, place, Action::ViewValues).is_ok();
        let client = self.hub().client(place).await?;
        let checked = check(&client, service, None, revision).await?;
        let (from, to) = (
            &checked.service.task_definition,
            &checked.revision.task_definition,
        );
        let (before, after) =
            tokio::try_join!(client.task_definition(from), client.task_definition(to))?;
        Ok(Preview {
            changes: diff::task_definitions(&before.document, &after.document, values),
            from: from.clone(),
            to: to.clone(),
            plan: checked.plan,
        })
    }

    /// Returns a service to a service revision (by ARN), if the service still is what the user saw,
    /// and answers how: by stopping the ongoing deployment that came from there, or by a new
    /// deployment. Errors as of [`Engine::scale`]; all of them are audited.
    pub async fn roll_back(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
        revision: &str,
    ) -> Result<Plan, Error> {
        let wanted = format!("to revision {}", model::place::short_name(revision));
        let entry = NewEntry::on_service(&who.user, "roll_back", service, wanted);
        let mut attempt = Attempt::new(self.store(), entry);
        let (client, guard, checked) =
            match self.check_roll_back(who, service, seen, revision).await {
                Ok(ready) => ready,
                Err(error) => return Err(attempt.refused(error).await),
            };
        attempt.parameters(words(&checked));
        let started = attempt.start().await?;
        let (cluster, name) = (service.cluster.cluster.clone(), service.service.clone());
        let plan = checked.plan.clone();
        let result = self
            .actions()
            .to_the_end(async move {
                let answer = match &plan {
                    Plan::Stop { deployment } => client.stop_service_deployment(deployment).await,
                    Plan::Update { task_definition } => {
                        client
                            .set_task_definition(&cluster, &name, task_definition)
                            .await
                    }
                };
                let result = started.end(answer).await;
                drop(guard);
                result
            })
            .await;
        self.hub().nudge_service(service);
        result.map(|()| checked.plan)
    }

    async fn check_roll_back(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
        revision: &str,
    ) -> Result<(Client, OwnedMutexGuard<()>, Checked), Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::RollBack)?;
        let client = self.hub().client(place).await?;
        let guard = self.actions().locks.lock(service).await;
        let checked = check(&client, service, Some(seen), revision).await?;
        Ok((client, guard, checked))
    }
}

/// Reads the service, its newest deployments and the revision, and decides how to get there.
async fn check(
    client: &Client,
    service: &ServiceRef,
    seen: Option<&Seen>,
    revision: &str,
) -> Result<Checked, Error> {
    let (cluster, name) = (service.cluster.cluster.as_str(), service.service.as_str());
    let now = client.service(cluster, name).await?;
    if let Some(seen) = seen {
        seen.check(&now)?;
    }
    if !is_of(&now, cluster, revision) {
        return Err(Error::invalid(format!(
            "This is not a revision of the service {name}."
        )));
    }
    let arns = [revision.to_owned()];
    let (deployments, revisions) = tokio::try_join!(
        client.newest_service_deployments(cluster, name),
        client.service_revisions(&arns),
    )?;
    let revision = revisions.into_iter().next().ok_or_else(|| {
        Error::not_found(format!(
            "ECS no longer knows this revision of the service {name}."
        ))
    })?;
    let plan = plan(&now, &deployments, &revision)?;
    if let Plan::Update { task_definition } = &plan {
        // ECS would refuse it too, but only after the user has confirmed.
        let definition = client.task_definition(task_definition).await?;
        if definition.document["status"]
            .as_str()
            .is_some_and(|status| status != "ACTIVE")
        {
            return Err(Error::invalid(format!(
                "The task definition {} is deregistered; ECS starts no new deployment of it.",
                family_revision(task_definition)
            )));
        }
    }
    Ok(Checked {
        plan,
        service: now,
        revision,
    })
}

/// Whether a service revision's ARN is one of this service's.
fn is_of(service: &Service, cluster: &str, revision: &str) -> bool {
    // Old service ARNs do not name the cluster.
    let Some((account, _)) = service.arn.split_once(":service/") else {
        return false;
    };
    let prefix = format!("{account}:service-revision/{cluster}/{}/", service.name);
    revision
        .strip_prefix(&prefix)
        .is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

fn words(checked: &Checked) -> String {
    let call = match &checked.plan {
        Plan::Stop { .. } => "StopServiceDeployment",
        Plan::Update { .. } => "UpdateService",
    };
    format!(
        "{} → {} ({call})",
        family_revision(&checked.service.task_definition),
        family_revision(&checked.revision.task_definition)
    )
}
