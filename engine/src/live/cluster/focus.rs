//! Services and tasks of a cluster that somebody looks at.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use model::Error;
use model::live::View;
use serde::Serialize;

use crate::live::channel::{Channel, lock};
use crate::live::epoch::Epoch;
use crate::live::interest::{Guard, Interest};

/// Something that somebody looks at, with the channel they follow.
pub(super) struct Focus<V: View> {
    channel: Arc<Channel<V>>,
    interest: Arc<Interest>,
}

impl<V: View> Focus<V> {
    pub(super) fn channel(&self) -> &Arc<Channel<V>> {
        &self.channel
    }
}

/// The things of one kind that somebody looks at, by name or id.
pub(super) type Focuses<V> = Mutex<HashMap<String, Focus<V>>>;

/// One more looks at this, until the guard is dropped. A channel that has ended is replaced, so
/// that who comes next asks AWS again.
pub(super) fn enter<V>(focuses: &Focuses<V>, key: &str, epoch: &Epoch) -> (Arc<Channel<V>>, Guard)
where
    V: View + Serialize,
{
    let mut focuses = lock(focuses);
    focuses.retain(|_, focus| !focus.channel.has_ended());
    let focus = focuses.entry(key.to_owned()).or_insert_with(|| Focus {
        channel: Arc::new(Channel::new(epoch.clone())),
        interest: Arc::default(),
    });
    (Arc::clone(&focus.channel), focus.interest.enter())
}

/// Forgets what nobody has looked at for a while.
pub(super) fn forget<V: View>(focuses: &Focuses<V>) {
    lock(focuses).retain(|_, focus| !focus.interest.is_over());
}

/// What is looked at now.
pub(super) fn keys<V: View>(focuses: &Focuses<V>) -> Vec<String> {
    lock(focuses).keys().cloned().collect()
}

/// Ends one channel.
pub(super) fn end<V: View + Serialize>(focuses: &Focuses<V>, key: &str, error: Error) {
    if let Some(focus) = lock(focuses).get(key) {
        focus.channel.end(error);
    }
}

/// Ends every channel.
pub(super) fn end_all<V: View + Serialize>(focuses: &Focuses<V>, error: &Error) {
    for focus in lock(focuses).values() {
        focus.channel.end(error.clone());
    }
}
