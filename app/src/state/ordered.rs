//! The order of a table's rows, kept while single rows change.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Where a row belongs: by number first, then by text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    /// Smaller ones come first.
    pub(crate) number: i64,
    /// Decides among equal numbers.
    pub(crate) text: Arc<str>,
}

/// A row in its place. Ordered by rank, then by key, so that equal rows never swap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    rank: Rank,
    key: Arc<str>,
}

/// Keys in the order of their ranks. A change of one row moves this row only. While the order is held,
/// rows keep their places; only those that come or go move others.
#[derive(Debug, Default)]
pub(crate) struct Ordered {
    spots: Vec<Spot>,
    ranks: HashMap<Arc<str>, Rank>,
    /// While the order is held: rows that belong elsewhere by now.
    held: Option<HashSet<Arc<str>>>,
}

impl Ordered {
    /// The order of these rows.
    pub(crate) fn of(rows: Vec<(String, Rank)>) -> Self {
        let mut spots: Vec<Spot> = rows
            .into_iter()
            .map(|(key, rank)| Spot {
                rank,
                key: key.into(),
            })
            .collect();
        model::order::sort_by(&mut spots, Ord::cmp);
        let ranks = spots
            .iter()
            .map(|spot| (Arc::clone(&spot.key), spot.rank.clone()))
            .collect();
        Self {
            spots,
            ranks,
            held: None,
        }
    }

    /// Lets rows keep their places until [`Self::release`].
    #[cfg(any(feature = "hydrate", test))]
    pub(crate) fn hold(&mut self) {
        self.held.get_or_insert_default();
    }

    /// Lets rows move again. Returns those whose rank may be another by now.
    #[cfg(any(feature = "hydrate", test))]
    pub(crate) fn release(&mut self) -> Vec<String> {
        let held = self.held.take().unwrap_or_default();
        held.iter().map(ToString::to_string).collect()
    }

    /// Gives a row its rank, or takes it out; says whether that changed anything.
    pub(crate) fn put(&mut self, key: &str, rank: Option<Rank>) -> bool {
        let known = self.ranks.get_key_value(key);
        if known.map(|(_, rank)| rank) == rank.as_ref() {
            return false;
        }
        if let (Some((key, _)), Some(_), Some(held)) = (known, &rank, &mut self.held) {
            held.insert(Arc::clone(key));
            return false;
        }
        let known = known.map(|(key, rank)| Spot {
            rank: rank.clone(),
            key: Arc::clone(key),
        });
        if let Some(known) = &known {
            self.ranks.remove(key);
            if let Ok(at) = self.spots.binary_search(known) {
                self.spots.remove(at);
            }
        }
        if let Some(rank) = rank {
            let key = known.map_or_else(|| key.into(), |known| known.key);
            self.ranks.insert(Arc::clone(&key), rank.clone());
            let spot = Spot { rank, key };
            let at = self.spots.binary_search(&spot).unwrap_or_else(|at| at);
            self.spots.insert(at, spot);
        }
        true
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.spots.len()
    }

    /// The key of a row.
    pub(crate) fn key(&self, index: usize) -> Option<&Arc<str>> {
        self.spots.get(index).map(|spot| &spot.key)
    }

    /// Which row a key is.
    pub(crate) fn index_of(&self, key: &str) -> Option<usize> {
        let (key, rank) = self.ranks.get_key_value(key)?;
        let spot = Spot {
            rank: rank.clone(),
            key: Arc::clone(key),
        };
        self.spots.binary_search(&spot).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Ordered, Rank};

    fn rank(number: i64, text: &str) -> Rank {
        Rank {
            number,
            text: text.into(),
        }
    }

    fn keys(ordered: &Ordered) -> Vec<&str> {
        (0..ordered.len())
            .filter_map(|index| ordered.key(index).map(AsRef::as_ref))
            .collect()
    }

    #[test]
    fn single_changes_give_the_order_that_a_sort_would() {
        let mut ordered = Ordered::of(vec![
            ("b".to_owned(), rank(2, "x")),
            ("a".to_owned(), rank(2, "x")),
            ("c".to_owned(), rank(1, "z")),
        ]);
        assert_eq!(keys(&ordered), ["c", "a", "b"]);
        for (key, to, changed, expected) in [
            ("c", Some(rank(1, "z")), false, vec!["c", "a", "b"]),
            ("c", Some(rank(3, "z")), true, vec!["a", "b", "c"]),
            ("d", Some(rank(2, "a")), true, vec!["d", "a", "b", "c"]),
            ("a", None, true, vec!["d", "b", "c"]),
            ("a", None, false, vec!["d", "b", "c"]),
            ("b", Some(rank(2, "")), true, vec!["b", "d", "c"]),
        ] {
            assert_eq!(ordered.put(key, to.clone()), changed, "{key} {to:?}");
            assert_eq!(keys(&ordered), expected, "{key} {to:?}");
            for (index, key) in expected.iter().enumerate() {
                assert_eq!(ordered.index_of(key), Some(index));
            }
        }
        assert_eq!(ordered.index_of("a"), None);
        assert_eq!(ordered.key(3), None);
    }

    #[test]
    fn rows_keep_their_places_while_the_order_is_held() {
        let rows = [("a", 1), ("b", 2), ("c", 3)];
        let rows = rows.map(|(key, number)| (key.to_owned(), rank(number, "")));
        let mut ordered = Ordered::of(rows.to_vec());
        ordered.hold();
        for (key, to, changed, expected) in [
            ("c", Some(rank(0, "")), false, vec!["a", "b", "c"]),
            ("d", Some(rank(0, "")), true, vec!["d", "a", "b", "c"]),
            ("b", None, true, vec!["d", "a", "c"]),
        ] {
            assert_eq!(ordered.put(key, to), changed, "{key}");
            assert_eq!(keys(&ordered), expected, "{key}");
            ordered.hold();
        }
        assert_eq!(ordered.index_of("c"), Some(2));
        assert_eq!(ordered.release(), ["c"]);
        assert!(ordered.put("c", Some(rank(0, "c"))));
        assert_eq!(keys(&ordered), ["d", "c", "a"]);
        assert!(ordered.release().is_empty());
    }
}
