//! The rows of one table of a cluster: which, and in which order.

#[cfg(feature = "hydrate")]
use std::sync::Arc;

use leptos::prelude::*;

use super::cluster::store::Store;
use super::cluster::{Ranker, bump};
use super::ordered::Ordered;
use crate::state::memo::memo;

/// Keys of rows in the order of a table. Nothing is kept in order before a table asks for it. Cheap
/// to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listing {
    store: StoredValue<Store>,
    all: fn(&Store) -> Vec<String>,
    ranker: StoredValue<Option<Ranker>>,
    ordered: StoredValue<Ordered>,
    changed: RwSignal<u32>,
    /// How often all rows came anew.
    renewed: RwSignal<u32>,
}

/// A table's rows, arranged. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arranged {
    listing: Listing,
    arrangement: Memo<u32>,
}

impl Listing {
    /// Rows of a store, all of whose keys a function gives.
    pub(super) fn new(store: StoredValue<Store>, all: fn(&Store) -> Vec<String>) -> Self {
        Self {
            store,
            all,
            ranker: StoredValue::new(None),
            ordered: StoredValue::new(Ordered::default()),
            changed: RwSignal::new(0),
            renewed: RwSignal::new(0),
        }
    }

    /// Arranges the rows by what `make` gives, and again whenever what it reads changes.
    pub(crate) fn arrange(self, make: impl Fn() -> Ranker + Send + Sync + 'static) -> Arranged {
        let count = StoredValue::new(0_u32);
        let arrangement = memo(move || {
            self.ranker.set_value(Some(make()));
            self.order_all();
            count.update_value(|count| *count += 1);
            count.get_value()
        });
        Arranged {
            listing: self,
            arrangement,
        }
    }

    /// Puts all rows in order again.
    pub(super) fn renew(self) {
        self.order_all();
        bump(self.renewed);
        bump(self.changed);
    }

    /// Puts some rows in order again.
    pub(super) fn touch(self, keys: &[String]) {
        let Some(rank) = self.ranker.get_value() else {
            return;
        };
        let mut changed = false;
        self.store.with_value(|store| {
            self.ordered.update_value(|ordered| {
                for key in keys {
                    changed |= ordered.put(key, rank(store, key));
                }
            });
        });
        if changed {
            bump(self.changed);
        }
    }

    /// Lets rows keep their places, whatever changes, until [`Self::release`].
    #[cfg(feature = "hydrate")]
    fn hold(self) {
        self.ordered.try_update_value(Ordered::hold);
    }

    /// Lets rows go where they belong.
    #[cfg(feature = "hydrate")]
    fn release(self) {
        if let Some(keys) = self.ordered.try_update_value(Ordered::release) {
            self.touch(&keys);
        }
    }

    fn order_all(self) {
        let Some(rank) = self.ranker.get_value() else {
            return;
        };
        let rows = self.store.with_value(|store| {
            let keys = (self.all)(store).into_iter();
            let ranked = keys.filter_map(|key| {
                let rank = rank(store, &key)?;
                Some((key, rank))
            });
            ranked.collect()
        });
        self.ordered.set_value(Ordered::of(rows));
    }
}

impl Arranged {
    /// Follows the order.
    pub(crate) fn track(self) {
        self.arrangement.track();
        self.listing.changed.track();
    }

    /// Lets rows keep their places while somebody moves through them.
    #[cfg(feature = "hydrate")]
    pub(crate) fn hold(self) {
        self.listing.hold();
    }

    /// Lets rows go where they belong.
    #[cfg(feature = "hydrate")]
    pub(crate) fn release(self) {
        self.listing.release();
    }

    /// How often all rows came anew, as when the rest of a large page arrives, following it.
    #[cfg(feature = "hydrate")]
    pub(crate) fn renewed(self) -> u32 {
        self.listing.renewed.get()
    }

    /// How many rows there are, following it.
    pub(crate) fn count(self) -> Memo<usize> {
        memo(move || {
            self.track();
            self.len()
        })
    }

    /// How many rows there are now.
    pub(crate) fn len(self) -> usize {
        self.with(Ordered::len)
    }

    /// The key of a row.
    #[cfg(feature = "hydrate")]
    pub(crate) fn key(self, index: usize) -> Option<Arc<str>> {
        self.with(|ordered| ordered.key(index).cloned())
    }

    /// Which row a key is.
    pub(crate) fn index_of(self, key: &str) -> Option<usize> {
        self.with(|ordered| ordered.index_of(key))
    }

    /// Looks at the order.
    pub(crate) fn with<T>(self, look: impl FnOnce(&Ordered) -> T) -> T {
        // Where nothing tracks the arrangement, it is brought up to date here.
        self.arrangement.with_untracked(|_| ());
        self.listing.ordered.with_value(look)
    }
}
