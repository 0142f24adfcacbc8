//! What is looked up when somebody asks: budgets and watchers as they are.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use model::live::BudgetClass;
use model::place::Place;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, NoLabelSet};
use prometheus_client::metrics::MetricType;

use super::aws::ClassLabels;
use crate::aws::Class;
use crate::live::Hub;

/// Budgets and watchers at present.
pub(super) struct Present {
    hub: Hub,
}

impl Present {
    pub(super) fn new(hub: Hub) -> Self {
        Self { hub }
    }
}

impl fmt::Debug for Present {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Present").finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AccountLabels {
    target: String,
    region: String,
    account: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, EncodeLabelSet)]
struct WatcherLabels {
    kind: &'static str,
    target: String,
    region: String,
}

/// The watchers of a kind at a place.
#[derive(Debug, Default)]
struct Watchers {
    count: u32,
    failing: u32,
    oldest: Duration,
}

impl Collector for Present {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        self.budgets(&mut encoder)?;
        self.watchers(&mut encoder)
    }
}

impl Present {
    fn budgets(&self, encoder: &mut DescriptorEncoder) -> fmt::Result {
        let mut accounts = Vec::new();
        let mut classes: Vec<(ClassLabels, BudgetClass)> = Vec::new();
        for client in self.hub.clients() {
            let Place { target, region } = client.place();
            if let Some(account) = client.account() {
                accounts.push((
                    AccountLabels {
                        target: target.clone(),
                        region: region.clone(),
                        account: account.to_owned(),
                    },
                    1.0,
                ));
            }
            for (class, report) in client.budget_by_class() {
                let labels = ClassLabels {
                    target: target.clone(),
                    region: region.clone(),
                    class: Class::label(class),
                };
                classes.push((labels, report));
            }
        }
        gauge(
            encoder,
            "ecscope_target_account",
            "The account that a target and region are in, once known; always 1",
            accounts,
        )?;
        let each = |value: fn(&BudgetClass) -> f64| {
            let values = classes
                .iter()
                .map(move |(labels, class)| (labels.clone(), value(class)));
            values.collect::<Vec<_>>()
        };
        gauge(
            encoder,
            "ecscope_budget_published_per_minute",
            "Calls a minute that AWS publishes as the lasting rate of the class",
            each(|class| f64::from(class.published_per_min)),
        )?;
        gauge(
            encoder,
            "ecscope_budget_background_per_minute",
            "Calls a minute that work may take now which nobody waits for",
            each(|class| f64::from(class.background_per_min)),
        )?;
        gauge(
            encoder,
            "ecscope_budget_used_per_minute",
            "Calls of the last minute",
            each(|class| f64::from(class.used_per_min)),
        )?;
        gauge(
            encoder,
            "ecscope_budget_available",
            "Calls that could be made at once",
            each(|class| f64::from(class.available)),
        )?;
        gauge(
            encoder,
            "ecscope_budget_waiting",
            "Calls that wait for the budget",
            each(|class| f64::from(class.waiting)),
        )?;
        gauge(
            encoder,
            "ecscope_budget_paused_seconds",
            "How much longer the class rests after AWS throttled it",
            each(|class| f64::from(class.paused_ms) / 1000.0),
        )?;
        let name = "ecscope_budget_throttled";
        let help = "Answers by which AWS throttled the class";
        let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for (labels, class) in &classes {
            let throttled = u64::from(class.throttled);
            family
                .encode_family(labels)?
                .encode_counter::<NoLabelSet, _, u64>(&throttled, None)?;
        }
        Ok(())
    }

    fn watchers(&self, encoder: &mut DescriptorEncoder) -> fmt::Result {
        let mut watchers: BTreeMap<WatcherLabels, Watchers> = BTreeMap::new();
        self.hub.each_watcher(&mut |kind, place, health| {
            let labels = WatcherLabels {
                kind,
                target: place.target.clone(),
                region: place.region.clone(),
            };
            let watchers = watchers.entry(labels).or_default();
            watchers.count += 1;
            watchers.failing += u32::from(health.failing);
            watchers.oldest = watchers.oldest.max(health.age);
        });
        let each = |value: fn(&Watchers) -> f64| {
            let values = watchers
                .iter()
                .map(move |(labels, watchers)| (labels.clone(), value(watchers)));
            values.collect::<Vec<_>>()
        };
        gauge(
            encoder,
            "ecscope_watchers",
            "Watchers that look at AWS",
            each(|watchers| f64::from(watchers.count)),
        )?;
        gauge(
            encoder,
            "ecscope_watchers_failing",
            "Watchers whose last look failed",
            each(|watchers| f64::from(watchers.failing)),
        )?;
        gauge(
            encoder,
            "ecscope_look_age_seconds",
            "Age of the oldest good look that a watcher still shows; since its start before the first",
            each(|watchers| watchers.oldest.as_secs_f64()),
        )
    }
}

/// A gauge with a value for each set of labels.
fn gauge<L: EncodeLabelSet>(
    encoder: &mut DescriptorEncoder,
    name: &str,
    help: &str,
    values: Vec<(L, f64)>,
) -> fmt::Result {
    let mut family = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
    for (labels, value) in &values {
        family.encode_family(labels)?.encode_gauge(value)?;
    }
    Ok(())
}
