//! Filter patterns of plain terms: `a b` (all), `"a b"` (phrase), `-a` (not), `?a ?b` (any).

use crate::error::AwsError;

/// A parsed filter pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FilterPattern {
    all: Vec<String>,
    any: Vec<String>,
    none: Vec<String>,
}

impl FilterPattern {
    /// Parses a pattern; an empty one matches everything.
    pub(super) fn parse(text: &str) -> Result<Self, AwsError> {
        let text = text.trim();
        if text.starts_with(['{', '[', '%']) {
            return Err(AwsError::invalid_parameter(
                "The simulator has filter patterns of plain terms only: no JSON, columns or regular expressions.",
            ));
        }
        let mut pattern = Self::default();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (list, term) = match first {
                '-' => (&mut pattern.none, &rest[1..]),
                '?' => (&mut pattern.any, &rest[1..]),
                _ => (&mut pattern.all, rest),
            };
            let (term, after) = if let Some(quoted) = term.strip_prefix('"') {
                quoted.split_once('"').ok_or_else(|| {
                    AwsError::invalid_parameter("Invalid filter pattern: unbalanced quotes.")
                })?
            } else {
                term.split_once(char::is_whitespace).unwrap_or((term, ""))
            };
            if term.is_empty() {
                return Err(AwsError::invalid_parameter(
                    "Invalid filter pattern: empty term.",
                ));
            }
            list.push(term.to_owned());
            rest = after.trim_start();
        }
        Ok(pattern)
    }

    /// Whether a message matches. As on AWS, `?` terms count only where there are no others.
    pub(super) fn matches(&self, message: &str) -> bool {
        let has = |term: &String| message.contains(term.as_str());
        let any = self.any.is_empty()
            || !self.all.is_empty()
            || !self.none.is_empty()
            || self.any.iter().any(has);
        any && self.all.iter().all(has) && !self.none.iter().any(has)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::FilterPattern;

    #[test]
    fn terms_are_matched_as_aws_documents_them() {
        let message = "ERROR upstream db-proxy: connection refused";
        for (pattern, expected) in [
            ("", true),
            ("ERROR", true),
            ("error", false),
            ("ERROR refused", true),
            ("ERROR accepted", false),
            ("\"connection refused\"", true),
            ("\"refused connection\"", false),
            ("ERROR -refused", false),
            ("ERROR -timeout", true),
            ("-\"db-proxy: connection\"", false),
            ("?WARN ?ERROR", true),
            ("?WARN ?INFO", false),
            ("ERROR ?INFO", true),
        ] {
            assert_eq!(
                FilterPattern::parse(pattern).unwrap().matches(message),
                expected,
                "{pattern}"
            );
        }
    }

    #[test]
    fn patterns_the_simulator_lacks_are_refused() {
        for pattern in [
            "{ $.level = \"ERROR\" }",
            "[a, b]",
            "%ab+%",
            "\"open",
            "-",
            "?",
        ] {
            assert!(FilterPattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
