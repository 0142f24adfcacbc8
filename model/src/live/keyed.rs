//! Collections whose items have keys, and their changes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::cluster::Cluster;
use crate::service::{Service, ServiceEvent};
use crate::service_deployment::ServiceDeployment;
use crate::service_revision::ServiceRevision;
use crate::task::Task;

use super::{BudgetClass, ListedService, TaskSummary};

/// Something with a key that is unique in its collection and never changes.
pub trait Keyed: Clone + PartialEq {
    /// The key.
    fn key(&self) -> &str;

    /// The order in a view, total over different keys.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(other.key())
    }
}

/// What changed in a keyed collection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyedPatch<T> {
    /// New and changed items, whole.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub upserted: Vec<T>,
    /// Keys of items that are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

impl<T> Default for KeyedPatch<T> {
    fn default() -> Self {
        Self {
            upserted: Vec::new(),
            removed: Vec::new(),
        }
    }
}

impl<T> KeyedPatch<T> {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.upserted.is_empty() && self.removed.is_empty()
    }
}

/// Brings items into their view's order.
pub(super) fn sort<T: Keyed>(items: &mut [T]) {
    crate::order::sort_by(items, Keyed::order);
}

/// The change from `old` to `new`.
pub(super) fn diff<T: Keyed>(old: &[T], new: &[T]) -> KeyedPatch<T> {
    let mut before: HashMap<&str, &T> = old.iter().map(|item| (item.key(), item)).collect();
    let mut upserted = Vec::new();
    for item in new {
        if before.remove(item.key()) != Some(item) {
            upserted.push(item.clone());
        }
    }
    let mut removed: Vec<String> = before.into_keys().map(str::to_owned).collect();
    removed.sort_unstable();
    KeyedPatch { upserted, removed }
}

/// Takes a change; the result is in the view's order.
pub(super) fn apply<T: Keyed>(items: &mut Vec<T>, patch: KeyedPatch<T>) {
    if patch.is_empty() {
        return;
    }
    if patch.removed.is_empty() && follows(items, &patch.upserted) {
        items.extend(patch.upserted);
        return;
    }
    let gone: std::collections::HashSet<&str> = patch
        .removed
        .iter()
        .map(String::as_str)
        .chain(patch.upserted.iter().map(Keyed::key))
        .collect();
    items.retain(|item| !gone.contains(item.key()));
    items.extend(patch.upserted);
    sort(items);
}

/// Whether new items, in order, all come after the last one: so it is when a view arrives in pieces.
fn follows<T: Keyed>(items: &[T], new: &[T]) -> bool {
    let last = items.last();
    last.into_iter()
        .chain(new)
        .zip(new.iter().skip(usize::from(last.is_none())))
        .all(|(before, after)| before.order(after).is_lt())
}

impl Keyed for Cluster {
    fn key(&self) -> &str {
        &self.arn
    }
}

impl Keyed for Service {
    fn key(&self) -> &str {
        &self.arn
    }
}

impl Keyed for ListedService {
    fn key(&self) -> &str {
        &self.arn
    }
}

impl Keyed for BudgetClass {
    fn key(&self) -> &str {
        &self.class
    }
}

impl Keyed for Task {
    fn key(&self) -> &str {
        &self.arn
    }
}

impl Keyed for TaskSummary {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Keyed for ServiceEvent {
    fn key(&self) -> &str {
        &self.id
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.at.cmp(&self.at).then_with(|| self.id.cmp(&other.id))
    }
}

impl Keyed for ServiceDeployment {
    fn key(&self) -> &str {
        &self.arn
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        other
            .created_at
            .cmp(&self.created_at)
            .then_with(|| self.arn.cmp(&other.arn))
    }
}

impl Keyed for ServiceRevision {
    fn key(&self) -> &str {
        &self.arn
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        other
            .created_at
            .cmp(&self.created_at)
            .then_with(|| self.arn.cmp(&other.arn))
    }
}
