//! What the console counts about itself, for Prometheus.
//!
//! `docs/metrics.md` has the table of names, which a test compares with what is served. Labels hold
//! names of the configuration and words of this program, never names of clusters, services, tasks
//! or users: those are unbounded, and people choose them.

mod aws;
mod collect;
mod live;

use prometheus_client::registry::Registry;

pub(crate) use aws::AwsMetrics;
pub(crate) use live::{LiveMetrics, TopicMetrics, Viewer};

use crate::live::Hub;

/// What is counted while things happen. Cheap to clone; clones count together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metrics {
    pub(crate) aws: AwsMetrics,
    pub(crate) live: LiveMetrics,
}

/// Adds all metrics of an engine to a registry.
pub(crate) fn register(registry: &mut Registry, metrics: &Metrics, hub: Hub) {
    metrics.aws.register(registry);
    metrics.live.register(registry);
    registry.register_collector(Box::new(collect::Present::new(hub)));
}
