//! What readers have on screen.

use std::collections::HashMap;

/// Names of services on screens, over all readers.
#[derive(Debug, Default)]
pub(super) struct Visible {
    readers: HashMap<u64, Vec<String>>,
    /// How many readers see each.
    counts: HashMap<String, usize>,
}

impl Visible {
    /// Says what a reader has on screen, by name or ARN; nothing when it has gone.
    pub(super) fn set(&mut self, reader: u64, keys: &[String]) {
        for name in self.readers.remove(&reader).unwrap_or_default() {
            if let Some(count) = self.counts.get_mut(&name) {
                *count -= 1;
                if *count == 0 {
                    self.counts.remove(&name);
                }
            }
        }
        if keys.is_empty() {
            return;
        }
        let mut names: Vec<String> = keys
            .iter()
            .map(|key| model::place::short_name(key).to_owned())
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in &names {
            *self.counts.entry(name.clone()).or_default() += 1;
        }
        self.readers.insert(reader, names);
    }

    /// Whether somebody sees the service.
    pub(super) fn has(&self, name: &str) -> bool {
        self.counts.contains_key(name)
    }

    /// The services that somebody sees.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.counts.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_readers_and_forgets_those_that_have_gone() {
        let mut visible = Visible::default();
        let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        visible.set(1, &keys(&["arn:x:service/todo/a", "b", "b"]));
        visible.set(2, &keys(&["b"]));
        assert!(visible.has("a") && visible.has("b") && !visible.has("c"));
        visible.set(1, &keys(&["c"]));
        assert!(!visible.has("a") && visible.has("b") && visible.has("c"));
        visible.set(2, &[]);
        visible.set(1, &[]);
        visible.set(7, &[]);
        assert_eq!(visible.names().count(), 0);
    }
}
