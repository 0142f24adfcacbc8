//! Processor time of a running process, as Linux tells it.

use std::fs;
use std::time::Duration;

use anyhow::Context;

/// Ticks in a second, on every Linux of the last decades.
const TICKS_PER_SECOND: f64 = 100.0;

/// How long the process with this number has been on a processor so far.
pub(crate) fn time_of(process: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))
        .context("processor time can be read on Linux only, while the program runs")?;
    parse(&stat).context("the process tells no processor time")
}

fn parse(stat: &str) -> Option<Duration> {
    // The name, in parentheses, may hold blanks; the numbers follow it.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some(Duration::from_secs_f64((user + system) / TICKS_PER_SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added() {
        let stat = "42 (a name) x) S 1 42 42 0 -1 4194304 900 0 1 0 250 50 0 0 20 0 5 0 99";
        assert_eq!(parse(stat), Some(Duration::from_secs(3)));
        assert_eq!(parse("42 (x) S 1"), None);
    }
}
