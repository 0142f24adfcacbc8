//! `ecscope simulate`: only the simulator.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::Context;
use simulator::Simulator;

use super::bind;
use super::output::say;
use crate::cli::SimulateArgs;
use crate::config::LogSettings;
use crate::{logging, shutdown};

pub(super) async fn run(arguments: SimulateArgs) -> anyhow::Result<()> {
    logging::start(&LogSettings {
        filter: "warn".to_owned(),
        ..LogSettings::default()
    });
    let listener = bind::bind(arguments.listen, "--listen").await?;
    let address = listener.local_addr()?;
    let options = arguments.world.options(&address);
    let shutdown = shutdown::on_signal()?;
    let simulator = match &arguments.state {
        Some(file) => Simulator::open(options.clone(), file)?,
        None => Simulator::new(options.clone()),
    };
    say(format!("simulator  http://{address}"));
    if let Some(token) = &options.control_token {
        say(format!("control    Authorization: Bearer {token}"));
    }
    for line in shell_lines(address) {
        say(line);
    }
    simulator::serve(listener, simulator, shutdown.cancelled_owned())
        .await
        .context("the simulator failed")
}

/// The lines of shell that point the aws CLI at the simulator.
fn shell_lines(address: SocketAddr) -> [String; 3] {
    let host = match address {
        SocketAddr::V4(address) if address.ip().is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(address) if address.ip().is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address.ip(),
    };
    let endpoint = SocketAddr::new(host, address.port());
    [
        format!("export AWS_ENDPOINT_URL=http://{endpoint} AWS_REGION=us-east-1"),
        "export AWS_ACCESS_KEY_ID=simulator AWS_SECRET_ACCESS_KEY=simulator".to_owned(),
        "aws ecs list-clusters".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::shell_lines;

    #[test]
    fn the_shell_is_pointed_at_an_address_that_can_be_reached() {
        for (listener, expected) in [
            (
                SocketAddr::from(([127, 0, 0, 1], 4566)),
                "http://127.0.0.1:4566 ",
            ),
            (
                SocketAddr::from(([0, 0, 0, 0], 4566)),
                "http://127.0.0.1:4566 ",
            ),
            (SocketAddr::from(([0; 8], 80)), "http://[::1]:80 "),
        ] {
            assert!(shell_lines(listener)[0].contains(expected), "{listener}");
        }
    }
}
