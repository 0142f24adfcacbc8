//! Walking a request along its shape.

use serde_json::{Map, Value};

use crate::schema::{Range, Schema, Shape, violation::Violation};

/// A walk through one request.
#[derive(Debug)]
pub(super) struct Check<'a> {
    schema: &'a Schema,
    /// Whether members that the model doesn't have are refused instead of ignored.
    strict: bool,
    /// The member looked at, as AWS writes it: `tags.1.member.key`.
    path: Vec<String>,
    clean: bool,
}

impl<'a> Check<'a> {
    /// A walk that hasn't begun.
    pub(super) fn new(schema: &'a Schema, strict: bool) -> Self {
        Self {
            schema,
            strict,
            path: Vec::new(),
            clean: true,
        }
    }

    /// Whether everything that was seen belongs to the model, so that nothing must be pruned.
    pub(super) fn is_clean(&self) -> bool {
        self.clean
    }

    /// Checks the members of a structure.
    pub(super) fn members(
        &mut self,
        shape: &Shape,
        found: &Map<String, Value>,
    ) -> Result<(), Violation> {
        let Shape::Structure { members, required } = shape else {
            return Ok(());
        };
        for (name, value) in found {
            let known = members.get(name);
            let Some(member) = known.filter(|_| !value.is_null()) else {
                if known.is_none() && self.strict {
                    return Err(Violation::Unknown(self.path_to(name)));
                }
                self.clean = false;
                continue;
            };
            let shape = self.schema.shape(member);
            self.at(name.clone(), |check| check.value(shape, value))?;
        }
        let missing = required
            .iter()
            .find(|name| found.get(*name).is_none_or(Value::is_null));
        match missing {
            None => Ok(()),
            Some(name) => Err(Violation::Missing {
                path: self.path_to(name),
                list: members
                    .get(name)
                    .is_some_and(|name| matches!(self.schema.shape(name), Shape::List { .. })),
            }),
        }
    }

    fn value(&mut self, shape: &Shape, value: &Value) -> Result<(), Violation> {
        match (shape, value) {
            (Shape::Any, _)
            | (Shape::Boolean, Value::Bool(_))
            | (Shape::Timestamp, Value::Number(_)) => Ok(()),
            (Shape::Structure { .. }, Value::Object(found)) => self.members(shape, found),
            (Shape::List { member, range }, Value::Array(items)) => {
                self.length(items.len(), *range, value)?;
                let shape = self.schema.shape(member);
                for (index, item) in items.iter().enumerate() {
                    if item.is_null() {
                        self.clean = false;
                        continue;
                    }
                    self.at(format!("{}.member", index + 1), |check| {
                        check.value(shape, item)
                    })?;
                }
                Ok(())
            }
            (Shape::Map { value: of, range }, Value::Object(entries)) => {
                self.length(entries.len(), *range, value)?;
                let shape = self.schema.shape(of);
                for (key, item) in entries {
                    if item.is_null() {
                        self.clean = false;
                        continue;
                    }
                    self.at(key.clone(), |check| check.value(shape, item))?;
                }
                Ok(())
            }
            (
                Shape::String {
                    values,
                    range,
                    pattern,
                },
                Value::String(text),
            ) => {
                if !values.is_empty() && !values.contains(text) {
                    let all = values.join(", ");
                    return Err(self.limit(
                        value,
                        format!("Member must satisfy enum value set: [{all}]"),
                    ));
                }
                self.length(text.chars().count(), *range, value)?;
                match pattern {
                    Some(pattern) if !pattern.matches(text) => Err(self.limit(
                        value,
                        format!(
                            "Member must satisfy regular expression pattern: {}",
                            pattern.text
                        ),
                    )),
                    _ => Ok(()),
                }
            }
            (Shape::Blob { range }, Value::String(text)) => {
                self.length(text.len() / 4 * 3, *range, value)
            }
            (Shape::Integer { range }, Value::Number(_)) => {
                let whole = whole(value).filter(|number| i32::try_from(*number).is_ok());
                let number = whole.ok_or_else(|| wrong_type(shape, value))?;
                self.within(number as f64, *range, value)
            }
            (Shape::Long { range }, Value::Number(_)) => {
                let number = whole(value).ok_or_else(|| wrong_type(shape, value))?;
                self.within(number as f64, *range, value)
            }
            (Shape::Double { range }, Value::Number(number)) => {
                self.within(number.as_f64().unwrap_or_default(), *range, value)
            }
            _ => Err(wrong_type(shape, value)),
        }
    }

