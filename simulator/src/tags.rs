//! Tags of resources.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::error::AwsError;

/// The most tags a resource may have.
const MOST: usize = 50;

/// Tags of one resource in the order they were set.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Tags(IndexMap<String, String>);

/// A tag as ECS writes it.
#[derive(Debug, serde::Serialize)]
pub(crate) struct TagDocument<'a> {
    key: &'a str,
    value: &'a str,
}

impl Tags {
    /// Reads tags as ECS writes them (`key`, `value`) or as ECR does (`Key`, `Value`).
    pub(crate) fn parse(list: &[Value]) -> Result<Self, AwsError> {
        let mut tags = Self::default();
        for tag in list {
            let member = |lower: &str, upper: &str| {
                tag.get(lower)
                    .or_else(|| tag.get(upper))
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            let key = member("key", "Key");
            if key.is_empty() || key.len() > 128 || key.starts_with("aws:") {
                return Err(AwsError::invalid_parameter(
                    "Tag keys have 1 to 128 characters and don't start with aws:.",
                ));
            }
            if tags.0.insert(key, member("value", "Value")).is_some() {
                return Err(AwsError::invalid_parameter("Duplicate tag keys found."));
            }
        }
        tags.within_limit()
    }

    /// Adds the tags by which ECS itself marks the tasks of a cluster, and of a service.
    pub(crate) fn manage(&mut self, cluster: &str, service: Option<&str>) {
        let mut mark = |key: &str, value: &str| self.0.insert(key.to_owned(), value.to_owned());
        mark("aws:ecs:clusterName", cluster);
        if let Some(service) = service {
            mark("aws:ecs:serviceName", service);
        }
    }

    /// Adds or replaces tags.
    pub(crate) fn set(&mut self, more: Self) -> Result<(), AwsError> {
        let mut all = self.clone();
        all.0.extend(more.0);
        *self = all.within_limit()?;
        Ok(())
    }

    /// Takes tags away by their keys.
    pub(crate) fn unset(&mut self, keys: &[&str]) {
        self.0
            .retain(|key, _| key.starts_with("aws:") || !keys.contains(&key.as_str()));
    }

    /// Keys and values in the order they were set.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The tags as ECS writes them, to be written into a document.
    pub(crate) fn documents(&self) -> Vec<TagDocument<'_>> {
        let tags = self.0.iter();
        tags.map(|(key, value)| TagDocument { key, value })
            .collect()
    }

    /// The tags as ECS writes them.
    pub(crate) fn to_json(&self) -> Value {
        self.0
            .iter()
            .map(|(key, value)| json!({ "key": key, "value": value }))
            .collect()
    }

    fn within_limit(self) -> Result<Self, AwsError> {
        if self.0.len() > MOST {
            return Err(AwsError::invalid_parameter(format!(
                "A resource can have at most {MOST} tags."
            )));
        }
        Ok(self)
    }
}
