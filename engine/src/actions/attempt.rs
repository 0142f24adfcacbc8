//! Writing an attempted change into the audit log.

use model::audit::Outcome;
use model::{Error, ErrorKind};

use crate::audit::{NewEntry, outcome_of};
use crate::aws::Receipt;
use crate::store::Store;

/// A change that somebody attempts.
pub(super) struct Attempt {
    store: Store,
    entry: NewEntry,
}

/// A change that the audit log knows to have started.
pub(super) struct Started {
    store: Store,
    id: i64,
}

impl Attempt {
    pub(super) fn new(store: &Store, entry: NewEntry) -> Self {
        Self {
            store: store.clone(),
            entry,
        }
    }

    /// Says the change in other words, once more is known about it.
    pub(super) fn parameters(&mut self, words: String) {
        self.entry.parameters = words;
    }

    /// Records that it ended before anything was sent to AWS, and gives the error back.
    pub(super) async fn refused(self, error: Error) -> Error {
        let outcome = outcome_of(&error);
        let noted = self
            .store
            .audit_note(&self.entry, outcome, Some(&error.message))
            .await;
        if let Err(cause) = noted {
            // The refusal stands: nothing was changed.
            tracing::error!(%cause, action = %self.entry.action, "a refusal could not be audited");
        }
        error
    }

    /// Records that it starts. Without the record there is no change.
    pub(super) async fn start(self) -> Result<Started, Error> {
        match self.store.audit_start(&self.entry).await {
            Ok(id) => Ok(Started {
                store: self.store,
                id,
            }),
            Err(cause) => {
                tracing::error!(%cause, action = %self.entry.action, "a change could not be audited");
                Err(Error::new(
                    ErrorKind::Internal,
                    "The audit log can’t be written, so nothing was changed.",
                ))
            }
        }
    }
}

impl Started {
    /// Records how AWS answered, and gives the result back.
    pub(super) async fn end<T>(self, result: Result<(Receipt, T), Error>) -> Result<T, Error> {
        let at = result.as_ref().ok().map(|(receipt, _)| receipt.at);
        let (outcome, message, request_id) = match &result {
            Ok((receipt, _)) => (Outcome::Succeeded, None, receipt.request_id.as_deref()),
            Err(error) => (
                Outcome::Failed,
                Some(error.message.as_str()),
                error.request_id.as_deref(),
            ),
        };
        if let Err(cause) = self
            .store
            .audit_end(self.id, outcome, message, request_id, at)
            .await
        {
            tracing::error!(%cause, entry = self.id, ?outcome, "an outcome could not be audited");
        }
        result.map(|(_, done)| done)
    }
}
