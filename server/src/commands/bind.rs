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
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let listener = bind(SocketAddr::new(address.ip(), 0), flag).await?;
            complain(format!(
                "{address} is taken by another program; using {} instead (choose with {flag})",
                listener.local_addr()?
            ));
            Ok(listener)
        }
        Err(error) => bail!("cannot listen on {address} ({flag}): {error}"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

    use super::*;

    #[tokio::test]
    async fn the_address_itself_when_it_is_free_and_another_one_when_it_is_taken() {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let first = bind_or_free(address, "--simulator").await.unwrap();
        assert_eq!(first.local_addr().unwrap(), address);
        let second = bind_or_free(address, "--simulator").await.unwrap();
        let other = second.local_addr().unwrap();
        assert!(other.ip() == address.ip() && other != address, "{other}");
        let refused = bind(address, "--simulator").await.unwrap_err().to_string();
        assert!(
            refused.contains("taken") && refused.contains("--simulator"),
            "{refused}"
        );
    }
}
