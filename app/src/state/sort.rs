//! The order of a cluster's services.

use model::attention::ServiceState;
use model::service::Service;

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
    /// The service.
    pub(crate) service: Service,
    /// Its state.
    pub(crate) state: ServiceState,
}

/// Brings rows into an order that is total, so that equal rows never swap.
pub(crate) fn sort(rows: &mut [Ranked], key: SortKey) {
    use model::attention::last_change;

    model::order::sort_by(rows, |a, b| {
        let by_key = match key {
            SortKey::Attention => a.state.severity.cmp(&b.state.severity),
            SortKey::Name => std::cmp::Ordering::Equal,
            SortKey::Tasks => b.service.running.cmp(&a.service.running),
            SortKey::Changed => last_change(&b.service).cmp(&last_change(&a.service)),
        };
        by_key
            .then_with(|| a.service.name.cmp(&b.service.name))
            .then_with(|| a.service.arn.cmp(&b.service.arn))
    });
}

/// Whether a row has a text (lower case) in its name, state, image or revision.
pub(crate) fn matches(row: &Ranked, text: &str) -> bool {
    let has = |value: &str| value.to_lowercase().contains(text);
    text.is_empty()
        || has(&row.service.name)
        || has(&row.state.words)
        || has(model::task_definition::family_revision(
            &row.service.task_definition,
        ))
        || row.service.images.iter().any(|image| has(image))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;
    use model::attention::Severity;
    use model::service::Service;

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
            service,
            state: ServiceState {
                severity,
                words: "Steady".to_owned(),
            },
        }
    }

    #[test]
    fn orders() {
        let rows = [
            row("b", 1, Severity::Steady),
            row("a", 3, Severity::Steady),
            row("c", 2, Severity::Failing),
        ];
        for (word, expected) in [
            ("", ["c", "a", "b"]),
            ("name", ["a", "b", "c"]),
            ("tasks", ["a", "c", "b"]),
            ("changed", ["a", "c", "b"]),
            ("nonsense", ["c", "a", "b"]),
        ] {
            let mut sorted = rows.to_vec();
            sort(&mut sorted, SortKey::from_word(word));
            let names: Vec<&str> = sorted.iter().map(|r| r.service.name.as_str()).collect();
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
