//! What browsers call the console.

use std::net::SocketAddr;

use url::Url;

/// The console's own addresses: which `Host` and `Origin` a request may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteAddress {
    /// The address to show, without a slash at its end.
    url: String,
    /// Values of `Host`, the first being the one to show.
    hosts: Vec<String>,
    /// Values of `Origin`.
    origins: Vec<String>,
    secure: bool,
    cookie: String,
}

impl SiteAddress {
    /// The address that a configuration names; the error says what was expected.
    pub fn from_public_url(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "expected http:// or https:// and a host, without a path, as https://ecscope.example.com";
        let url = Url::parse(text).map_err(|_| EXPECTED)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let host = url.host_str().filter(|_| plain).ok_or(EXPECTED)?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let secure = url.scheme() == "https";
        let origin = format!("{}://{authority}", url.scheme());
        Ok(Self {
            url: origin.clone(),
            hosts: vec![authority],
            origins: vec![origin],
            secure,
            // The prefix makes browsers refuse the cookie from anything but this host over TLS.
            cookie: if secure { "__Host-ecscope" } else { "ecscope" }.to_owned(),
        })
    }

    /// The addresses of a listener on loopback.
    pub fn loopback(listener: SocketAddr) -> Self {
        let port = listener.port();
        let hosts: Vec<String> = [
            listener.ip().to_string().as_str(),
            "127.0.0.1",
            "localhost",
            "[::1]",
        ]
        .into_iter()
        .filter(|host| !host.contains(':') || host.starts_with('['))
        .map(|host| {
            if port == 80 {
                host.to_owned()
            } else {
                format!("{host}:{port}")
            }
        })
        .collect();
        Self {
            url: format!("http://{listener}"),
            origins: hosts.iter().map(|host| format!("http://{host}")).collect(),
            hosts,
            secure: false,
            // Cookies are not kept apart by port, so consoles on one machine need names of their own.
            cookie: format!("ecscope-{port}"),
        }
    }

    /// The address to show, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether browsers reach the console over TLS.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The name of the session cookie.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Whether a request may name this `Host`.
    pub fn allows_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    /// Whether a request may come from this `Origin`.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins
            .iter()
            .any(|own| own.eq_ignore_ascii_case(origin))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_origins_equal_the_public_url() {
        for (url, host, origin, expected) in [
            ("https://a.example", "a.example", "https://a.example", true),
            ("https://a.example/", "A.Example", "https://A.example", true),
            (
                "https://a.example:443",
                "a.example",
                "https://a.example",
                true,
            ),
            (
                "https://a.example:8443",
                "a.example:8443",
                "https://a.example:8443",
                true,
            ),
            (
                "https://a.example:8443",
                "a.example",
                "https://a.example",
                false,
            ),
            (
                "https://a.example",
                "a.example:80",
                "http://a.example",
                false,
            ),
            (
                "https://a.example",
                "b.a.example",
                "https://b.a.example",
                false,
            ),
            (
                "https://a.example",
                "a.example.evil",
                "https://a.example.evil",
                false,
            ),
            ("https://a.example", "", "null", false),
            ("http://[::1]:3000", "[::1]:3000", "http://[::1]:3000", true),
        ] {
            let site = SiteAddress::from_public_url(url).unwrap();
            assert_eq!(site.allows_host(host), expected, "{host} at {url}");
            assert_eq!(site.allows_origin(origin), expected, "{origin} at {url}");
        }
    }

    #[test]
    fn a_public_url_is_an_origin() {
        for wrong in [
            "",
            "a.example",
            "ftp://a.example",
            "https://a.example/console",
            "https://a.example/?x",
            "https://user@a.example",
            "https://",
        ] {
            assert!(SiteAddress::from_public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn loopback_has_three_names() {
        let site = SiteAddress::loopback("127.0.0.1:3000".parse().unwrap());
        for host in ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"] {
            assert!(site.allows_host(host), "{host}");
            assert!(site.allows_origin(&format!("http://{host}")), "{host}");
        }
        for host in ["localhost", "localhost:3001", "evil.example:3000"] {
            assert!(!site.allows_host(host), "{host}");
        }
    }
}