    fn length(&self, length: usize, range: Range, value: &Value) -> Result<(), Violation> {
        let length = length as f64;
        if let Some(least) = range.min.filter(|least| length < *least) {
            return Err(self.limit(
                value,
                format!("Member must have length greater than or equal to {least}"),
            ));
        }
        match range.max.filter(|most| length > *most) {
            Some(most) => Err(self.limit(
                value,
                format!("Member must have length less than or equal to {most}"),
            )),
            None => Ok(()),
        }
    }

    fn within(&mut self, number: f64, range: Range, value: &Value) -> Result<(), Violation> {
        // A whole number written as 2.0 is kept as 2.
        self.clean &= !value.is_f64();
        if let Some(least) = range.min.filter(|least| number < *least) {
            return Err(self.limit(
                value,
                format!("Member must have value greater than or equal to {least}"),
            ));
        }
        match range.max.filter(|most| number > *most) {
            Some(most) => Err(self.limit(
                value,
                format!("Member must have value less than or equal to {most}"),
            )),
            None => Ok(()),
        }
    }

    fn at<T>(&mut self, step: String, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let result = work(self);
        self.path.pop();
        result
    }

    fn path_to(&self, name: &str) -> String {
        let mut path = self.path.clone();
        path.push(name.to_owned());
        path.join(".")
    }

    fn limit(&self, value: &Value, constraint: String) -> Violation {
        Violation::Limit {
            path: self.path.join("."),
            value: shown(value),
            constraint,
        }
    }
}

/// The violation of a value of another type.
fn wrong_type(shape: &Shape, value: &Value) -> Violation {
    Violation::Type {
        found: match value {
            Value::Object(_) => "START_OBJECT",
            Value::Array(_) => "START_ARRAY",
            Value::String(_) => "STRING_VALUE",
            Value::Bool(true) => "TRUE_VALUE",
            Value::Bool(false) => "FALSE_VALUE",
            Value::Number(number) if number.is_f64() => "DECIMAL_VALUE",
            Value::Number(_) => "NUMBER_VALUE",
            Value::Null => "NULL_VALUE",
        },
        expected: match shape {
            Shape::Structure { .. } => "a Structure",
            Shape::List { .. } => "a List",
            Shape::Map { .. } => "a Map",
            Shape::String { .. } => "a String",
            Shape::Integer { .. } => "an Integer",
            Shape::Long { .. } => "a Long",
            Shape::Double { .. } => "a Double",
            Shape::Boolean => "a Boolean",
            Shape::Timestamp => "a Timestamp",
            Shape::Blob { .. } => "a Blob",
            Shape::Any => "a Document",
        },
    }
}

/// A number without a fraction.
fn whole(value: &Value) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
    })
}

/// A value in a message, cut to a readable length.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(200) {
        Some((cut, _)) => format!("{}...", &text[..cut]),
        None => text,
    }
}

/// Takes away nulls and members that the shape doesn't have, and writes whole numbers as such.
pub(super) fn prune(schema: &Schema, shape: &Shape, value: &mut Value) {
    match (shape, value) {
        (Shape::Structure { members, .. }, Value::Object(found)) => {
            found.retain(|name, value| members.contains_key(name) && !value.is_null());
            for (name, value) in found {
                if let Some(member) = members.get(name) {
                    prune(schema, schema.shape(member), value);
                }
            }
        }
        (Shape::List { member, .. }, Value::Array(items)) => {
            items.retain(|item| !item.is_null());
            for item in items {
                prune(schema, schema.shape(member), item);
            }
        }
        (Shape::Map { value: of, .. }, Value::Object(entries)) => {
            entries.retain(|_, value| !value.is_null());
            for value in entries.values_mut() {
                prune(schema, schema.shape(of), value);
            }
        }
        (Shape::Integer { .. } | Shape::Long { .. }, value) => {
            if let Some(number) = whole(value) {
                *value = Value::from(number);
            }
        }
        _ => {}
    }
}
