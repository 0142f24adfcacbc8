//! Who calls.

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    clock::{HOUR, Millis, rfc3339},
    document::Document,
    random::hash,
};

/// An identity, as its access key stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    access_key: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    User(String),
    Session {
        role: String,
        session: String,
        /// Whether the session is one of the AWS console's.
        console: bool,
    },
}

/// The user of access keys that look like AWS's own.
const USER: &str = "simulator";

impl Identity {
    /// The user that an access key belongs to: one of the key's own name where that could be a user's.
    pub(crate) fn of_key(access_key: &str) -> Self {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_name =
            !access_key.is_empty() && access_key.len() <= 64 && access_key.bytes().all(plain);
        Self {
            access_key: access_key.chars().take(128).collect(),
            kind: Kind::User(if is_name { access_key } else { USER }.to_owned()),
        }
    }

    /// Somebody who has assumed a role.
    pub(crate) fn session(role: &str, session: &str, console: bool) -> Self {
        Self {
            access_key: format!("ASIA{:016X}", hash(31, &format!("{role}/{session}"))),
            kind: Kind::Session {
                role: role.to_owned(),
                session: session.to_owned(),
                console,
            },
        }
    }

    /// The access key.
    pub(crate) fn access_key(&self) -> &str {
        &self.access_key
    }

    /// CloudTrail's name of who it is: a user, or the session of a role.
    pub(crate) fn name(&self) -> &str {
        match &self.kind {
            Kind::User(name) => name,
            Kind::Session { session, .. } => session,
        }
    }

    /// The ARN.
    pub(crate) fn arn(&self) -> String {
        match &self.kind {
            Kind::User(name) => format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
            Kind::Session { role, session, .. } => {
                format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}")
            }
        }
    }

    /// AWS's own id.
    pub(crate) fn id(&self) -> String {
        match &self.kind {
            Kind::User(name) if name == USER => "AIDASIMULATOR0000001".to_owned(),
            Kind::User(name) => format!("AIDA{:016X}", hash(37, name)),
            Kind::Session { role, session, .. } => format!("{}:{session}", role_id(role)),
        }
    }

    /// `userIdentity` of an event at a time.
    pub(super) fn document(&self, now: Millis) -> Value {
        let kind = match &self.kind {
            Kind::User(_) => "IAMUser",
            Kind::Session { .. } => "AssumedRole",
        };
        let document = Document::new()
            .set("type", kind)
            .set("principalId", self.id())
            .set("arn", self.arn())
            .set("accountId", ACCOUNT)
            .set("accessKeyId", self.access_key.as_str());
        match &self.kind {
            Kind::User(name) => document.set("userName", name.as_str()),
            Kind::Session { role, .. } => document.set(
                "sessionContext",
                json!({
                    "sessionIssuer": {
                        "type": "Role",
                        "principalId": role_id(role),
                        "arn": format!("arn:aws:iam::{ACCOUNT}:role/{role}"),
                        "accountId": ACCOUNT,
                        "userName": role,
                    },
                    "attributes": {
                        "creationDate": to_the_second(now - HOUR),
                        "mfaAuthenticated": "false",
                    },
                }),
            ),
        }
        .build()
    }

    /// Whether it calls from the AWS console.
    pub(super) fn is_in_console(&self) -> bool {
        matches!(self.kind, Kind::Session { console: true, .. })
    }
}

fn role_id(role: &str) -> String {
    format!("AROA{:016X}", hash(41, role))
}

/// A time as CloudTrail writes it, in whole seconds.
pub(super) fn to_the_second(at: Millis) -> String {
    let mut text = rfc3339(at);
    text.truncate("2026-01-01T00:00:00".len());
    text.push('Z');
    text
}

#[cfg(test)]
mod tests {
    use super::{Identity, to_the_second};

    #[test]
    fn keys_that_could_be_names_are_names() {
        for (key, name) in [
            ("simulator", "simulator"),
            ("outside", "outside"),
            ("AKIAIOSFODNN7EXAMPLE", "simulator"),
            ("", "simulator"),
            ("a/b", "simulator"),
        ] {
            assert_eq!(Identity::of_key(key).name(), name, "{key}");
        }
        let arn = Identity::of_key("outside").arn();
        assert_eq!(arn, "arn:aws:iam::123456789012:user/outside");
    }

    #[test]
    fn times_have_no_fraction() {
        assert_eq!(to_the_second(1_780_000_000_999), "2026-05-28T20:26:40Z");
    }
}
