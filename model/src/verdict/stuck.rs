//! Deployments that can't go on although none of their tasks fails.

use crate::live::ServiceView;
use crate::time::Timestamp;

/// Why ECS can neither start nor stop a task of a deployment that began at `begin`, by the service's
/// events; `None` where none says so, or where a task has been started since.
pub(super) fn stuck(view: &ServiceView, begin: Option<Timestamp>) -> Option<String> {
    let own = |at: Timestamp| begin.is_none_or(|begin| at >= begin);
    // Newest first.
    let events = view.events.iter().filter(|event| own(event.at));
    for event in events {
        let text = event.message.as_str();
        if text.contains("has started ") {
            return None;
        }
        if let Some(why) = why(text) {
            return Some(why);
        }
    }
    None
}

/// What an event says of tasks that can't be started or stopped.
fn why(text: &str) -> Option<String> {
    if let Some((_, rest)) = text.split_once("unable to place a task") {
        let reason = rest.split_once("Reason: ").map_or("", |(_, reason)| reason);
        let reason = reason.split("For more information").next();
        let reason = reason.unwrap_or_default().trim().trim_end_matches('.');
        return Some(match reason {
            "" => "no task can be placed".to_owned(),
            reason => format!("no task can be placed: {reason}"),
        });
    }
    text.contains("unable to stop or start tasks").then(|| {
        "minimum healthy percent and maximum percent leave no way to start or stop a task"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_taken_from_the_events() {
        let advice = "For more information, see the Troubleshooting section.";
        for (text, expected) in [
            (
                format!("(service web) was unable to place a task because no container instance met all of its requirements. Reason: The closest matching (container-instance 1) has insufficient memory available. {advice}"),
                Some("no task can be placed: The closest matching (container-instance 1) has insufficient memory available"),
            ),
            ("(service web) was unable to place a task. Reason: no capacity.".to_owned(), Some("no task can be placed: no capacity")),
            ("(service web) was unable to place a task.".to_owned(), Some("no task can be placed")),
            (
                "(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration.".to_owned(),
                Some("minimum healthy percent and maximum percent leave no way to start or stop a task"),
            ),
            ("(service web) has reached a steady state.".to_owned(), None),
        ] {
            assert_eq!(why(&text).as_deref(), expected, "{text}");
        }
    }
}
