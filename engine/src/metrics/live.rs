//! Publications, and who reads them.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounds of sizes, in bytes: a changed task is some hundreds, a busy second of a large cluster some
/// ten thousands.
const BYTES: [f64; 9] = [
    128.0,
    256.0,
    512.0,
    1024.0,
    4096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
];

/// Bounds of making a patch and of handing it over, in seconds.
const SECONDS: [f64; 9] = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 2.5];

/// Counts what channels publish and what their readers take.
#[derive(Debug, Clone)]
pub(crate) struct LiveMetrics {
    viewers: Family<TopicLabels, Gauge>,
    patch_bytes: Family<TopicLabels, Histogram, fn() -> Histogram>,
    publish: Family<TopicLabels, Histogram, fn() -> Histogram>,
    lag: Family<TopicLabels, Histogram, fn() -> Histogram>,
    snapshots: Family<TopicLabels, Counter>,
    behind: Family<TopicLabels, Counter>,
    /// Lines of logs that were read and never shown, because too many came at once.
    pub(crate) log_lines_skipped: Counter,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TopicLabels {
    topic: String,
}

impl Default for LiveMetrics {
    fn default() -> Self {
        Self {
            viewers: Family::default(),
            patch_bytes: Family::new_with_constructor(|| Histogram::new(BYTES)),
            publish: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            lag: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            snapshots: Family::default(),
            behind: Family::default(),
            log_lines_skipped: Counter::default(),
        }
    }
}

impl LiveMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "ecscope_viewers",
            "Subscriptions of pages by kind of topic",
            self.viewers.clone(),
        );
        registry.register(
            "ecscope_patch_bytes",
            "Patches published, by their size as JSON; each is encoded once for all readers",
            self.patch_bytes.clone(),
        );
        registry.register(
            "ecscope_publish_duration_seconds",
            "How long comparing a view with the one before and encoding the patch took",
            self.publish.clone(),
        );
        registry.register(
            "ecscope_delivery_lag_seconds",
            "Time from a patch being published to one reader taking it",
            self.lag.clone(),
        );
        registry.register(
            "ecscope_snapshots_sent",
            "Whole views sent to readers",
            self.snapshots.clone(),
        );
        registry.register(
            "ecscope_readers_fell_behind",
            "Readers that got a whole view because the patches they missed were gone",
            self.behind.clone(),
        );
        registry.register(
            "ecscope_log_lines_skipped",
            "Lines of logs that were read and never shown, because too many came at once",
            self.log_lines_skipped.clone(),
        );
    }

    /// What is counted for the topics of one kind.
    pub(crate) fn topic(&self, kind: &str) -> TopicMetrics {
        let labels = TopicLabels {
            topic: kind.to_owned(),
        };
        TopicMetrics {
            viewers: self.viewers.get_or_create_owned(&labels),
            patch_bytes: self.patch_bytes.get_or_create_owned(&labels),
            publish: self.publish.get_or_create_owned(&labels),
            lag: self.lag.get_or_create_owned(&labels),
            snapshots: self.snapshots.get_or_create_owned(&labels),
            behind: self.behind.get_or_create_owned(&labels),
        }
    }
}

/// The counters of the topics of one kind.
#[derive(Debug)]
pub(crate) struct TopicMetrics {
    viewers: Gauge,
    patch_bytes: Histogram,
    publish: Histogram,
    lag: Histogram,
    snapshots: Counter,
    behind: Counter,
}

impl TopicMetrics {
    /// A patch was published.
    pub(crate) fn published(&self, bytes: usize, took: Duration) {
        self.patch_bytes.observe(bytes as f64);
        self.publish.observe(took.as_secs_f64());
    }

    /// A reader took a patch so long after it could have had it.
    pub(crate) fn delivered(&self, lag: Duration) {
        self.lag.observe(lag.as_secs_f64());
    }

    /// A reader got a whole view; `behind` when it had an older one.
    pub(crate) fn sent_snapshot(&self, behind: bool) {
        self.snapshots.inc();
        if behind {
            self.behind.inc();
        }
    }

    /// One more reader, until the guard is dropped.
    pub(crate) fn viewer(&self) -> Viewer {
        self.viewers.inc();
        Viewer(self.viewers.clone())
    }
}

/// A reader that is counted.
#[derive(Debug)]
pub(crate) struct Viewer(Gauge);

impl Drop for Viewer {
    fn drop(&mut self) {
        self.0.dec();
    }
}
