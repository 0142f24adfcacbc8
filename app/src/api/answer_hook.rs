//! `POST /api/answer_hook`.

#![expect(
    clippy::too_many_arguments,
    reason = "they are the members of the request's body"
)]

use leptos::prelude::*;
use model::hook::Answer;
use model::scale::Seen;

use super::encoding::JsonBody;
use super::error::ApiError;

/// Lets the ongoing deployment (an ARN) that pauses at a hook (its id) go on or go back, if the
/// service still is what the user saw. `typed` is the service's name, which protected targets ask for
/// when it goes back.
#[server(name = AnswerHook, prefix = "/api", endpoint = "answer_hook", input = JsonBody, output = JsonBody)]
pub(crate) async fn answer_hook(
    target: String,
    region: String,
    cluster: String,
    service: String,
    seen: Seen,
    deployment: String,
    hook: String,
    answer: Answer,
    typed: Option<String>,
) -> Result<(), ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    let given = model::hook::HookAnswer {
        deployment,
        hook,
        answer,
        typed,
    };
    engine
        .answer_hook(&who, &service, &seen, given)
        .await
        .map_err(ApiError::answer)
}
