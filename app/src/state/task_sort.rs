//! Which tasks of a cluster a table shows, and in which order.

use model::live::TaskSummary;
use model::task::TaskPhase;
use model::task_definition::family_revision;

use super::letters::lower;
use super::ordered::Rank;

/// What tasks are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskSort {
    /// Last started or stopped first.
    Changed,
    /// Those that need somebody first.
    State,
    /// By service; those run on their own last.
    Service,
    /// By task definition.
    Definition,
}

impl TaskSort {
    /// All keys.
    pub(crate) const ALL: [Self; 4] = [Self::Changed, Self::State, Self::Service, Self::Definition];

    /// The word in addresses; empty for the usual order.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "",
            Self::State => "state",
            Self::Service => "service",
            Self::Definition => "definition",
        }
    }

    /// What it is called.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Changed => "last change",
            Self::State => "state",
            Self::Service => "service",
            Self::Definition => "task definition",
        }
    }

    /// The key of a word in an address; unknown words mean the usual order.
    pub(crate) fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|key| key.as_str() == word)
            .unwrap_or(Self::Changed)
    }
}

/// Phases in the order in which they need somebody.
pub(crate) const PHASES: [TaskPhase; 6] = [
    TaskPhase::Failed,
    TaskPhase::Unhealthy,
    TaskPhase::Starting,
    TaskPhase::Stopping,
    TaskPhase::Running,
    TaskPhase::Stopped,
];

/// Which tasks are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TaskFilter {
    /// A text, lower case, in any column.
    pub(crate) text: String,
    /// The word of a phase; empty for all, unknown ones too.
    pub(crate) phase: String,
    /// Whether only tasks run on their own are shown.
    pub(crate) alone: bool,
}

impl TaskFilter {
    /// Whether a task is shown.
    pub(crate) fn takes(&self, task: &TaskSummary) -> bool {
        let known = PHASES.iter().any(|phase| phase.words() == self.phase);
        (!self.alone || task.service.is_none())
            && (!known || task.phase.words() == self.phase)
            && self.finds(task)
    }

    fn finds(&self, task: &TaskSummary) -> bool {
        let has = |value: &str| lower(value).contains(&self.text);
        let any = |value: &Option<String>| value.as_deref().is_some_and(has);
        self.text.is_empty()
            || task.id.contains(&self.text)
            || any(&task.service)
            || has(&task.status)
            || has(task.phase.words())
            || has(family_revision(&task.task_definition))
            || any(&task.cause)
            || (task.service.is_none() && any(&task.started_by))
    }
}

/// When a task last changed, as far as its table knows.
pub(crate) fn changed_at(task: &TaskSummary) -> Option<model::Timestamp> {
    task.stopped_at.or(task.created_at)
}

/// Where a task belongs.
pub(crate) fn rank(task: &TaskSummary, sort: TaskSort) -> Rank {
    let newest_first = changed_at(task).map_or(i64::MAX, |at| -at.0);
    let (number, text) = match sort {
        TaskSort::Changed => (newest_first, ""),
        TaskSort::State => {
            let place = PHASES.iter().position(|phase| *phase == task.phase);
            (place.map_or(i64::MAX, |place| place as i64), "")
        }
        TaskSort::Service => (
            i64::from(task.service.is_none()),
            task.service.as_deref().unwrap_or_default(),
        ),
        TaskSort::Definition => (0, family_revision(&task.task_definition)),
    };
    Rank {
        number,
        text: text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;

    fn task(id: &str, service: Option<&str>, phase: TaskPhase, at: i64) -> TaskSummary {
        TaskSummary {
            id: id.to_owned(),
            service: service.map(str::to_owned),
            task_definition: format!("arn:x:task-definition/family-{id}:7"),
            started_by: Some("somebody".to_owned()),
            phase,
            status: "RUNNING".to_owned(),
            created_at: Some(Timestamp(at)),
            stopped_at: None,
            cause: (phase == TaskPhase::Failed).then(|| "Out of memory".to_owned()),
        }
    }

    #[test]
    fn orders() {
        let tasks = [
            task("a", Some("web"), TaskPhase::Running, 1),
            task("b", None, TaskPhase::Failed, 2),
            task("c", Some("api"), TaskPhase::Starting, 3),
        ];
        for (word, expected) in [
            ("", ["c", "b", "a"]),
            ("state", ["b", "c", "a"]),
            ("service", ["c", "a", "b"]),
            ("definition", ["a", "b", "c"]),
            ("nonsense", ["c", "b", "a"]),
        ] {
            let mut sorted = tasks.to_vec();
            sorted.sort_by_key(|task| rank(task, TaskSort::from_word(word)));
            let ids: Vec<&str> = sorted.iter().map(|task| task.id.as_str()).collect();
            assert_eq!(ids, expected, "{word}");
        }
    }

    #[test]
    fn filters_by_text_phase_and_home() {
        let web = task("a1", Some("Web"), TaskPhase::Running, 1);
        let alone = task("b2", None, TaskPhase::Failed, 1);
        for (text, phase, only_alone, finds_web, finds_alone) in [
            ("", "", false, true, true),
            ("", "", true, false, true),
            ("", "running", false, true, false),
            ("", "nonsense", false, true, true),
            ("web", "", false, true, false),
            ("b2", "", false, false, true),
            ("memory", "", false, false, true),
            ("family-a1:7", "", false, true, false),
            ("somebody", "", false, false, true),
            ("web", "failed", false, false, false),
        ] {
            let filter = TaskFilter {
                text: text.to_owned(),
                phase: phase.to_owned(),
                alone: only_alone,
            };
            assert_eq!(filter.takes(&web), finds_web, "{filter:?}");
            assert_eq!(filter.takes(&alone), finds_alone, "{filter:?}");
        }
    }
}
