//! Building the JSON of answers: absent members are left out, never `null`.

use serde_json::{Map, Value};

use crate::clock::{Millis, seconds};

/// A JSON object in the making.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document(Map<String, Value>);

impl Document {
    /// An empty object.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// An object that starts with members kept from a request.
    pub(crate) fn with(members: Map<String, Value>) -> Self {
        Self(members)
    }

    /// Sets a member.
    pub(crate) fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Sets a member when there is a value.
    pub(crate) fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Sets a time in seconds when there is one.
    pub(crate) fn time(self, name: &str, at: Option<Millis>) -> Self {
        self.maybe(name, at.map(seconds))
    }

    /// The finished object.
    pub(crate) fn build(self) -> Value {
        Value::Object(self.0)
    }
}
