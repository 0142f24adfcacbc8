//! What all channels of a process have in common.

use std::sync::Arc;

use crate::metrics::LiveMetrics;

/// The name under which this process gives out revisions, and where it counts what it publishes.
/// Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Epoch {
    pub(super) name: Arc<str>,
    pub(super) metrics: LiveMetrics,
}
