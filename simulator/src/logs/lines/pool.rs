//! A database connection pool.

use crate::{
    clock::{Millis, rfc3339},
    random::Noise,
};

/// One entry.
pub(super) fn entry(at: Millis, noise: &mut Noise) -> Vec<String> {
    let time = rfc3339(at);
    let client = format!(
        "10.0.{}.{}:{}",
        noise.below(4),
        4 + noise.below(240),
        30_000 + noise.below(30_000)
    );
    vec![match noise.below(30) {
        0 => format!("{time} ERROR query_wait_timeout, client {client} closed"),
        1..=3 => format!(
            "{time} WARNING pool todo/app is full, {} clients wait",
            1 + noise.below(12)
        ),
        4..=9 => format!(
            "{time} LOG stats: {} xacts/s, {} queries/s, in {} B/s, out {} B/s, xact {} us, wait {} us",
            20 + noise.below(200),
            40 + noise.below(600),
            9_000 + noise.below(90_000),
            20_000 + noise.below(200_000),
            800 + noise.below(9_000),
            noise.below(4_000)
        ),
        10..=18 => format!(
            "{time} LOG C-todo/app@{client} closing because: client close request (age={}s)",
            noise.below(900)
        ),
        _ => format!("{time} LOG C-todo/app@{client} login attempt: db=todo user=app tls=no"),
    }]
}
