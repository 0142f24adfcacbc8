//! The console's own budget of AWS calls, as a page shows it.

use serde::{Deserialize, Serialize};

use super::keyed::{self, KeyedPatch};

/// The budget of a place, by class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BudgetView {
    /// The API classes that have been used.
    pub classes: Vec<BudgetClass>,
}

/// A change of a [`BudgetView`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BudgetPatch {
    /// Changed classes.
    pub classes: KeyedPatch<BudgetClass>,
}

/// What one API class of an account and region allows, and how much of it the console takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetClass {
    /// The class in words, as `service reads`.
    pub class: String,
    /// The most calls at once, as AWS publishes it.
    pub burst: u32,
    /// Calls per minute that last, as AWS publishes them.
    pub published_per_min: u32,
    /// Calls per minute that work which nobody waits for may take at present; lower while AWS
    /// throttles.
    pub background_per_min: u32,
    /// Calls of the last minute.
    pub used_per_min: u32,
    /// Calls that could be made right now.
    pub available: u32,
    /// Calls that wait for the budget right now.
    pub waiting: u32,
    /// Throttled answers so far.
    pub throttled: u32,
    /// Milliseconds until the class goes on after a throttled answer; 0 when it does not wait.
    pub paused_ms: u32,
}

impl BudgetView {
    pub(super) fn split_into(self, _items: usize) -> (Self, Vec<BudgetPatch>) {
        (self, Vec::new())
    }

    pub(super) fn diff_from(&self, old: &Self) -> Option<BudgetPatch> {
        let classes = keyed::diff(&old.classes, &self.classes);
        (!classes.is_empty()).then_some(BudgetPatch { classes })
    }

    pub(super) fn take(&mut self, patch: BudgetPatch) {
        keyed::apply(&mut self.classes, patch.classes);
    }
}
