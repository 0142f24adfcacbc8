//! Memory of a running process, as Linux tells it.

use std::fs;

use anyhow::Context;

/// The resident set of the process with this number, in KiB.
pub(crate) fn resident_kib(process: u32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))
        .context("memory can be read on Linux only, while the program runs")?;
    parse(&status).context("the process has no resident set")
}

fn parse(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resident_set_is_found() {
        assert_eq!(
            parse("Name:\tx\nVmHWM:\t  99 kB\nVmRSS:\t   31240 kB\n"),
            Some(31_240)
        );
        assert_eq!(parse("Name:\tx\n"), None);
    }
}
