//! The order of a cluster's services.

use std::sync::Arc;

use model::attention::{ServiceState, Severity, last_change};
use model::place::short_name;
use model::service::Service;

use super::letters::lower;
use super::ordered::Rank;

/// What services are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SortKey {
    /// Those that need somebody first.
    Attention,
    /// By name.
    Name,
    /// Most tasks first.
    Tasks,
    /// Last changed first.
    Changed,
}

impl SortKey {
    /// All keys.
    pub(crate) const ALL: [Self; 4] = [Self::Attention, Self::Name, Self::Tasks, Self::Changed];

    /// The word in addresses; empty for the usual order.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Attention => "",
            Self::Name => "name",
            Self::Tasks => "tasks",
            Self::Changed => "changed",
        }
    }

    /// What it is called.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Attention => "needs attention",
            Self::Name => "name",
            Self::Tasks => "tasks",
            Self::Changed => "last change",
        }
    }

    /// The key of a word in an address; unknown words mean the usual order.
    pub(crate) fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|key| key.as_str() == word)
            .unwrap_or(Self::Attention)
    }
}

/// A service with its state, as its row shows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ranked {
    /// The service's ARN.
    pub(crate) arn: String,
    /// The service; `None` while it is only listed.
    pub(crate) service: Option<Arc<Service>>,
    /// Its state.
    pub(crate) state: ServiceState,
}

/// Where a service belongs. `tasks` are how many of its tasks are known, for those only listed.
pub(crate) fn rank(row: &Ranked, tasks: usize, key: SortKey) -> Rank {
    let severity = |severity| match severity {
        Severity::Failing => 0,
        Severity::Degraded => 1,
        Severity::Deploying => 2,
        // What is not known yet may need somebody more than what is steady.
        Severity::Idle if row.service.is_none() => 3,
        Severity::Steady => 4,
        Severity::Idle => 5,
    };
    let service = row.service.as_deref();
    let number = match key {
        SortKey::Attention => severity(row.state.severity),
        SortKey::Name => 0,
        SortKey::Tasks => {
            let known = i64::try_from(tasks).unwrap_or(i64::MAX);
            -service.map_or(known, |service| i64::from(service.running))
        }
        SortKey::Changed => service
            .and_then(last_change)
            .map_or(i64::MAX, |changed| -changed.0),
    };
    Rank {
        number,
        text: short_name(&row.arn).into(),
    }
}

/// Whether a row has a text (lower case) in its name, state, image or revision.
pub(crate) fn matches(row: &Ranked, text: &str) -> bool {
    let has = |value: &str| lower(value).contains(text);
    text.is_empty()
        || has(short_name(&row.arn))
        || has(&row.state.words)
        || row.service.as_deref().is_some_and(|service| {
            has(model::task_definition::family_revision(
                &service.task_definition,
            )) || service.images.iter().any(|image| has(image))
        })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    fn row(name: &str, running: i32, severity: Severity) -> Ranked {
        let service: Service = serde_json::from_value(serde_json::json!({
            "arn": name, "name": name, "status": "ACTIVE", "desired": 1, "running": running,
            "pending": 0, "task_definition": format!("arn:x:task-definition/{name}:7"),
            "images": ["repo/nginx:1.2"], "capacity": [],
            "controller": "ECS", "strategy": "ROLLING", "scheduling": "REPLICA",
            "deployments": [], "exec_enabled": false, "load_balancers": [], "tags": [],
            "created_at": running,
        }))
        .unwrap();
        Ranked {
            arn: format!("arn:x:service/{name}"),
            service: Some(Arc::new(service)),
            state: ServiceState {
                severity,
                words: "Steady".to_owned(),
            },
        }
    }

    #[test]
    fn orders() {
        let listed = Ranked {
            service: None,
            ..row("d", 0, Severity::Idle)
        };
        let rows = [
            row("b", 1, Severity::Steady),
            row("a", 3, Severity::Steady),
            row("c", 2, Severity::Failing),
            listed,
        ];
        for (word, expected) in [
            ("", ["c", "d", "a", "b"]),
            ("name", ["a", "b", "c", "d"]),
            ("tasks", ["d", "a", "c", "b"]),
            ("changed", ["a", "c", "b", "d"]),
            ("nonsense", ["c", "d", "a", "b"]),
        ] {
            let mut sorted = rows.to_vec();
            sorted.sort_by_key(|row| rank(row, 7, SortKey::from_word(word)));
            let names: Vec<&str> = sorted.iter().map(|row| short_name(&row.arn)).collect();
            assert_eq!(names, expected, "{word}");
        }
    }

    #[test]
    fn finds_by_what_a_row_shows() {
        let row = row("Web", 1, Severity::Steady);
        for (text, found) in [
            ("", true),
            ("web", true),
            ("steady", true),
            ("nginx:1", true),
            ("web:7", true),
            ("other", false),
        ] {
            assert_eq!(matches(&row, text), found, "{text}");
        }
    }
}
