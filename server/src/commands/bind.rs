//! Listening on an address, with errors that say what to do.

use std::io::ErrorKind;
use std::net::SocketAddr;

use super::output::complain;
use anyhow::bail;

use tokio::net::TcpListener;

/// A listener on the address; the error names the flag that chooses another one.
pub(super) async fn bind(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "the address {address} is taken by another program: choose another one with {flag}"
        ),
        Err(error) => bail!("cannot listen on {address} ({flag}): {error}"),
    }
}

/// A listener on the address, or on a free port of the same host when that one is taken.
pub(super) async fn bind_or_free(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let listener = bind(SocketAddr::new(address.ip(), 0), flag).await?;
            complain(format!(
                "{address} is taken by another program; using {} instead (choose with {flag})",
                listener.local_addr()?
            ));
            Ok(listener)
        }
        _ => bind(address, flag).await,
    }
}
