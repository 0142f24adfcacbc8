//! `GET /api/budget`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::live::{BudgetView, First};

use super::encoding::JsonBody;
use super::error::ApiError;

/// The console's budget of calls at a target's region.
#[server(name = ReadBudget, prefix = "/api", endpoint = "budget", input = GetUrl, output = JsonBody)]
pub(crate) async fn budget(target: String, region: String) -> Result<First<BudgetView>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let place = model::place::Place { target, region };
    let key = format!("budget {place:?}");
    super::page_reads::once(key, engine.budget(&who, &place))
        .await
        .map_err(ApiError::answer)
}
