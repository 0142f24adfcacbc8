//! Lower case, without tables of all letters in the program that browsers load.

/// A text in lower case. Browsers are asked for letters outside of ASCII: they know them anyway, and
/// the standard library's tables would be 9 kB of the first page.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        other(text)
    }
}

#[cfg(feature = "hydrate")]
fn other(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

#[cfg(not(feature = "hydrate"))]
fn other(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn all_letters_become_lower_case() {
        for (text, expected) in [
            ("", ""),
            ("Web-7", "web-7"),
            ("ÄRGER in Łódź", "ärger in łódź"),
        ] {
            assert_eq!(lower(text), expected);
        }
    }
}
