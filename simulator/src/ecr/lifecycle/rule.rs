//! Rules of lifecycle policies: which images each would expire.

use serde::Deserialize;

use crate::{
    clock::{DAY, Millis},
    ecr::mutability::matches,
};

#[derive(Debug, Deserialize)]
struct Policy {
    rules: Vec<Rule>,
}

/// A rule.
#[derive(Debug, Deserialize)]
pub(crate) struct Rule {
    /// Lower comes first.
    #[serde(rename = "rulePriority")]
    pub(crate) priority: i64,
    selection: Selection,
    action: Action,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Selection {
    tag_status: String,
    #[serde(default)]
    tag_prefix_list: Vec<String>,
    #[serde(default)]
    tag_pattern_list: Vec<String>,
    count_type: String,
    count_number: i64,
    count_unit: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Action {
    r#type: String,
}

/// An image that rules look at.
#[derive(Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) digest: &'a str,
    pub(crate) tags: Vec<&'a str>,
    pub(crate) pushed: Millis,
}

impl Rule {
    /// The rules of a policy in the order of their priorities, or what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Vec<Self>, String> {
        let policy: Policy = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut rules = policy.rules;
        if rules.is_empty() {
            return Err("a policy must have at least one rule".to_owned());
        }
        rules.sort_by_key(|rule| rule.priority);
        if rules
            .windows(2)
            .any(|pair| pair[0].priority == pair[1].priority)
        {
            return Err("rule priorities must be unique".to_owned());
        }
        rules.iter().try_for_each(Self::check)?;
        Ok(rules)
    }

    fn check(&self) -> Result<(), String> {
        let selection = &self.selection;
        let listed =
            !selection.tag_prefix_list.is_empty() || !selection.tag_pattern_list.is_empty();
        let complaint = match selection.tag_status.as_str() {
            _ if self.priority < 1 => "rulePriority must be at least 1",
            _ if self.action.r#type != "expire" => "the action's type must be expire",
            _ if selection.count_number < 1 => "countNumber must be at least 1",
            "tagged" if !listed => "tagStatus tagged needs tagPrefixList or tagPatternList",
            "untagged" | "any" if listed => "tag lists belong to tagStatus tagged",
            "tagged" | "untagged" | "any" => match (
                selection.count_type.as_str(),
                selection.count_unit.as_deref(),
            ) {
                ("imageCountMoreThan", None) | ("sinceImagePushed", Some("days")) => return Ok(()),
                ("sinceImagePushed", _) => "sinceImagePushed needs countUnit days",
                _ => "countType is not valid",
            },
            _ => "tagStatus must be tagged, untagged or any",
        };
        Err(complaint.to_owned())
    }

    /// Whether the rule is about an image: all prefixes, or all patterns, must be among its tags.
    fn selects(&self, image: &Candidate<'_>) -> bool {
        let selection = &self.selection;
        match selection.tag_status.as_str() {
            "untagged" => image.tags.is_empty(),
            "tagged" => {
                let prefixes = selection
                    .tag_prefix_list
                    .iter()
                    .all(|prefix| image.tags.iter().any(|tag| tag.starts_with(prefix)));
                let patterns = selection
                    .tag_pattern_list
                    .iter()
                    .all(|pattern| image.tags.iter().any(|tag| matches(pattern, tag)));
                prefixes && patterns
            }
            _ => true,
        }
    }

    /// The images that the rule expires; those another rule is about are not among `images`.
    pub(crate) fn expired<'a, 'b>(
        &self,
        images: &'b [Candidate<'a>],
        now: Millis,
    ) -> Vec<&'b Candidate<'a>> {
        let mut selected: Vec<_> = images.iter().filter(|image| self.selects(image)).collect();
        selected.sort_by_key(|image| (-image.pushed, image.digest));
        let number = self.selection.count_number;
        if self.selection.count_type == "imageCountMoreThan" {
            return selected.split_off(selected.len().min(number as usize));
        }
        let before = now.saturating_sub(number.saturating_mul(DAY));
        selected.retain(|image| image.pushed < before);
        selected
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::json;

    use super::{Candidate, Rule};
    use crate::clock::DAY;

    #[test]
    fn rules_expire_by_count_and_by_age() {
        let images = [
            Candidate {
                digest: "a",
                tags: vec!["v1"],
                pushed: 0,
            },
            Candidate {
                digest: "b",
                tags: vec!["v2"],
                pushed: 2 * DAY,
            },
            Candidate {
                digest: "c",
                tags: vec![],
                pushed: 3 * DAY,
            },
        ];
        let expired = |selection: serde_json::Value| {
            let policy = json!({ "rules": [{ "rulePriority": 1, "selection": selection, "action": { "type": "expire" } }] });
            let rules = Rule::parse(&policy.to_string()).unwrap();
            let digests = rules[0].expired(&images, 4 * DAY);
            digests.iter().map(|image| image.digest).collect::<String>()
        };
        assert_eq!(
            expired(
                json!({ "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1 })
            ),
            "ba"
        );
        assert_eq!(
            expired(
                json!({ "tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 3 })
            ),
            "a"
        );
        assert_eq!(
            expired(
                json!({ "tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1 })
            ),
            ""
        );
        assert_eq!(
            expired(
                json!({ "tagStatus": "tagged", "tagPrefixList": ["v"], "countType": "imageCountMoreThan", "countNumber": 1 })
            ),
            "a"
        );
    }

    #[test]
    fn policies_that_make_no_sense_are_refused() {
        for text in [
            "no",
            r#"{"rules": []}"#,
            r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}"#,
            r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countNumber": 1}, "action": {"type": "expire"}}]}"#,
            r#"{"rules": [{"rulePriority": 0, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}"#,
        ] {
            assert!(Rule::parse(text).is_err(), "{text}");
        }
    }
}
