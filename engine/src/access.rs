//! Who makes a request.

use model::access::{Grant, Role};

/// Who makes a request, with the grants as they are in the store right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The user's name.
    pub user: String,
    /// The user's grants.
    pub grants: Vec<Grant>,
}

impl Principal {
    /// The strongest role that the grants give at a target, `None` when they give none.
    pub fn role_at(&self, target: &str) -> Option<Role> {
        model::access::role_at(&self.grants, target)
    }
}
