//! `GET /api/task_definition` and `GET /api/task_definition_changes`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::diff::Change;
use model::task_definition::TaskDefinition;

use super::encoding::JsonBody;
use super::error::ApiError;

/// A task definition by `family:revision`, family (its newest active revision) or ARN. Values are
/// hidden from viewers.
#[server(name = ReadTaskDefinition, prefix = "/api", endpoint = "task_definition", input = GetUrl, output = JsonBody)]
pub(crate) async fn task_definition(
    target: String,
    region: String,
    task_definition: String,
) -> Result<TaskDefinition, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let place = model::place::Place { target, region };
    engine
        .task_definition(&who, &place, &task_definition)
        .await
        .map_err(ApiError::answer)
}

/// What differs between two task definitions. Values are hidden from viewers.
#[server(name = ReadTaskDefinitionChanges, prefix = "/api", endpoint = "task_definition_changes", input = GetUrl, output = JsonBody)]
pub(crate) async fn task_definition_changes(
    target: String,
    region: String,
    before: String,
    after: String,
) -> Result<Vec<Change>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let place = model::place::Place { target, region };
    engine
        .task_definition_changes(&who, &place, &before, &after)
        .await
        .map_err(ApiError::answer)
}
