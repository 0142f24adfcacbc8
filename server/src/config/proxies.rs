//! Whose forwarded headers count.

use std::net::IpAddr;

use ipnet::IpNet;

use super::error::ConfigError;
use super::source::Read;

/// The networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Host` count.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub(super) fn from_keys(read: &Read) -> Result<Self, ConfigError> {
        let parse = |text: &String| {
            text.parse::<IpNet>()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| {
                    read.error(
                        "trusted_proxies",
                        "expected addresses or networks, as 10.0.0.0/8",
                    )
                })
        };
        read.keys
            .trusted_proxies
            .iter()
            .map(parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether forwarded headers of this peer count.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|network| network.contains(&peer))
    }

    /// The address a request came from: the peer's, or behind trusted proxies the last address of
    /// `X-Forwarded-For` that is not itself a trusted proxy. Everything left of that was written
    /// by somebody who is not trusted.
    pub(crate) fn client(&self, peer: IpAddr, forwarded_for: Option<&str>) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        for hop in forwarded_for.unwrap_or_default().rsplit(',') {
            let Ok(hop) = hop.trim().parse::<IpAddr>() else {
                break;
            };
            client = hop.to_canonical();
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxies = TrustedProxies(vec!["10.0.0.0/8".parse().unwrap()]);
        for (peer, header, expected) in [
            ("203.0.113.9", Some("198.51.100.1"), "203.0.113.9"),
            ("10.0.0.1", Some("198.51.100.1"), "198.51.100.1"),
            ("10.0.0.1", Some("192.0.2.66, 198.51.100.1"), "198.51.100.1"),
            ("10.0.0.1", Some("198.51.100.1, 10.9.9.9"), "198.51.100.1"),
            ("10.0.0.1", Some("nonsense"), "10.0.0.1"),
            ("10.0.0.1", Some("198.51.100.1, nonsense"), "10.0.0.1"),
            ("10.0.0.1", None, "10.0.0.1"),
            ("::ffff:10.0.0.1", Some("198.51.100.1"), "198.51.100.1"),
        ] {
            let client = proxies.client(peer.parse().unwrap(), header);
            assert_eq!(client.to_string(), expected, "{peer} {header:?}");
        }
    }
}
