//! A web application with a JSON object on each line.

use serde_json::{Map, Value, json};

use crate::{
    clock::{Millis, rfc3339},
    logs::{Source, lines::http::request},
    random::Noise,
};

const PATHS: [&str; 6] = [
    "/admin",
    "/admin/users",
    "/admin/users/42",
    "/admin/lists",
    "/admin/audit",
    "/admin/settings",
];

/// A line with fields.
pub(super) fn line(time: &str, level: &str, message: &str, fields: &[(&str, &str)]) -> String {
    let mut object = Map::new();
    object.insert("time".to_owned(), json!(time));
    object.insert("level".to_owned(), json!(level));
    object.insert("msg".to_owned(), json!(message));
    object.extend(
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value))),
    );
    Value::Object(object).to_string()
}

/// One entry.
pub(super) fn entry(source: &Source, at: Millis, noise: &mut Noise) -> Vec<String> {
    let time = rfc3339(at);
    let user = format!("u{}", 100 + noise.below(900));
    let text = match noise.below(60) {
        0 => line(
            &time,
            "error",
            "query failed",
            &[
                ("error", "connection refused"),
                ("upstream", "db-proxy:5432"),
            ],
        ),
        1 => line(
            &time,
            "error",
            "job timeout",
            &[("job", &noise.below(9_999).to_string()), ("after", "30 s")],
        ),
        2..=4 => line(
            &time,
            "warn",
            "session is about to expire",
            &[("user", &user)],
        ),
        5..=8 => line(
            &time,
            "info",
            "audit",
            &[
                ("user", &user),
                (
                    "action",
                    noise.choose(&["login", "logout", "user.update", "list.export"]),
                ),
            ],
        ),
        9..=16 => line(
            &time,
            "info",
            "GET /health",
            &[("status", "200"), ("rev", &source.revision)],
        ),
        _ => {
            let (method, status, ms) = request(noise);
            let path = noise.choose(&PATHS);
            let level = if status >= 500 { "error" } else { "info" };
            json!({ "time": time, "level": level, "msg": "request", "method": method, "path": path, "status": status, "ms": ms, "user": user })
                .to_string()
        }
    };
    vec![text]
}
