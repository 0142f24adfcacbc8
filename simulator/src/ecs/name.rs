//! Names of resources.

/// Whether a text is a name as ECS allows it: 1 to 255 letters, digits, hyphens and underscores.
pub(crate) fn is_valid(name: &str) -> bool {
    (1..=255).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn names_are_letters_digits_hyphens_and_underscores() {
        for (name, valid) in [
            ("a", true),
            ("Web_2-b", true),
            ("", false),
            ("a b", false),
            ("a.b", false),
            ("é", false),
        ] {
            assert_eq!(is_valid(name), valid, "{name}");
        }
        assert!(is_valid(&"a".repeat(255)) && !is_valid(&"a".repeat(256)));
    }
}
