//! `cargo verify`: every check and every test, in the order that finds most in least time.

mod browser;
mod checks;
mod counts;
mod lint;
mod rust_tests;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use crate::cli::Part;
use crate::progress::duration;
use crate::server;
use crate::workspace::Workspace;

use counts::Counts;
use summary::{Outcome, Summary};

/// One stage of the verification.
struct Stage {
    part: Part,
    name: &'static str,
    run: fn(&Session) -> anyhow::Result<Counts>,
}

/// What the stages share.
struct Session<'a> {
    workspace: &'a Workspace,
    /// Whether the stage of the tests belongs to this run. It compiles the program too, with the
    /// features of the whole workspace: another call of cargo would compile much of it again.
    compiles_all: bool,
}

impl Session<'_> {
    /// The program as built for development.
    fn program(&self) -> anyhow::Result<PathBuf> {
        if self.compiles_all {
            Ok(self.workspace.program("debug"))
        } else {
            server::build_debug(self.workspace)
        }
    }
}

/// Compilation is most of the work on a small machine. Tests come before clippy because they find
/// more; browser tests need the program that the tests have built.
const STAGES: [Stage; 10] = [
    Stage {
        part: Part::Lint,
        name: "formatting",
        run: lint::formatting,
    },
    Stage {
        part: Part::Test,
        name: "unit and integration tests",
        run: rust_tests::run,
    },
    Stage {
        part: Part::Test,
        name: "examples in documentation",
        run: rust_tests::examples,
    },
    Stage {
        part: Part::E2e,
        name: "browser tests",
        run: browser::run,
    },
    Stage {
        part: Part::Wire,
        name: "simulator against the AWS models",
        run: checks::wire,
    },
    Stage {
        part: Part::Rollback,
        name: "rollbacks, read with boto3",
        run: checks::rollback,
    },
    Stage {
        part: Part::Moto,
        name: "console against moto",
        run: checks::moto,
    },
    Stage {
        part: Part::Lint,
        name: "clippy, server",
        run: lint::clippy_server,
    },
    Stage {
        part: Part::Lint,
        name: "clippy, browser",
        run: lint::clippy_browser,
    },
    Stage {
        part: Part::Lint,
        name: "documentation",
        run: lint::documentation,
    },
];

/// Runs the stages of the parts in `only`, or all of them, until one fails.
pub(crate) fn run(workspace: &Workspace, only: &[Part]) -> ExitCode {
    let stages: Vec<&Stage> = STAGES
        .iter()
        .filter(|stage| only.is_empty() || only.contains(&stage.part))
        .collect();
    let total = stages.len();
    let compiles_all = stages.iter().any(|stage| stage.part == Part::Test);
    let session = Session {
        workspace,
        compiles_all,
    };
    let mut summary = Summary::default();
    for (index, stage) in stages.into_iter().enumerate() {
        eprintln!("\n[{}/{total}] {} …", index + 1, stage.name);
        let start = Instant::now();
        let counts = (stage.run)(&session).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Counts::failure()
        });
        let took = start.elapsed();
        eprintln!(
            "[{}/{total}] {}: {counts} in {}",
            index + 1,
            stage.name,
            duration(took)
        );
        summary.add(Outcome {
            name: stage.name,
            counts,
            took,
        });
        if counts.failed > 0 {
            break;
        }
    }
    print!("{summary}");
    if summary.total().failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Builds what the browser tests need and runs them with `args`.
pub(crate) fn browser_tests(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    let counts = browser::run_with(
        &Session {
            workspace,
            compiles_all: false,
        },
        args,
    )?;
    Ok(if counts.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
