//! Answering a pause of a deployment.

use model::access::Action;
use model::hook::{Answer, HookAnswer, can_answer};
use model::place::{ServiceRef, short_name};
use model::scale::Seen;
use model::{Error, ErrorKind};

use crate::Engine;
use crate::access::Principal;
use crate::audit::NewEntry;

impl Engine {
    /// Lets the ongoing deployment that pauses at a hook go on or go back, if the service still is
    /// what the user saw. Errors as of [`Engine::scale`]; all of them are audited.
    pub async fn answer_hook(
        &self,
        who: &Principal,
        service: &ServiceRef,
        seen: &Seen,
        given: HookAnswer,
    ) -> Result<(), Error> {
        let HookAnswer {
            deployment,
            hook,
            answer,
            typed,
        } = given;
        let what = match answer {
            Answer::Continue => "continue",
            Answer::RollBack => "roll back",
        };
        let words = format!("{what} {} at {hook}", short_name(&deployment));
        let entry = NewEntry::on_service(&who.user, "answer_hook", service, words);
        let check = async {
            let held = self.hold(who, service, Action::AnswerHook, seen).await?;
            if answer == Answer::RollBack {
                self.check_typed(service, typed.as_deref())?;
            }
            let (cluster, name) = (service.cluster.cluster.as_str(), service.service.as_str());
            let known = held
                .client
                .newest_service_deployments(cluster, name)
                .await?;
            // Deployments are asked for by the service, so that a hook of another one is not answered.
            let Some(record) = known.iter().find(|one| one.arn == deployment) else {
                return Err(Error::new(
                    ErrorKind::NotFound,
                    format!("{name} has no such deployment among its newest."),
                ));
            };
            can_answer(record, &hook)?;
            Ok(held.ready((deployment, hook)))
        };
        let send = move |client: crate::aws::Client, (deployment, hook): (String, String)| async move {
            let receipt = client
                .continue_service_deployment(&deployment, &hook, answer)
                .await?;
            Ok((receipt, ()))
        };
        let result = self.carry_out(entry, check, send).await;
        self.hub().nudge_service(service);
        result
    }
}
