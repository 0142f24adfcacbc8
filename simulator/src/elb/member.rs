//! Members of requests, which the query protocol writes as texts.

use std::ops::RangeInclusive;

use serde_json::Value;

use crate::{elb::invalid, error::AwsError, input::Input};

/// A text that must be there.
pub(super) fn required<'a>(input: &'a Input, name: &str) -> Result<&'a str, AwsError> {
    input
        .text(name)?
        .filter(|text| !text.is_empty())
        .ok_or_else(|| invalid(format!("The {name} member must not be blank.")))
}

/// An optional number within a range, written as a number or as text.
pub(super) fn number(
    input: &Input,
    name: &str,
    range: RangeInclusive<i64>,
) -> Result<Option<i64>, AwsError> {
    let Some(value) = input.get(name) else {
        return Ok(None);
    };
    let number = match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    };
    match number.filter(|number| range.contains(number)) {
        Some(number) => Ok(Some(number)),
        None => Err(invalid(format!(
            "{name} must be a number from {} to {}.",
            range.start(),
            range.end()
        ))),
    }
}

/// The structures of a list.
pub(super) fn structures(input: &Input, name: &str) -> Result<Vec<Input>, AwsError> {
    input
        .list(name)?
        .iter()
        .map(|item| match item {
            Value::Object(_) => Ok(Input::from_value(item.clone())),
            _ => Err(invalid(format!("{name} must be a list of structures."))),
        })
        .collect()
}

/// A name of a load balancer or target group: up to 32 letters, digits and inner hyphens.
pub(super) fn name(input: &Input) -> Result<&str, AwsError> {
    let name = required(input, "Name")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if name.len() > 32
        || !name.bytes().all(plain)
        || name.starts_with('-')
        || name.ends_with('-')
        || name.starts_with("internal-")
    {
        return Err(invalid(format!(
            "The name '{name}' must have up to 32 letters, numbers and hyphens, and must not begin or end with a hyphen."
        )));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{name, number};
    use crate::input::Input;

    #[test]
    fn numbers_may_be_texts() {
        let input = Input::from_value(json!({ "a": "80", "b": 80, "c": "x", "d": "70000" }));
        for (member, expected) in [("a", Ok(Some(80))), ("b", Ok(Some(80))), ("z", Ok(None))] {
            assert_eq!(number(&input, member, 1..=65_535), expected);
        }
        assert!(number(&input, "c", 1..=65_535).is_err());
        assert!(number(&input, "d", 1..=65_535).is_err());
    }

    #[test]
    fn names_are_checked() {
        for (text, good) in [
            ("web-1", true),
            ("-web", false),
            ("we b", false),
            ("internal-web", false),
            (&"a".repeat(33), false),
        ] {
            let input = Input::from_value(json!({ "Name": text }));
            assert_eq!(name(&input).is_ok(), good, "{text}");
        }
    }
}
