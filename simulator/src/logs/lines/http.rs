//! A web application with plain lines.

use crate::{
    clock::{Millis, rfc3339},
    random::Noise,
};

const PATHS: [&str; 8] = [
    "/todos",
    "/todos/search?q=milk",
    "/lists",
    "/lists/7/todos",
    "/session",
    "/labels",
    "/reminders",
    "/me",
];
const METHODS: [&str; 6] = ["GET", "GET", "GET", "POST", "PUT", "DELETE"];

/// One entry.
pub(super) fn entry(at: Millis, noise: &mut Noise) -> Vec<String> {
    let time = rfc3339(at);
    let path = noise.choose(&PATHS);
    match noise.below(100) {
        0 => stack_trace(&time, path, noise),
        1 | 2 => vec![format!(
            "{time} ERROR upstream db-proxy: connection refused (10.0.2.{}:5432)",
            10 + noise.below(200)
        )],
        3..=6 => vec![format!(
            "{time} WARN slow query: select on todos took {} ms",
            400 + noise.below(1_500)
        )],
        7..=9 => vec![format!(
            "{time} WARN retrying {path}, attempt {}",
            2 + noise.below(2)
        )],
        10..=29 => vec![format!("{time} INFO GET /health 200 1ms")],
        _ => {
            let (method, status, ms) = request(noise);
            vec![format!(
                "{time} INFO {method} {path} {status} {ms}ms request_id={:012x}",
                noise.next() >> 16
            )]
        }
    }
}

/// Method, status and milliseconds of a request.
pub(super) fn request(noise: &mut Noise) -> (&'static str, u16, u64) {
    let method = noise.choose(&METHODS);
    let status = match noise.below(60) {
        0 => 500,
        1 => 503,
        2..=4 => 404,
        5 => 401,
        _ if method == "POST" => 201,
        _ if method == "DELETE" => 204,
        _ => 200,
    };
    let slow = if status >= 500 { 900 } else { 0 };
    (
        method,
        status,
        2 + noise.below(60)
            + slow
            + if noise.below(20) == 0 {
                noise.below(700)
            } else {
                0
            },
    )
}

fn stack_trace(time: &str, path: &str, noise: &mut Noise) -> Vec<String> {
    let line = 20 + noise.below(200);
    vec![
        format!("{time} ERROR unhandled error in GET {path}"),
        "TodoError: list is archived".to_owned(),
        format!("    at TodoRepository.findOpen (/app/dist/todos/repository.js:{line}:17)"),
        format!(
            "    at TodoService.list (/app/dist/todos/service.js:{}:24)",
            line / 2
        ),
        "    at async Router.handle (/app/dist/http/router.js:88:9)".to_owned(),
        "    at async Server.onRequest (/app/dist/http/server.js:41:5)".to_owned(),
    ]
}
