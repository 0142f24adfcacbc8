//! Answers of the query protocol as XML.

use serde_json::Value;

use crate::wire::query::escape;

/// The elements of an answer: members of structures by their names, items of lists as `member`.
pub(super) fn elements(value: &Value) -> String {
    let mut written = String::new();
    write(value, &mut written);
    written
}

fn write(value: &Value, written: &mut String) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            let written_ones = members
                .iter()
                .filter(|(name, member)| is_name(name) && !member.is_null());
            for (name, member) in written_ones {
                element(name, member, written);
            }
        }
        Value::Array(items) => {
            for item in items {
                element("member", item, written);
            }
        }
        Value::String(text) => written.push_str(&escape(text)),
        other => written.push_str(&other.to_string()),
    }
}

/// Whether a member can be an element. Those that a request made up and the simulator only kept may not.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn element(name: &str, value: &Value, written: &mut String) {
    written.push('<');
    written.push_str(name);
    written.push('>');
    write(value, written);
    written.push_str("</");
    written.push_str(name);
    written.push('>');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::elements;

    #[test]
    fn lists_are_written_as_members_and_texts_are_escaped() {
        let value =
            json!({ "Groups": [{ "Name": "a<b", "Port": 80 }], "Marker": null, "None": [] });
        assert_eq!(
            elements(&value),
            "<Groups><member><Name>a&lt;b</Name><Port>80</Port></member></Groups><None></None>"
        );
        let odd = json!({ "a b": 1, "<x>": 1, "5": 1, "": 1, "Good1": "\u{0}\u{b}" });
        assert_eq!(elements(&odd), "<Good1>\u{fffd}\u{fffd}</Good1>");
    }
}
