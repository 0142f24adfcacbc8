//! The words of log lines: at the start, at the end, and in between.

mod envoy;
mod http;
mod jobs;
mod json;
mod pool;

use crate::{
    clock::{Millis, rfc3339},
    logs::Source,
    random::Noise,
};

/// A kind of program, by the lines it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum Style {
    /// A web application with plain lines.
    Http,
    /// A web application with a JSON object on each line.
    Json,
    /// A proxy's access log.
    Envoy,
    /// A program that works through jobs.
    Jobs,
    /// A database connection pool.
    Pool,
    /// A log router: a few lines about itself.
    Router,
}

impl Style {
    /// The style that the labels name, or one that fits the image.
    pub(super) fn of(source: &Source) -> Self {
        let image = source.image.rsplit('/').next().unwrap_or_default();
        match source.style.as_deref() {
            Some("http") => Self::Http,
            Some("json") => Self::Json,
            Some("envoy") => Self::Envoy,
            Some("jobs") => Self::Jobs,
            Some("pool") => Self::Pool,
            Some("router") => Self::Router,
            _ if image.contains("envoy") => Self::Envoy,
            _ if image.contains("fluent-bit") || image.contains("router") => Self::Router,
            _ if image.contains("bouncer") || image.contains("proxy") => Self::Pool,
            _ if [
                "worker",
                "scheduler",
                "mailer",
                "report",
                "import",
                "migrate",
            ]
            .iter()
            .any(|word| image.contains(word)) =>
            {
                Self::Jobs
            }
            _ => Self::Http,
        }
    }

    /// Mean lines in a second.
    pub(super) fn rate(self) -> f64 {
        match self {
            Self::Http => 1.4,
            Self::Json => 1.0,
            Self::Envoy => 1.8,
            Self::Jobs => 0.7,
            Self::Pool => 0.5,
            Self::Router => 0.3,
        }
    }
}

/// One entry of ordinary operation; several lines when it is a stack trace.
pub(super) fn ordinary(
    style: Style,
    source: &Source,
    at: Millis,
    noise: &mut Noise,
) -> Vec<String> {
    match style {
        Style::Http => http::entry(at, noise),
        Style::Json => json::entry(source, at, noise),
        Style::Envoy => envoy::entry(at, noise),
        Style::Jobs => jobs::entry(source, at, noise),
        Style::Pool => pool::entry(at, noise),
        Style::Router => router_entry(at, noise),
    }
}

/// Stands for the time of a line in the lines that are written together.
pub(super) const TIME: &str = "{time}";

/// Lines while the program starts; [`TIME`] stands for the time of each.
pub(super) fn startup(style: Style, source: &Source) -> Vec<String> {
    let Source {
        container,
        family,
        revision,
        ip,
        ..
    } = source;
    let time = TIME;
    match style {
        Style::Http => vec![
            format!("{time} INFO starting {container} (task definition {family}:{revision})"),
            format!("{time} INFO configuration loaded from environment"),
            format!("{time} INFO connected to db-proxy:5432, pool size 10"),
            format!("{time} WARN cache is cold"),
            format!("{time} INFO listening on 0.0.0.0:8080"),
        ],
        Style::Json => vec![
            json::line(
                TIME,
                "info",
                "starting",
                &[("family", family), ("rev", revision)],
            ),
            json::line(TIME, "info", "migrations are up to date", &[]),
            json::line(
                TIME,
                "info",
                "listening",
                &[("addr", "0.0.0.0:8080"), ("rev", revision)],
            ),
        ],
        Style::Envoy => vec![
            format!("[{time}][1][info][main] initializing epoch 0 (node={ip})"),
            format!("[{time}][1][info][upstream] cm init: all clusters initialized"),
            format!("[{time}][1][info][main] all dependencies initialized. starting workers"),
        ],
        Style::Jobs => vec![
            format!("{time} INFO {container} starting (task definition {family}:{revision})"),
            format!("{time} INFO queue connected"),
            format!("{time} INFO ready, 4 threads"),
        ],
        Style::Pool => vec![
            format!("{time} LOG listening on 0.0.0.0:5432"),
            format!("{time} LOG process up: max_client_conn 400, default_pool_size 20"),
        ],
        Style::Router => vec![
            format!("[{time}] [ info] [engine] started"),
            format!(
                "[{time}] [ info] [input:forward:forward.0] listening on unix:///var/run/fluent.sock"
            ),
            format!("[{time}] [ info] [output:cloudwatch_logs] worker #0 started"),
        ],
    }
}

/// Lines after SIGTERM; [`TIME`] stands for the time of each.
pub(super) fn shutdown(style: Style) -> Vec<String> {
    let time = TIME;
    match style {
        Style::Http => vec![
            format!("{time} INFO received SIGTERM, draining, 2 requests left"),
            format!("{time} INFO all connections closed"),
            format!("{time} INFO bye"),
        ],
        Style::Json => vec![
            json::line(TIME, "info", "received SIGTERM, draining", &[]),
            json::line(TIME, "info", "shut down", &[]),
        ],
        Style::Envoy => vec![
            format!("[{time}][1][warning][main] caught ENVOY_SIGTERM"),
            format!("[{time}][1][info][main] exiting"),
        ],
        Style::Jobs => vec![
            format!("{time} INFO received SIGTERM, finishing the current job"),
            format!("{time} INFO stopped, no job left behind"),
        ],
        Style::Pool => vec![
            format!("{time} LOG got SIGTERM, shutting down"),
            format!("{time} LOG server connections dropped"),
        ],
        Style::Router => vec![
            format!("[{time}] [engine] caught signal (SIGTERM)"),
            format!("[{time}] [ info] [engine] service stopped"),
        ],
    }
}

/// Lines right before a container exits by itself; [`TIME`] stands for the time of each.
pub(super) fn last_words(style: Style, code: i32, out_of_memory: bool) -> Vec<String> {
    let time = TIME;
    if code == 0 {
        return vec![format!("{time} INFO done, 0 errors")];
    }
    if out_of_memory {
        return match style {
            Style::Pool => vec![
                format!("{time} WARNING memory use 94% of limit, 381 client connections"),
                format!("{time} WARNING memory use 98% of limit, cannot free idle buffers"),
                format!("{time} FATAL out of memory: failed on request of size 65536"),
            ],
            _ => vec![
                format!("{time} WARN heap is 97% of the memory limit"),
                format!("{time} FATAL out of memory"),
            ],
        };
    }
    vec![
        format!("{time} ERROR unrecoverable: configuration is missing a required value"),
        format!("{time} FATAL exiting with code {code}"),
    ]
}

fn router_entry(at: Millis, noise: &mut Noise) -> Vec<String> {
    let time = rfc3339(at);
    let records = 20 + noise.below(400);
    vec![match noise.below(12) {
        0 => format!(
            "[{time}] [ warn] [engine] failed to flush chunk '1-{}.flb', retry in 7 seconds",
            noise.below(1_000_000)
        ),
        1 | 2 => format!(
            "[{time}] [ info] [engine] flush chunk '1-{}.flb' succeeded at retry 1",
            noise.below(1_000_000)
        ),
        _ => format!(
            "[{time}] [ info] [output:cloudwatch_logs] sent {records} records in {} ms",
            8 + noise.below(90)
        ),
    }]
}
