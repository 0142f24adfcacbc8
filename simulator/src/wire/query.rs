//! The query protocol: form members in, XML out.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::{error::AwsError, input::Input};

/// The deepest nesting of members that is read; AWS's requests stay below.
const DEEPEST: usize = 10;

/// The most members that are read, those that hold others included: each takes a kilobyte when it is
/// the only one in its structure.
const MOST: usize = 20_000;

/// The members of a form body as structures and lists: `Actions.member.1.Type=forward` is the first
/// action's `Type`. Every value is a text.
pub(super) fn input(body: &[u8]) -> Result<Input, AwsError> {
    let mut root = Node::default();
    let malformed = || {
        AwsError::new(
            "MalformedQueryString",
            "The query string contains a syntax error.",
        )
    };
    let mut count = 0;
    for (key, value) in form_urlencoded::parse(body) {
        if matches!(key.as_ref(), "Action" | "Version") {
            continue;
        }
        let mut node = &mut root;
        for (depth, part) in key.split('.').enumerate() {
            count += 1;
            if depth >= DEEPEST || count > MOST {
                return Err(malformed());
            }
            node = node.members.entry(part.to_owned()).or_default();
        }
        node.text = Some(value.into_owned());
    }
    Ok(Input::from_value(root.value()))
}

/// A member in the making: a text, a structure, or a list written as a structure.
#[derive(Debug, Default)]
struct Node {
    text: Option<String>,
    members: BTreeMap<String, Node>,
}

impl Node {
    fn value(self) -> Value {
        if let Some(text) = self.text.filter(|_| self.members.is_empty()) {
            return Value::String(text);
        }
        let mut members = self.members;
        let is_list = members.len() == 1
            && members.get("member").is_some_and(|list| {
                let mut indexes = list.members.keys();
                indexes.all(|index| index.parse::<u32>().is_ok())
            });
        if is_list && let Some(list) = members.remove("member") {
            let mut items: Vec<(u32, Self)> = list
                .members
                .into_iter()
                .filter_map(|(index, item)| Some((index.parse().ok()?, item)))
                .collect();
            items.sort_by_key(|(index, _)| *index);
            return items.into_iter().map(|(_, item)| item.value()).collect();
        }
        let members = members.into_iter();
        Value::Object(
            members
                .map(|(name, member)| (name, member.value()))
                .collect::<Map<_, _>>(),
        )
    }
}

/// A member of a form body.
pub(crate) fn member(body: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(body)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// An error under the code that the query protocol has for it.
pub(super) fn error(mut error: AwsError) -> AwsError {
    let (code, status) = match error.code.as_ref() {
        "AccessDeniedException" => ("AccessDenied", 403),
        "ExpiredTokenException" => ("ExpiredToken", 403),
        "InvalidParameterException" => ("ValidationError", 400),
        "InvalidSignatureException" => ("SignatureDoesNotMatch", 403),
        "MissingAuthenticationTokenException" => ("MissingAuthenticationToken", 403),
        "SerializationException" => ("MalformedInput", 400),
        "ServerException" => ("ServiceUnavailable", 503),
        "ThrottlingException" => ("Throttling", 400),
        "UnknownOperationException" => ("InvalidAction", 400),
        "UnrecognizedClientException" => ("InvalidClientTokenId", 403),
        _ => return error,
    };
    error.code = code.into();
    error.status = status;
    error
}

/// A text with the characters escaped that mean something in XML.
pub(crate) fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut escaped, letter| {
            match letter {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '"' => escaped.push_str("&quot;"),
                // XML has no way to write these.
                '\u{0}'..='\u{8}'
                | '\u{b}'
                | '\u{c}'
                | '\u{e}'..='\u{1f}'
                | '\u{fffe}'
                | '\u{ffff}' => {
                    escaped.push(char::REPLACEMENT_CHARACTER);
                }
                letter => escaped.push(letter),
            }
            escaped
        })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{error, escape, input, member};
    use crate::error::AwsError;

    #[test]
    fn nested_members_become_structures_and_lists() {
        let body = b"Action=X&Version=1&Name=a+b&Actions.member.2.Type=b&Actions.member.1.Type=a\
            &Actions.member.10.Type=c&Config.Groups.member.1=x&Empty=&Tags.member=&a.b.member.x=1";
        let read = input(body).map(|input| Value::Object(input.members().clone()));
        let expected = json!({
            "Name": "a b", "Actions": [{ "Type": "a" }, { "Type": "b" }, { "Type": "c" }],
            "Config": { "Groups": ["x"] }, "Empty": "", "Tags": [],
            "a": { "b": { "member": { "x": "1" } } },
        });
        assert_eq!(read, Ok(expected));
        let deep = ["a"; 40].join(".");
        assert!(input(deep.as_bytes()).is_err());
        let many = |count: usize| {
            let members: Vec<String> = (0..count).map(|n| format!("a.{n}=&")).collect();
            members.concat()
        };
        assert!(input(many(10_000).as_bytes()).is_ok());
        assert!(input(many(10_001).as_bytes()).is_err());
    }

    #[test]
    fn members_are_decoded_and_values_escaped() {
        assert_eq!(
            member(b"A=1&RoleSessionName=a+b%2Fc", "RoleSessionName").as_deref(),
            Some("a b/c")
        );
        assert_eq!(member(b"A=1", "B"), None);
        assert_eq!(escape("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
    }

    #[test]
    fn errors_of_the_json_protocol_have_other_codes_here() {
        for (code, expected) in [
            ("ThrottlingException", ("Throttling", 400)),
            ("AccessDeniedException", ("AccessDenied", 403)),
            ("TargetGroupNotFound", ("TargetGroupNotFound", 400)),
        ] {
            let found = error(AwsError::new(code, "a"));
            assert_eq!((found.code.as_ref(), found.status), expected, "{code}");
        }
    }
}
