//! A program that works through jobs.

use crate::{
    clock::{Millis, rfc3339},
    logs::Source,
    random::Noise,
};

/// One entry.
pub(super) fn entry(source: &Source, at: Millis, noise: &mut Noise) -> Vec<String> {
    let time = rfc3339(at);
    let job = 1_000 + noise.below(9_000);
    let kind = match source.container.as_str() {
        "mailer" => noise.choose(&["mail.reminder", "mail.digest", "mail.welcome"]),
        "scheduler" => noise.choose(&["schedule.reminders", "schedule.cleanup", "schedule.digest"]),
        _ => noise.choose(&["thumbnail", "reindex", "export.csv", "recurring.todos"]),
    };
    match noise.below(50) {
        0 => vec![
            format!("{time} ERROR job {job} ({kind}) failed, attempt 1 of 3"),
            "Traceback (most recent call last):".to_owned(),
            "  File \"/app/worker/run.py\", line 71, in run".to_owned(),
            "    handler(job.payload)".to_owned(),
            format!(
                "  File \"/app/worker/handlers.py\", line {}, in handle",
                20 + noise.below(300)
            ),
            "TimeoutError: upstream did not answer within 30 s".to_owned(),
        ],
        1 => vec![format!("{time} ERROR job {job} timeout after 30 s")],
        2..=5 => vec![format!(
            "{time} WARN job {job} ({kind}) waited {} s in the queue",
            20 + noise.below(200)
        )],
        6..=9 => vec![format!("{time} INFO queue depth {}", noise.below(120))],
        _ => vec![format!(
            "{time} INFO job {job} ({kind}) done in {} ms",
            30 + noise.below(2_500)
        )],
    }
}
