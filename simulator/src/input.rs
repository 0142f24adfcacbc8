//! Reading the members of a request.

use serde_json::{Map, Value};

use crate::error::AwsError;

/// The members of a request in a JSON protocol.
#[derive(Debug, Clone, Default)]
pub(crate) struct Input(Map<String, Value>);

impl Input {
    /// Parses a request body; an empty one is a request without members.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, AwsError> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(AwsError::serialization(
                "Expected the request to be a JSON object.",
            )),
            Err(error) => Err(AwsError::serialization(format!(
                "Could not parse the request: {error}"
            ))),
        }
    }

    /// A request made inside the simulator, as scenarios do.
    pub(crate) fn from_value(value: Value) -> Self {
        match value {
            Value::Object(members) => Self(members),
            _ => Self::default(),
        }
    }

    /// A member as it was sent; absent and `null` are the same.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// All members.
    pub(crate) fn members(&self) -> &Map<String, Value> {
        &self.0
    }

    /// An optional text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, AwsError> {
        self.get(name)
            .map(|value| value.as_str().ok_or_else(|| wrong_type(name, "a string")))
            .transpose()
    }

    /// A text that must be there and not empty.
    pub(crate) fn required_text(&self, name: &str) -> Result<&str, AwsError> {
        self.text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| AwsError::invalid_parameter(format!("{name} can not be blank.")))
    }

    /// A list of texts; absent is empty.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<&str>, AwsError> {
        self.list(name)?
            .iter()
            .map(|item| {
                item.as_str()
                    .ok_or_else(|| wrong_type(name, "a list of strings"))
            })
            .collect()
    }

    /// A list of texts with at most `limit` items.
    pub(crate) fn limited_texts(&self, name: &str, limit: usize) -> Result<Vec<&str>, AwsError> {
        let texts = self.texts(name)?;
        if texts.len() > limit {
            return Err(AwsError::invalid_parameter(format!(
                "{name} cannot have more than {limit} elements."
            )));
        }
        Ok(texts)
    }

    /// A list of anything; absent is empty.
    pub(crate) fn list(&self, name: &str) -> Result<&[Value], AwsError> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(wrong_type(name, "a list")),
        }
    }

    /// An optional whole number.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, AwsError> {
        self.get(name)
            .map(|value| value.as_i64().ok_or_else(|| wrong_type(name, "an integer")))
            .transpose()
    }

    /// An optional number, as the JSON protocols write times.
    pub(crate) fn number(&self, name: &str) -> Result<Option<f64>, AwsError> {
        self.get(name)
            .map(|value| value.as_f64().ok_or_else(|| wrong_type(name, "a number")))
            .transpose()
    }

    /// An optional truth value.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, AwsError> {
        self.get(name)
            .map(|value| value.as_bool().ok_or_else(|| wrong_type(name, "a boolean")))
            .transpose()
    }

    /// An optional structure.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Input>, AwsError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(Self(members.clone()))),
            Some(_) => Err(wrong_type(name, "a structure")),
        }
    }

    /// Whether `include` names `section`.
    pub(crate) fn includes(&self, section: &str) -> Result<bool, AwsError> {
        Ok(self.texts("include")?.contains(&section))
    }
}

fn wrong_type(name: &str, expected: &str) -> AwsError {
    AwsError::serialization(format!("Expected member {name} to be {expected}."))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::Input;

    #[test]
    fn members_of_the_wrong_type_are_serialization_errors() {
        let input =
            Input::parse(br#"{"cluster": 1, "services": "x", "desiredCount": "2", "none": null}"#)
                .unwrap();
        for error in [
            input.text("cluster").unwrap_err(),
            input.texts("services").unwrap_err(),
            input.integer("desiredCount").unwrap_err(),
        ] {
            assert_eq!(error.code, "SerializationException");
        }
        assert_eq!(input.text("none").unwrap(), None);
        assert!(Input::parse(b"[]").is_err());
        assert!(Input::parse(b"{").is_err());
        assert!(Input::parse(b"").is_ok());
    }

    #[test]
    fn over_long_lists_are_refused() {
        let input = Input::parse(br#"{"tasks": ["a", "b", "c"]}"#).unwrap();
        assert_eq!(input.limited_texts("tasks", 3).unwrap().len(), 3);
        assert_eq!(
            input.limited_texts("tasks", 2).unwrap_err().code,
            "InvalidParameterException"
        );
    }
}
