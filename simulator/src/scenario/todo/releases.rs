//! What was deployed to the cluster `todo` since its services were made.

use serde_json::{Map, json};

use crate::{
    clock::{DAY, HOUR, MINUTE, SECOND},
    scenario::{
        script::Script,
        todo::{
            definition::{admin, db_proxy, small, todo_app, web_gateway, worker},
            services::{mailer_variables, scheduler_variables},
        },
    },
};

/// Adds the releases of all services.
pub(super) fn add(script: &mut Script) {
    let mut release =
        |before, service, definition| script.release(before, "todo", service, definition);
    // todo-app: revisions 122 to 132, one after the other.
    let search: &[(&str, &str)] = &[("FEATURE_SEARCH", "on")];
    let labels: &[(&str, &str)] = &[("FEATURE_SEARCH", "on"), ("FEATURE_LABELS", "on")];
    release(38 * DAY, "todo-app", todo_app("1.7.0", "1024", &[]));
    release(36 * DAY, "todo-app", todo_app("1.7.1", "1024", &[]));
    release(33 * DAY, "todo-app", todo_app("1.7.2", "1024", &[]));
    release(29 * DAY, "todo-app", todo_app("1.7.2", "1024", search));
    release(26 * DAY, "todo-app", todo_app("1.7.3", "1024", search));
    release(22 * DAY, "todo-app", todo_app("1.8.0-rc1", "1024", search));
    release(17 * DAY, "todo-app", todo_app("1.8.0", "1024", search));
    release(15 * DAY, "todo-app", todo_app("1.8.0", "2048", search));
    release(9 * DAY, "todo-app", todo_app("1.8.1", "2048", search));
    release(5 * DAY, "todo-app", todo_app("1.8.1", "2048", labels));
    release(
        2 * DAY + 3 * HOUR,
        "todo-app",
        todo_app("1.8.2", "2048", labels),
    );

    // web-gateway: revision 60 names an image that was never pushed and is rolled back by the breaker.
    release(34 * DAY, "web-gateway", web_gateway("2.13", "100"));
    release(28 * DAY, "web-gateway", web_gateway("2.13.1", "100"));
    release(
        6 * DAY + 4 * HOUR,
        "web-gateway",
        web_gateway("2.14.0", "200"),
    );
    release(
        5 * DAY + 2 * HOUR,
        "web-gateway",
        web_gateway("2.14", "200"),
    );

    // admin: revisions 13 to 18, and 19 in progress at the start.
    let theme: &[(&str, &str)] = &[("FEATURE_THEME", "on")];
    release(37 * DAY, "admin", admin("3.0.1", "512", &[]));
    release(31 * DAY, "admin", admin("3.0.2", "512", &[]));
    release(27 * DAY, "admin", admin("3.0.3", "512", &[]));
    release(24 * DAY, "admin", admin("3.0.3", "512", theme));
    release(
        19 * DAY,
        "admin",
        admin("3.0.4", "512", &[("FEATURE_THEME", "off")]),
    );
    release(11 * DAY, "admin", admin("3.0.4", "512", theme));
    let audit: &[(&str, &str)] = &[("FEATURE_THEME", "on"), ("FEATURE_AUDIT", "on")];
    release(80 * SECOND, "admin", admin("3.1.0", "1024", audit));

    // db-proxy: revision 44 takes more clients than its memory allows.
    let leak = json!({ "ecscope.simulator/exit": "137:OutOfMemoryError: Container killed due to memory usage@6m-8m" });
    release(
        30 * DAY,
        "db-proxy",
        db_proxy("1.21", "1024", "200", json!({})),
    );
    release(
        3 * HOUR + 20 * MINUTE,
        "db-proxy",
        db_proxy("1.22", "512", "400", leak),
    );

    release(30 * DAY, "worker", worker("4.3.0", "4"));
    release(14 * DAY, "worker", worker("4.3.0", "8"));
    let scheduler = |tag| {
        small(
            "scheduler",
            tag,
            "/ecs/todo/scheduler",
            &scheduler_variables(),
            Map::new(),
        )
    };
    release(21 * DAY, "scheduler", scheduler("1.4.1"));
    let mailer = |tag, batch| {
        small(
            "mailer",
            tag,
            "/ecs/todo/mailer",
            &mailer_variables(batch),
            Map::new(),
        )
    };
    release(25 * DAY, "mailer", mailer("2.1.0", "10"));
    release(12 * DAY, "mailer", mailer("2.2.0", "25"));
}
