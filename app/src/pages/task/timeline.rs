//! A task's life, from its creation to its end.

use leptos::prelude::*;
use model::Timestamp;
use model::task::Task;
use model::time::duration_words;

use crate::ui::part::{IntoPart, Part};

/// What happened when, in order; what has not happened is left out.
fn points(task: &Task) -> Vec<(&'static str, Timestamp)> {
    let mut points: Vec<(&'static str, Timestamp)> = [
        ("Created", task.created_at),
        ("Image pull began", task.pull_started_at),
        ("Images pulled", task.pull_stopped_at),
        ("Running", task.started_at),
        ("Stopping", task.stopping_at),
        ("Containers stopped", task.execution_stopped_at),
        ("Stopped", task.stopped_at),
    ]
    .into_iter()
    .filter_map(|(what, at)| Some((what, at?)))
    .collect();
    model::order::sort_by(&mut points, |a, b| a.1.cmp(&b.1));
    points
}

/// The timeline: each point with its time and how long after the one before.
pub(super) fn timeline(task: &Task) -> Part {
    let points = points(task);
    let before = std::iter::once(None).chain(points.iter().map(|(_, at)| Some(*at)));
    let rows: Vec<_> = points
        .iter()
        .zip(before)
        .map(|((what, at), before)| {
            let after = before.map(|before| format!("+{}", duration_words(at.since_ms(before))));
            view! {
                <li>
                    <span>{*what}</span>
                    <time class="mono faint" datetime=at.to_rfc3339() title=at.to_utc()>
                        {at.to_utc()}
                    </time>
                    <span class="muted">{after}</span>
                </li>
            }
        })
        .collect();
    view! { <ol class="timeline">{rows}</ol> }.into_part()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn goes_forward_and_leaves_gaps_out() {
        let task: Task = serde_json::from_value(serde_json::json!({
            "arn": "a", "id": "a", "task_definition": "t", "status": "STOPPED", "version": 1,
            "containers": [], "exec_enabled": false, "tags": [],
            "created_at": 1_000, "stopped_at": 9_000, "started_at": 5_000,
        }))
        .unwrap();
        let names: Vec<&str> = points(&task).into_iter().map(|(what, _)| what).collect();
        assert_eq!(names, ["Created", "Running", "Stopped"]);
    }
}
