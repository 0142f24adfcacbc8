//! A browser as far as the console's rules can see: a cookie, an origin, no redirects followed.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, redirect};

/// A browser with at most one cookie.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) base: String,
    pub(crate) cookie: Option<String>,
    cookie_name: String,
    http: reqwest::Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Browser {
    pub(crate) fn new(base: &str, cookie_name: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(super::PATIENCE)
            .build()
            .unwrap();
        Self {
            base: base.to_owned(),
            cookie: None,
            cookie_name: cookie_name.to_owned(),
            http,
        }
    }

    /// A request with nothing but the cookie.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.cookie {
            Some(cookie) => request.header("cookie", format!("{}={cookie}", self.cookie_name)),
            None => request,
        }
    }

    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert_eq!(name, self.cookie_name);
            let removed = value.is_empty() || rest.contains("Max-Age=0");
            self.cookie = (!removed).then(|| value.to_owned());
        }
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.bare(Method::GET, path);
        self.send(request).await
    }

    /// A request with these headers, which replace those of the same name.
    pub(crate) async fn with(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        let request = self.bare(method, path).headers(map);
        self.send(request).await
    }

    /// A form post of one of the console's own pages.
    pub(crate) async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .bare(Method::POST, path)
            .header("origin", &self.base)
            .form(fields);
        self.send(request).await
    }

    /// A call of a server function by one of the console's own pages.
    pub(crate) async fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Answer {
        let request = self
            .bare(Method::POST, path)
            .header("origin", &self.base)
            .json(body);
        self.send(request).await
    }

    pub(crate) async fn sign_in(&mut self, user: &str, password: &str) -> Answer {
        self.post_form("/auth/sign-in", &[("user", user), ("password", password)])
            .await
    }

    /// The cookie header of this browser.
    pub(crate) fn cookie_header(&self) -> Option<String> {
        self.cookie
            .as_ref()
            .map(|cookie| format!("{}={cookie}", self.cookie_name))
    }
}
