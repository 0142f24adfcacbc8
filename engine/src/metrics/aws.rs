//! Calls of AWS.

use std::time::Duration;

use model::ErrorKind;
use model::place::Place;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounds of how long a call takes, in seconds. An attempt is given up after ten.
const SECONDS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What became of a call that was never sent, because the budget would have held it too long.
const HELD_BACK: &str = "held_back";

/// Counts calls of AWS, each attempt by itself.
#[derive(Debug, Clone)]
pub(crate) struct AwsMetrics {
    calls: Family<CallLabels, Counter>,
    durations: Family<ClassLabels, Histogram, fn() -> Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabels {
    target: String,
    region: String,
    class: &'static str,
    outcome: &'static str,
}

/// A class of operations at a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ClassLabels {
    pub(super) target: String,
    pub(super) region: String,
    pub(super) class: &'static str,
}

impl Default for AwsMetrics {
    fn default() -> Self {
        Self {
            calls: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(SECONDS)),
        }
    }
}

impl AwsMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "ecscope_aws_calls",
            "Calls of AWS, each attempt by itself, by what became of them",
            self.calls.clone(),
        );
        registry.register(
            "ecscope_aws_call_duration_seconds",
            "How long calls of AWS took, credentials included",
            self.durations.clone(),
        );
    }

    /// A call was sent and ended this way.
    pub(crate) fn called(
        &self,
        place: &Place,
        class: &'static str,
        error: Option<ErrorKind>,
        took: Duration,
    ) {
        self.count(place, class, error.map_or("ok", outcome));
        let labels = ClassLabels {
            target: place.target.clone(),
            region: place.region.clone(),
            class,
        };
        self.durations
            .get_or_create(&labels)
            .observe(took.as_secs_f64());
    }

    /// A call was not sent, because the budget would have held it for longer than a person waits.
    pub(crate) fn held_back(&self, place: &Place, class: &'static str) {
        self.count(place, class, HELD_BACK);
    }

    fn count(&self, place: &Place, class: &'static str, outcome: &'static str) {
        let labels = CallLabels {
            target: place.target.clone(),
            region: place.region.clone(),
            class,
            outcome,
        };
        self.calls.get_or_create(&labels).inc();
    }
}

/// A kind of error as a word.
fn outcome(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Throttled => "throttled",
        ErrorKind::AccessDenied => "access_denied",
        ErrorKind::Credentials => "credentials",
        ErrorKind::Unreachable => "unreachable",
        ErrorKind::Unavailable => "unavailable",
        ErrorKind::NotFound => "not_found",
        ErrorKind::Conflict => "conflict",
        ErrorKind::Invalid => "invalid",
        ErrorKind::Aws => "aws",
        ErrorKind::Unauthenticated | ErrorKind::Forbidden | ErrorKind::Internal => "internal",
    }
}
