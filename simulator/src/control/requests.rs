//! How often each operation was called: `/_ecscope/requests`.

use std::collections::BTreeMap;

use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

use crate::simulator::Simulator;

/// Shows the counts.
pub(super) fn routes() -> Router<Simulator> {
    Router::new().route("/_ecscope/requests", get(show))
}

async fn show(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.with_state(|state| state.requests.to_json()))
}

/// The most operations counted by name; a client that invents more of them is counted no further.
const MOST: usize = 1_000;

/// Calls per service and operation.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Requests {
    counts: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Requests {
    /// Counts one call.
    pub(crate) fn count(&mut self, service: &str, operation: &str) {
        if !self.counts.contains_key(service) {
            self.counts.insert(service.to_owned(), BTreeMap::new());
        }
        let Some(operations) = self.counts.get_mut(service) else {
            return;
        };
        if operations.len() < MOST || operations.contains_key(operation) {
            *operations.entry(operation.to_owned()).or_default() += 1;
        }
    }

    /// The counts as nested objects of numbers.
    pub(crate) fn to_json(&self) -> Value {
        json!(self.counts)
    }
}
