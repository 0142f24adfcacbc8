//! Who is signed in, as the browser needs to know it.

use serde::{Deserialize, Serialize};

use crate::access::{Action, Role, may};
use crate::{Error, place::Place};

/// A target that the user may see, with what they may do there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetAccess {
    /// The target's name in the configuration.
    pub target: String,
    /// The regions configured for it.
    pub regions: Vec<String>,
    /// The user's role there.
    pub role: Role,
    /// Whether changes that replace what runs ask for the service's name.
    pub protected: bool,
}

/// The signed-in user, what they may see, and what kind of console this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionInfo {
    /// The user's name.
    pub user: String,
    /// The targets they have a role at, by name.
    pub targets: Vec<TargetAccess>,
    /// Whether the console refuses every change.
    pub read_only: bool,
    /// Whether this is the demo on the embedded simulator.
    pub demo: bool,
}

impl SessionInfo {
    /// The user's role at a target.
    pub fn role_at(&self, target: &str) -> Option<Role> {
        self.targets
            .iter()
            .find(|access| access.target == target)
            .map(|access| access.role)
    }

    /// Whether the user may do this at a target; else the error says why not. The server checks
    /// again: this one only decides what the interface offers.
    pub fn may(&self, action: Action, target: &str) -> Result<(), Error> {
        may(action, self.role_at(target), self.read_only)
    }

    /// Whether changes that replace what runs ask for the service's name at a target.
    pub fn is_protected(&self, target: &str) -> bool {
        let mut targets = self.targets.iter();
        targets.any(|access| access.target == target && access.protected)
    }

    /// Every place the user may look at.
    pub fn places(&self) -> Vec<Place> {
        let place = |target: &str, region: &String| Place {
            target: target.to_owned(),
            region: region.clone(),
        };
        self.targets
            .iter()
            .flat_map(|access| {
                access
                    .regions
                    .iter()
                    .map(|region| place(&access.target, region))
            })
            .collect()
    }

    /// Whether a role allows the audit log at any target.
    pub fn may_view_activity(&self) -> bool {
        self.targets
            .iter()
            .any(|access| self.may(Action::ViewActivity, &access.target).is_ok())
    }
}
