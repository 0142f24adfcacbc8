//! `ecscope healthcheck`: for containers, whose image holds nothing else that could ask.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::cli::HealthcheckArgs;
use crate::config::{Config, Flags, Source};

const TIMEOUT: Duration = Duration::from_secs(3);

pub(super) async fn run(arguments: HealthcheckArgs) -> anyhow::Result<()> {
    let listen = if let Some(listen) = arguments.listen {
        listen
    } else {
        let flags = Flags {
            store: arguments.source.store,
            ..Flags::default()
        };
        Config::load(Source {
            file: arguments.source.config,
            flags,
        })?
        .listen
    };
    let address = reachable(listen);
    tokio::time::timeout(TIMEOUT, ask(address))
        .await
        .with_context(|| format!("no answer from {address} within {} s", TIMEOUT.as_secs()))?
}

/// The address under which a listener on all addresses is reached from here.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(address: SocketAddr) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(address)
        .await
        .with_context(|| format!("nothing listens on {address}"))?;
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.take(4096).read_to_string(&mut answer).await?;
    match answer.lines().next() {
        Some(line) if line.starts_with("HTTP/1.1 200") => Ok(()),
        Some(line) => bail!("{address} answers {line}"),
        None => bail!("{address} answers nothing"),
    }
}
