//! All places together: their health, and their numbers in sum.

use leptos::prelude::*;
use model::cluster::Cluster;
use model::live::ClustersView;

use crate::live::Followed;
use crate::state::effect::effect;
use crate::state::memo::memo;
use crate::ui::chip::{Chip, Tone};
use crate::ui::number::grouped;
use crate::ui::part::{IntoPart, Part};

/// Whether a place answers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Health {
    /// It has not answered yet.
    Waiting,
    /// It answers.
    Good,
    /// It answered, and does not any more; why, in words.
    Stale(&'static str),
    /// It has not answered properly.
    Failing,
}

/// The numbers of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Numbers {
    health: Health,
    clusters: i64,
    services: i64,
    running: i64,
    pending: i64,
}

/// The numbers of all places. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Totals(RwSignal<Vec<Numbers>>);

impl Totals {
    /// The numbers of so many places, of which none has answered.
    pub(super) fn of(places: usize) -> Self {
        let waiting = Numbers {
            health: Health::Waiting,
            clusters: 0,
            services: 0,
            running: 0,
            pending: 0,
        };
        Self(RwSignal::new(vec![waiting; places]))
    }

    /// Keeps the numbers of a place as they are in its view.
    pub(super) fn follow(self, number: usize, live: Followed<ClustersView>) {
        effect(move || {
            let error = live.freshness.with(|freshness| freshness.error.clone());
            let health = match error {
                Some(error) => Health::Stale(crate::live::stale_words(&error)),
                None => Health::Good,
            };
            let numbers = live.view.with(|view| {
                let sum = |read: fn(&Cluster) -> i32| {
                    view.clusters.iter().map(|it| i64::from(read(it))).sum()
                };
                Numbers {
                    health: health.clone(),
                    clusters: i64::try_from(view.clusters.len()).unwrap_or(i64::MAX),
                    services: sum(|cluster| cluster.active_services),
                    running: sum(|cluster| cluster.running_tasks),
                    pending: sum(|cluster| cluster.pending_tasks),
                }
            });
            self.set(number, |known| *known = numbers.clone());
        });
    }

    /// Notes that a place has not answered.
    pub(super) fn failed(self, number: usize, pending: bool) {
        self.set(number, |known| {
            known.health = if pending {
                Health::Waiting
            } else {
                Health::Failing
            };
        });
    }

    fn set(self, number: usize, change: impl Fn(&mut Numbers)) {
        self.0.update(|places| {
            if let Some(known) = places.get_mut(number) {
                change(known);
            }
        });
    }

    /// The health of a place, as a chip.
    pub(super) fn health(self, number: usize) -> Part {
        let health = memo(move || {
            self.0.with(|places| {
                let known = places.get(number);
                known.map_or(Health::Waiting, |known| known.health.clone())
            })
        });
        let tone = Signal::derive(move || match health.get() {
            Health::Waiting => Tone::Idle,
            Health::Good => Tone::Ok,
            Health::Stale(_) => Tone::Warn,
            Health::Failing => Tone::Bad,
        });
        let words = Signal::derive(move || {
            let words = match health.get() {
                Health::Waiting => "waiting for AWS",
                Health::Good => "answers",
                Health::Stale(words) => words,
                Health::Failing => "does not answer",
            };
            words.to_owned()
        });
        view! { <Chip tone words /> }.into_part()
    }

    /// The bar with the sums; nothing where there is one place only.
    pub(super) fn bar(self) -> Part {
        let places = self.0.with_untracked(Vec::len);
        if places < 2 {
            return ().into_part();
        }
        let sum = move |read: fn(&Numbers) -> i64| {
            memo(move || grouped(self.0.with(|places| places.iter().map(read).sum::<i64>())))
        };
        let answering = memo(move || {
            let good = |places: &Vec<Numbers>| {
                places.iter().filter(|it| it.health == Health::Good).count()
            };
            format!("{} of {places}", self.0.with(good))
        });
        view! {
            <section class="kpi" aria-label="All places">
                <div>
                    <b>{answering}</b>
                    <span>"places answer"</span>
                </div>
                <div>
                    <b>{sum(|it| it.clusters)}</b>
                    <span>"clusters"</span>
                </div>
                <div>
                    <b>{sum(|it| it.services)}</b>
                    <span>"services"</span>
                </div>
                <div>
                    <b>{sum(|it| it.running)}</b>
                    <span>"tasks running"</span>
                </div>
                <div>
                    <b>{sum(|it| it.pending)}</b>
                    <span>"tasks pending"</span>
                </div>
            </section>
        }
        .into_part()
    }
}
