//! What commands print. A reader that went away is no reason to fail: `println!` would panic.

use std::io::Write;

/// Prints a line on standard output.
pub(super) fn say(line: impl AsRef<str>) {
    let mut output = std::io::stdout().lock();
    let _ = writeln!(output, "{}", line.as_ref());
    let _ = output.flush();
}

/// Prints a line on standard error.
pub(super) fn complain(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", line.as_ref());
}
