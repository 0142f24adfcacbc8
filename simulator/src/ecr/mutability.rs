//! Which tags of a repository may come to stand for another image.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{error::AwsError, input::Input};

/// `imageTagMutability` and the tags that are excluded from it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Mutability {
    pub(super) mode: String,
    /// Patterns with `*`.
    filters: Vec<String>,
}

impl Mutability {
    /// What a request asks for.
    pub(super) fn of(input: &Input) -> Result<Self, AwsError> {
        let filters = input.list("imageTagMutabilityExclusionFilters")?;
        let texts = filters
            .iter()
            .filter_map(|filter| filter.get("filter")?.as_str());
        let chosen = Self {
            mode: input
                .text("imageTagMutability")?
                .unwrap_or("MUTABLE")
                .to_owned(),
            filters: texts.map(str::to_owned).collect(),
        };
        if chosen.mode.ends_with("_WITH_EXCLUSION") == chosen.filters.is_empty() {
            return Err(AwsError::invalid_parameter(
                "Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint: 'filters belong to the modes with exclusion'",
            ));
        }
        Ok(chosen)
    }

    /// Whether a tag that stands for an image must go on standing for it.
    pub(super) fn protects(&self, tag: &str) -> bool {
        let excluded = self.filters.iter().any(|filter| matches(filter, tag));
        self.mode.starts_with("IMMUTABLE") != excluded
    }

    /// `imageTagMutabilityExclusionFilters`, where there are any.
    pub(super) fn exclusions(&self) -> Option<Value> {
        let filters = self.filters.iter();
        let filters = filters.map(|filter| json!({ "filterType": "WILDCARD", "filter": filter }));
        (!self.filters.is_empty()).then(|| filters.collect())
    }
}

/// Whether a pattern with `*` for any text stands for a tag.
pub(super) fn matches(pattern: &str, tag: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = tag.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Mutability, matches};

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, tag, expected) in [
            ("latest", "latest", true),
            ("latest", "latest2", false),
            ("dev-*", "dev-1", true),
            ("*-rc*", "1.0-rc2", true),
            ("*-rc*", "1.0", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "acb", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, tag), expected, "{pattern} {tag}");
        }
    }

    #[test]
    fn exclusions_turn_the_mode_around() {
        let mutability = |mode: &str| Mutability {
            mode: mode.to_owned(),
            filters: vec!["dev-*".to_owned()],
        };
        let immutable = mutability("IMMUTABLE_WITH_EXCLUSION");
        assert!(immutable.protects("1.0") && !immutable.protects("dev-1"));
        let mutable = mutability("MUTABLE_WITH_EXCLUSION");
        assert!(!mutable.protects("1.0") && mutable.protects("dev-1"));
    }
}
