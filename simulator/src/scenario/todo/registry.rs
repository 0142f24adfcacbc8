//! Repositories, their images, and log groups.

use serde_json::json;

use crate::{
    clock::{DAY, HOUR},
    scenario::{script::Script, todo::BEGINNING},
};

/// Repositories with the tags that are there from the beginning.
const REPOSITORIES: [(&str, &[&str]); 12] = [
    ("gateway", &["2.11", "2.12", "2.13"]),
    ("admin", &["2.9.0", "3.0.0", "3.0.1", "3.0.2", "3.0.3"]),
    ("todo-app", &["1.6.0", "1.6.1", "1.6.2", "1.7.0"]),
    ("pgbouncer", &["1.20", "1.21"]),
    ("worker", &["4.1.0", "4.2.0"]),
    ("scheduler", &["1.3.0", "1.4.0"]),
    ("mailer", &["2.0.0", "2.1.0"]),
    ("envoy", &["v1.29.4", "v1.30.1"]),
    ("fluent-bit", &["2.32.2"]),
    ("reports", &["0.9.1", "0.9.2"]),
    ("importer", &["1.0.4"]),
    ("export", &["5.2.0", "5.2.1"]),
];

/// Images that are pushed between the beginning and the start: days before the start.
const PUSHES: [(i64, &str, &str); 15] = [
    (36, "todo-app", "1.7.1"),
    (33, "todo-app", "1.7.2"),
    (30, "worker", "4.3.0"),
    (28, "gateway", "2.13.1"),
    (26, "todo-app", "1.7.3"),
    (22, "todo-app", "1.8.0-rc1"),
    (21, "scheduler", "1.4.1"),
    (19, "admin", "3.0.4"),
    (17, "todo-app", "1.8.0"),
    (12, "mailer", "2.2.0"),
    (9, "todo-app", "1.8.1"),
    (6, "gateway", "2.14"),
    (3, "todo-app", "1.8.2"),
    (2, "todo-app", "1.9.0-beta1"),
    (1, "pgbouncer", "1.22"),
];

/// Adds everything.
pub(super) fn add(script: &mut Script) {
    for (name, tags) in REPOSITORIES {
        script.repository(BEGINNING, name);
        for (age, tag) in tags.iter().rev().enumerate() {
            script.push(BEGINNING - DAY + age as i64 * HOUR, name, tag);
        }
    }
    for (days, repository, tag) in PUSHES {
        script.push(days * DAY + 2 * HOUR, repository, tag);
    }
    script.push(12 * 60_000, "admin", "3.1.0");
    let groups = [
        "admin",
        "db-proxy",
        "mailer",
        "scheduler",
        "todo-app",
        "web-gateway",
        "worker",
    ]
    .map(|name| format!("/ecs/todo/{name}"));
    for group in groups
        .into_iter()
        .chain(["reports", "importer", "export"].map(|name| format!("/ecs/batch/{name}")))
    {
        script.logs(
            BEGINNING,
            "CreateLogGroup",
            json!({ "logGroupName": group }),
        );
        script.logs(
            BEGINNING,
            "PutRetentionPolicy",
            json!({ "logGroupName": group, "retentionInDays": 14 }),
        );
    }
}
