//! Serves a simulator: `cargo run -p simulator --example serve -- [--listen ADDR] [--scenario NAME] [--speed N] [--seed N]`.

use anyhow::{Context, bail};
use simulator::{Options, Simulator, serve};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut listen = "127.0.0.1:4566".to_owned();
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(flag) = arguments.next() {
        let value = arguments
            .next()
            .with_context(|| format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--listen" => listen = value,
            "--scenario" => options.scenario = value.parse()?,
            "--speed" => options.speed = value.parse().context("--speed needs a number")?,
            "--seed" => options.seed = value.parse().context("--seed needs a number")?,
            other => bail!("unknown flag {other}"),
        }
    }
    let listener = TcpListener::bind(&listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))?;
    let simulator = Simulator::new(options);
    println!("simulator at http://{}", listener.local_addr()?);
    let shutdown = async {
        // Without a signal handler the program simply ends by the signal itself.
        let _ = tokio::signal::ctrl_c().await;
    };
    serve(listener, simulator, shutdown)
        .await
        .context("serving failed")
}
