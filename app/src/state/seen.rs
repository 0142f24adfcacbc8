//! What somebody saw of a service when a dialog opened, which the server compares with what is.

use leptos::prelude::*;
use model::Error;
use model::scale::Seen;

use super::effect::effect;
use super::service::ServiceState;
use crate::api::error::ApiError;

/// What was seen when a dialog opened, or was looked at again. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SeenService {
    state: ServiceState,
    seen: RwSignal<Option<Seen>>,
}

impl SeenService {
    /// Looks each time the dialog opens.
    pub(crate) fn new(state: ServiceState, open: RwSignal<bool>) -> Self {
        let this = Self {
            state,
            seen: RwSignal::new(None),
        };
        effect(move || {
            if open.get() {
                this.look();
            }
        });
        this
    }

    /// Takes what is there now.
    pub(crate) fn look(self) {
        self.seen
            .set(Some(self.state.service.with_untracked(Seen::of)));
    }

    /// Takes what is there now, as a button does it.
    pub(crate) fn look_again(self) -> Callback<()> {
        Callback::new(move |()| self.look())
    }

    /// Follows when it is looked at.
    pub(crate) fn track(self) {
        self.seen.track();
    }

    /// What was seen; an error before the dialog has opened.
    pub(crate) fn get(self) -> Result<Seen, ApiError> {
        let again = || ApiError(Error::invalid("Open the dialog again."));
        self.seen.get_untracked().ok_or_else(again)
    }
}
