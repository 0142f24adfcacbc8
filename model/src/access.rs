//! Roles, and what each may do.

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind};

/// What somebody may do at a target; each role includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees everything but values of environment, commands and log options.
    Viewer,
    /// Also sees those values, and acts on services and tasks.
    Operator,
    /// Also sees what everybody did.
    Admin,
}

impl Role {
    /// All roles, weakest first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Operator, Self::Admin];

    /// The role's word in configuration, commands and the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or_else(|| {
                Error::invalid(format!(
                    "“{word}” is not a role: use viewer, operator or admin"
                ))
            })
    }
}

/// A grant: a role at every target whose name matches the pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// A target's name, or a pattern in which `*` stands for any text.
    pub target: String,
    /// The role there.
    pub role: Role,
}

/// The strongest role that the grants give at a target, `None` when they give none.
pub fn role_at(grants: &[Grant], target: &str) -> Option<Role> {
    grants
        .iter()
        .filter(|grant| matches(&grant.target, target))
        .map(|grant| grant.role)
        .max()
}

/// Whether a name matches a pattern in which `*` stands for any text, empty included.
pub fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(head) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let tail = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(at) = name.find(piece) else {
            return false;
        };
        name = &name[at + piece.len()..];
    }
    name.ends_with(tail)
}

/// Something a user wants to do at a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Look at what runs.
    View,
    /// See values of environment, commands and log options.
    ViewValues,
    /// Change a service's desired count.
    Scale,
    /// Return a service to an earlier revision.
    RollBack,
    /// Deploy another revision or image.
    Deploy,
    /// Start a service's tasks anew.
    Restart,
    /// Let a deployment that pauses go on or go back.
    AnswerHook,
    /// Stop a task.
    StopTask,
    /// Run a task on its own.
    RunTask,
    /// Read the audit log.
    ViewActivity,
}

impl Action {
    /// The weakest role that may do this.
    pub fn needs(self) -> Role {
        match self {
            Self::View => Role::Viewer,
            Self::ViewValues
            | Self::Scale
            | Self::RollBack
            | Self::Deploy
            | Self::Restart
            | Self::StopTask
            | Self::RunTask
            | Self::AnswerHook => Role::Operator,
            Self::ViewActivity => Role::Admin,
        }
    }

    /// Whether this changes anything, which read-only mode forbids.
    pub fn changes(self) -> bool {
        matches!(
            self,
            Self::Scale
                | Self::RollBack
                | Self::Deploy
                | Self::Restart
                | Self::StopTask
                | Self::RunTask
                | Self::AnswerHook
        )
    }

    /// The action as it stands in a sentence: “scale services”.
    pub fn words(self) -> &'static str {
        match self {
            Self::View => "look at this target",
            Self::ViewValues => "see values of environment variables",
            Self::Scale => "scale services",
            Self::RollBack => "roll services back",
            Self::Deploy => "deploy",
            Self::Restart => "restart services",
            Self::AnswerHook => "answer hooks of deployments",
            Self::StopTask => "stop tasks",
            Self::RunTask => "run tasks",
            Self::ViewActivity => "see the activity of others",
        }
    }
}

/// Whether somebody with this role may do this; else the error says why not.
pub fn may(action: Action, role: Option<Role>, read_only: bool) -> Result<(), Error> {
    let needs = action.needs();
    match role {
        None => Err(Error::new(
            ErrorKind::Forbidden,
            "You have no access to this target.",
        )),
        Some(role) if role < needs => Err(Error::new(
            ErrorKind::Forbidden,
            format!(
                "Your role here is {role}; only {needs} and above may {}.",
                action.words()
            ),
        )),
        Some(_) if read_only && action.changes() => Err(Error::new(
            ErrorKind::Forbidden,
            format!(
                "This console is read-only, so nobody may {} here.",
                action.words()
            ),
        )),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("prod", "prod", true),
            ("prod", "prod-eu", false),
            ("*", "", true),
            ("*", "anything", true),
            ("prod-*", "prod-eu", true),
            ("prod-*", "prod", false),
            ("*-eu", "prod-eu", true),
            ("p*d*u", "prod-eu", true),
            ("p*x*u", "prod-eu", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} on {name}");
        }
    }

    #[test]
    fn the_strongest_grant_counts() {
        let grants = [
            Grant {
                target: "*".into(),
                role: Role::Viewer,
            },
            Grant {
                target: "dev".into(),
                role: Role::Operator,
            },
        ];
        assert_eq!(role_at(&grants, "dev"), Some(Role::Operator));
        assert_eq!(role_at(&grants, "prod"), Some(Role::Viewer));
        assert_eq!(role_at(&grants[1..], "prod"), None);
    }

    #[test]
    fn refusals_say_why() {
        let scale = |role, read_only| may(Action::Scale, role, read_only).map_err(|e| e.message);
        assert_eq!(scale(Some(Role::Operator), false), Ok(()));
        assert!(scale(Some(Role::Viewer), false).is_err_and(|m| m.contains("only operator")));
        assert!(scale(Some(Role::Admin), true).is_err_and(|m| m.contains("read-only")));
        assert!(scale(None, false).is_err_and(|m| m.contains("no access")));
        assert!(may(Action::ViewActivity, Some(Role::Operator), false).is_err());
        assert!(may(Action::View, Some(Role::Viewer), true).is_ok());
    }
}
