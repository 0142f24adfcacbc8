//! What `docs/api.md` says is so.

use leptos::server_fn::axum::server_fn_paths;
use model::live::{ClientMessage, ServerMessage, Topic};
use serde::de::DeserializeOwned;

const API: &str = include_str!("../../../docs/api.md");

/// The examples in blocks of this kind, one a line.
fn examples<T: DeserializeOwned>(kind: &str) -> Vec<T> {
    let fence = format!("```json {kind}\n");
    API.split(&fence)
        .skip(1)
        .flat_map(|rest| rest.split("```").next().unwrap().lines())
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn examples_are_messages_of_the_protocol() {
    assert_eq!(examples::<ClientMessage>("client").len(), 3);
    assert_eq!(examples::<ServerMessage>("server").len(), 4);
    assert_eq!(examples::<Topic>("topic").len(), 7);
}

#[test]
fn every_server_function_is_described() {
    for (path, method) in server_fn_paths() {
        let row = format!("| `{method} {path}` |");
        assert!(API.contains(&row), "docs/api.md lacks {row}");
    }
}
