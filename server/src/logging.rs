//! The program's own log, on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};

/// Starts logging. Does nothing when it has been started already.
pub(crate) fn start(settings: &LogSettings) {
    // A cookie of a session that is over is everyday life, not a warning.
    let filter = EnvFilter::try_new(format!("{},tower_sessions_core=error", settings.filter))
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // An error means that a subscriber is set already, as in tests that start several commands.
    let _ = match settings.format {
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
        LogFormat::Text => lines
            .compact()
            .with_ansi(std::io::stderr().is_terminal())
            .try_init(),
    };
}
