//! Who is signed in, for every component.

use std::sync::Arc;

use leptos::prelude::*;
use model::Error;
use model::access::Action;
use model::session::SessionInfo;

use crate::api::loaded::Loaded;

/// The session as the shell loads it once. Read it inside `Suspense`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SessionResource(pub(crate) Loaded<SessionInfo>);

/// The session that a loaded page was made for.
#[derive(Debug, Clone)]
pub(crate) struct Session(pub(crate) Arc<SessionInfo>);

impl Session {
    /// The session of the page that is being made.
    pub(crate) fn of_page() -> Option<Self> {
        use_context()
    }

    /// Whether changes that replace what runs ask for the service's name at a target.
    pub(crate) fn is_protected(target: &str) -> bool {
        Self::of_page().is_some_and(|session| session.0.is_protected(target))
    }

    /// Whether the user of this page may do this at a target; else the sentence says why not.
    pub(crate) fn may(action: Action, target: &str) -> Result<(), Error> {
        match Self::of_page() {
            Some(session) => session.0.may(action, target),
            None => model::access::may(action, None, false),
        }
    }
}
