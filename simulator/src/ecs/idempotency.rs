//! Client tokens: a request that is repeated with its token is answered as it was, not done again.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use serde::{Deserialize, Serialize};

use crate::{
    clock::{DAY, Millis},
    error::AwsError,
    input::Input,
};

/// How long a token is remembered.
const REMEMBERED: Millis = DAY;

/// The longest client token.
const LONGEST: usize = 64;

/// Requests with tokens that were answered, by operation, cluster and token.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Requests(BTreeMap<String, Answered>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Answered {
    fingerprint: u64,
    at: Millis,
    /// Ids of what the request made.
    made: Vec<String>,
}

/// A request with a token.
#[derive(Debug)]
pub(crate) struct Request {
    key: String,
    fingerprint: u64,
    at: Millis,
}

/// Whether a request was answered before.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    New,
    /// With the same parameters; it made these.
    Repeated(Vec<String>),
    /// With other parameters; it made these.
    Conflicting(Vec<String>),
}

impl Request {
    /// The request if it has a token.
    pub(crate) fn of(
        operation: &str,
        cluster: &str,
        input: &Input,
        at: Millis,
    ) -> Result<Option<Self>, AwsError> {
        let Some(token) = input.text("clientToken")? else {
            return Ok(None);
        };
        if token.len() > LONGEST || !token.bytes().all(|byte| (33..=126).contains(&byte)) {
            return Err(AwsError::invalid_parameter(
                "The client token can have up to 64 ASCII characters in the range 33-126.",
            ));
        }
        let mut hasher = DefaultHasher::new();
        serde_json::to_string(input.members())
            .unwrap_or_default()
            .hash(&mut hasher);
        Ok(Some(Self {
            key: format!("{operation}/{cluster}/{token}"),
            fingerprint: hasher.finish(),
            at,
        }))
    }
}

impl Requests {
    /// Looks a request up.
    pub(crate) fn claim(&self, request: Option<&Request>) -> Claim {
        let Some(request) = request else {
            return Claim::New;
        };
        match self.0.get(&request.key) {
            Some(answered) if request.at - answered.at < REMEMBERED => {
                if answered.fingerprint == request.fingerprint {
                    Claim::Repeated(answered.made.clone())
                } else {
                    Claim::Conflicting(answered.made.clone())
                }
            }
            _ => Claim::New,
        }
    }

    /// Remembers what a request made, and forgets old ones.
    pub(crate) fn keep(&mut self, request: Option<Request>, made: Vec<String>) {
        if let Some(Request {
            key,
            fingerprint,
            at,
        }) = request
        {
            self.0.retain(|_, answered| at - answered.at < REMEMBERED);
            let answered = Answered {
                fingerprint,
                at,
                made,
            };
            self.0.insert(key, answered);
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::json;

    use super::{Claim, Request, Requests};
    use crate::{clock::DAY, input::Input};

    #[test]
    fn a_token_stands_for_one_request_for_a_day() {
        let request = |count: i64, at| {
            let input = Input::from_value(json!({ "clientToken": "t", "count": count }));
            Request::of("RunTask", "c", &input, at).unwrap()
        };
        let mut requests = Requests::default();
        assert_eq!(requests.claim(request(1, 0).as_ref()), Claim::New);
        requests.keep(request(1, 0), vec!["a".to_owned()]);
        let made = || vec!["a".to_owned()];
        assert_eq!(
            requests.claim(request(1, 5).as_ref()),
            Claim::Repeated(made())
        );
        assert_eq!(
            requests.claim(request(2, 5).as_ref()),
            Claim::Conflicting(made())
        );
        assert_eq!(requests.claim(request(1, DAY).as_ref()), Claim::New);
        assert_eq!(requests.claim(None), Claim::New);
    }
}
