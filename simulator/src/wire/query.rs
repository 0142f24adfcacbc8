//! The query protocol: form members in, XML out.

use url::form_urlencoded;

/// A member of a form body.
pub(crate) fn member(body: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(body)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
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
                letter => escaped.push(letter),
            }
            escaped
        })
}

#[cfg(test)]
mod tests {
    use super::{escape, member};

    #[test]
    fn members_are_decoded_and_values_escaped() {
        assert_eq!(
            member(b"A=1&RoleSessionName=a+b%2Fc", "RoleSessionName").as_deref(),
            Some("a b/c")
        );
        assert_eq!(member(b"A=1", "B"), None);
        assert_eq!(escape("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
    }
}
