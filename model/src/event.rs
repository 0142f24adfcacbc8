//! Service events in words: ECS's own texts, made easier to read.

use serde::{Deserialize, Serialize};

/// A piece of an event's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Words.
    Text(String),
    /// A task's id.
    Task(String),
}

/// An event's text as pieces: without the service's name, which everybody who reads it knows, with
/// tasks apart, deployments left out and target groups by name.
pub fn pieces(message: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut rest = message.trim();
    let mut first = true;
    while !rest.is_empty() {
        let (plain, group, after) = split_group(rest);
        push_text(&mut out, plain);
        if let Some(group) = group {
            match group.split_once(' ') {
                Some(("service", _)) if first => {}
                Some(("task", id)) => out.push(Piece::Task(id.to_owned())),
                Some(("deployment", _)) => {}
                Some(("target-group", arn)) => push_text(&mut out, &target_group(arn)),
                _ => push_text(&mut out, &format!("({group})")),
            }
            first = false;
        }
        rest = after;
    }
    tidy(out)
}

/// Whether an event tells of a problem.
pub fn is_problem(message: &str) -> bool {
    let lower = message.to_ascii_lowercase();
    [
        "unable",
        "failed",
        "unhealthy",
        "error",
        "rolling back",
        "rolled back",
        "impaired",
        "throttl",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// The text before the first parenthesis, what is inside it, and the text after it.
fn split_group(text: &str) -> (&str, Option<&str>, &str) {
    let Some(open) = text.find('(') else {
        return (text, None, "");
    };
    match text[open..].find(')') {
        Some(length) => (
            &text[..open],
            Some(&text[open + 1..open + length]),
            &text[open + length + 1..],
        ),
        None => (text, None, ""),
    }
}

fn target_group(arn: &str) -> String {
    let name = arn
        .split_once("targetgroup/")
        .and_then(|(_, rest)| rest.split('/').next())
        .unwrap_or(arn);
    format!("target group {name}")
}

fn push_text(out: &mut Vec<Piece>, text: &str) {
    match out.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => out.push(Piece::Text(text.to_owned())),
    }
}

/// One space between words, `1 task` instead of `1 tasks`, a capital letter first.
fn tidy(pieces: Vec<Piece>) -> Vec<Piece> {
    let count = pieces.len();
    pieces
        .into_iter()
        .enumerate()
        .filter_map(|(index, piece)| match piece {
            Piece::Task(_) => Some(piece),
            Piece::Text(text) if text.trim().is_empty() => {
                let between = index > 0 && index + 1 < count;
                between.then(|| Piece::Text(" ".to_owned()))
            }
            Piece::Text(text) => {
                let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                for noun in ["running task", "task", "target"] {
                    let (many, one) = (format!(" 1 {noun}s"), format!(" 1 {noun}"));
                    words = words.replace(&many, &one);
                }
                if index == 0 {
                    words = crate::words::capital(words.strip_prefix("has ").unwrap_or(&words));
                } else if text.starts_with(' ') && !words.is_empty() {
                    words.insert(0, ' ');
                }
                if index + 1 < count && !words.is_empty() {
                    words.push(' ');
                }
                (!words.is_empty()).then_some(Piece::Text(words))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(message: &str) -> String {
        pieces(message)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Task(id) => format!("[{id}]"),
            })
            .collect()
    }

    #[test]
    fn reads_what_ecs_writes() {
        for (message, expected) in [
            (
                "(service web) has started 1 tasks: (task abc).",
                "Started 1 task: [abc].",
            ),
            (
                "(service web) has stopped 2 running tasks: (task a) (task b).",
                "Stopped 2 running tasks: [a] [b].",
            ),
            (
                "(service web) has reached a steady state.",
                "Reached a steady state.",
            ),
            (
                "(service web) (deployment ecs-svc/1) deployment completed.",
                "Deployment completed.",
            ),
            (
                "(service web) registered 1 targets in (target-group arn:aws:x:targetgroup/tg/1)",
                "Registered 1 target in target group tg",
            ),
            (
                "(service web) was unable to place a task because no instance (closest (x)",
                "Was unable to place a task because no instance (closest (x)",
            ),
            ("odd (", "Odd ("),
            ("", ""),
        ] {
            assert_eq!(words(message), expected);
        }
    }

    #[test]
    fn tells_problems_apart() {
        assert!(is_problem("(service web) was unable to place a task"));
        assert!(is_problem(
            "(service web) (task x) failed container health checks."
        ));
        assert!(!is_problem("(service web) has reached a steady state."));
    }
}
