//! `ecscope simulate`: only the simulator.

use anyhow::Context;
use simulator::{Limits, Options, Simulator};

use super::bind;
use super::output::say;
use crate::cli::{LimitsArg, SimulateArgs};
use crate::config::LogSettings;
use crate::{logging, shutdown};

pub(super) async fn run(arguments: SimulateArgs) -> anyhow::Result<()> {
    logging::start(&LogSettings {
        filter: "warn".to_owned(),
        ..LogSettings::default()
    });
    let listener = bind::bind(arguments.listen, "--listen").await?;
    let address = listener.local_addr()?;
    let options = Options {
        latency_ms: arguments.latency,
        limits: match arguments.limits {
            LimitsArg::Aws => Limits::Aws,
            LimitsArg::Off => Limits::Off,
        },
        ..arguments.world.options(&address)
    };
    let shutdown = shutdown::on_signal()?;
    say(format!("simulator  http://{address}"));
    if let Some(token) = &options.control_token {
        say(format!("control    Authorization: Bearer {token}"));
    }
    simulator::serve(
        listener,
        Simulator::new(options),
        shutdown.cancelled_owned(),
    )
    .await
    .context("the simulator failed")
}
