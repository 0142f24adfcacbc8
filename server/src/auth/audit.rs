//! Sign-ins and sign-outs in the audit log.

use std::net::IpAddr;

use engine::audit::NewEntry;
use engine::store::Store;
use model::audit::Outcome;

/// The most characters of a name that somebody typed; the log is not theirs to fill.
const NAME_CHARACTERS: usize = 64;

/// Writes how a sign-in or sign-out ended. A failure to write is logged: it must not keep anybody
/// from signing out.
pub(super) async fn note(
    store: &Store,
    user: &str,
    action: &str,
    address: IpAddr,
    outcome: Outcome,
    message: Option<&str>,
) {
    let user: String = user
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME_CHARACTERS)
        .collect();
    let entry = NewEntry::on_console(&user, action, format!("from {address}"));
    if let Err(error) = store.audit_note(&entry, outcome, message).await {
        tracing::error!("{action} could not be written to the audit log: {error}");
    }
}
