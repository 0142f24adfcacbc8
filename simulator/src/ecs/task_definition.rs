//! Task definitions: families of revisions, kept as whole documents.

pub(crate) mod delete;
pub(crate) mod operations;
mod validate;

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value};

use crate::{clock::Millis, document::Document, tags::Tags};
pub(crate) use validate::is_fargate_size;

/// All task definitions of a region.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct TaskDefinitions {
    families: BTreeMap<String, BTreeMap<u32, TaskDefinition>>,
    /// The newest revision a family ever had: numbers of deleted revisions aren't given again.
    newest: BTreeMap<String, u32>,
}

/// One revision of a task definition.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct TaskDefinition {
    pub(crate) family: String,
    pub(crate) revision: u32,
    pub(crate) arn: String,
    /// What was registered, with AWS's defaults filled in.
    pub(crate) document: Arc<Map<String, Value>>,
    pub(crate) tags: Tags,
    registered_at: Millis,
    deregistered_at: Option<Millis>,
    delete_requested_at: Option<Millis>,
}

impl TaskDefinition {
    /// Whether new tasks may use it.
    pub(crate) fn is_active(&self) -> bool {
        self.deregistered_at.is_none()
    }

    fn status(&self) -> &'static str {
        if self.delete_requested_at.is_some() {
            "DELETE_IN_PROGRESS"
        } else if self.is_active() {
            "ACTIVE"
        } else {
            "INACTIVE"
        }
    }

    /// The task definition as AWS answers it.
    fn describe(&self) -> Value {
        Document::with((*self.document).clone())
            .set("taskDefinitionArn", self.arn.as_str())
            .set("revision", self.revision)
            .set("status", self.status())
            .time("registeredAt", Some(self.registered_at))
            .time("deregisteredAt", self.deregistered_at)
            .time("deleteRequestedAt", self.delete_requested_at)
            .build()
    }
}

impl TaskDefinitions {
    /// Finds `family`, `family:revision` or an ARN of either; a family alone is its newest active revision.
    pub(crate) fn find(&self, identifier: &str) -> Option<&TaskDefinition> {
        let (family, revision) = split(identifier)?;
        let revisions = self.families.get(family)?;
        match revision {
            Some(revision) => revisions.get(&revision),
            None => revisions
                .values()
                .rev()
                .find(|definition| definition.is_active()),
        }
    }

    /// As [`Self::find`], to be changed.
    pub(crate) fn find_mut(&mut self, identifier: &str) -> Option<&mut TaskDefinition> {
        let (family, revision) = split(identifier)?;
        let revisions = self.families.get_mut(family)?;
        match revision {
            Some(revision) => revisions.get_mut(&revision),
            None => revisions
                .values_mut()
                .rev()
                .find(|definition| definition.is_active()),
        }
    }

    /// All revisions, sorted by family and revision.
    fn all(&self) -> impl Iterator<Item = &TaskDefinition> {
        self.families.values().flat_map(BTreeMap::values)
    }
}

/// Family and revision of an identifier; `None` when the revision isn't a number.
fn split(identifier: &str) -> Option<(&str, Option<u32>)> {
    let name = crate::arn::short_name(identifier);
    match name.split_once(':') {
        None => Some((name, None)),
        Some((family, revision)) => Some((family, Some(revision.parse().ok()?))),
    }
}
