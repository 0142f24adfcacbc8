//! The program `ecscope`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::commands::main()
}
