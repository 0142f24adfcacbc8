//! What differs between two of AWS's JSON documents, without loss: containers compared by name,
//! environment by key, ports by number; order that doesn't matter doesn't show.

mod apply;
mod identity;

use std::collections::BTreeSet;

use serde_json::Value;

pub use apply::apply;
pub(crate) use identity::{is_in_key, keyed};

/// One step from a document to something in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object, by name.
    Member(String),
    /// An item of a list of objects, by what tells it from the others: the name of a container, the
    /// number and protocol of a port. Others with the same have ` #2`, ` #3`, … after it.
    Item(String),
}

impl Step {
    /// The name or key.
    pub fn word(&self) -> &str {
        match self {
            Self::Member(word) | Self::Item(word) => word,
        }
    }
}

/// The largest part of a document that changes as a whole: a value, or what only one of two
/// documents has.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The way there.
    pub path: Vec<Step>,
    /// What is there before; `None` when it is absent.
    pub before: Option<Value>,
    /// What is there after; `None` when it is absent.
    pub after: Option<Value>,
}

/// Lists of plain values whose order matters. Every other one in ECS's documents is a set.
const SEQUENCES: [&str; 4] = ["command", "entryPoint", "dnsServers", "dnsSearchDomains"];

/// The changes that lead from one document to another, in the order of their paths.
pub fn edits(before: &Value, after: &Value) -> Vec<Edit> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), Some(before), Some(after), &mut found);
    found
}

/// Whether two documents mean the same.
pub fn same(a: &Value, b: &Value) -> bool {
    edits(a, b).is_empty()
}

fn compare(
    path: &mut Vec<Step>,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<Edit>,
) {
    let name = path.last();
    let before = before.filter(|value| says_something(value, name));
    let after = after.filter(|value| says_something(value, name));
    match (before, after) {
        (None, None) => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for name in names {
                path.push(Step::Member(name.clone()));
                compare(path, old.get(name), new.get(name), found);
                path.pop();
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new)))
            if are_objects(old) && are_objects(new) =>
        {
            let (old, new) = (keyed(old), keyed(new));
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                path.push(Step::Item(key.clone()));
                compare(path, old.get(key).copied(), new.get(key).copied(), found);
                path.pop();
            }
        }
        (Some(old), Some(new)) if alike(old, new, name) => {}
        (before, after) => found.push(Edit {
            path: path.clone(),
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

/// Whether a member's value differs from its absence. An item of a list always does.
fn says_something(value: &Value, step: Option<&Step>) -> bool {
    match step {
        Some(Step::Member(name)) => !is_empty(value) && !is_default(name, value),
        Some(Step::Item(_)) | None => true,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        _ => false,
    }
}

/// What ECS takes for granted where a task definition does not say it.
fn is_default(name: &str, value: &Value) -> bool {
    match name {
        "essential" => value == true,
        "protocol" => value == "tcp",
        "cpu" => value == 0,
        _ => false,
    }
}

fn are_objects(items: &[Value]) -> bool {
    items.iter().all(Value::is_object)
}

/// Whether two values of the same place, of which at least one is no object, mean the same.
fn alike(a: &Value, b: &Value, step: Option<&Step>) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            let name = step.map(Step::word);
            if name.is_some_and(|name| SEQUENCES.contains(&name)) {
                return a == b;
            }
            let sorted = |items: &[Value]| {
                let mut words: Vec<String> = items.iter().map(Value::to_string).collect();
                words.sort_unstable();
                words
            };
            sorted(a) == sorted(b)
        }
        (a, b) => a == b,
    }
}

/// Whether the order of a list of plain values matters.
pub(crate) fn is_sequence(name: &str) -> bool {
    SEQUENCES.contains(&name)
}

#[cfg(test)]
mod tests;
