//! Lines of containers, as a page follows them.

use serde::{Deserialize, Serialize};

use super::views::changed;
use crate::log::{LogLine, LogSource};

/// The newest lines of some containers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogsView {
    /// Where lines come from.
    pub sources: Vec<LogSource>,
    /// The newest lines in the order of their numbers.
    pub lines: Vec<LogLine>,
}

/// A change of a [`LogsView`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogsPatch {
    /// Where lines come from, when that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<LogSource>>,
    /// New lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LogLine>,
}

impl LogsView {
    /// The most lines a page and a snapshot hold.
    pub const MAX_LINES: usize = 2_000;

    /// Keeps only the last lines, of one container or of all.
    pub fn keep_last(&mut self, lines: usize, container: Option<&str>) {
        // A line's source is `task/container`.
        let of_container = |line: &LogLine| {
            let name = line.source.rsplit_once('/').map(|(_, name)| name);
            container.is_none() || name == container
        };
        self.lines.retain(of_container);
        let excess = self.lines.len().saturating_sub(lines);
        self.lines.drain(..excess);
    }

    pub(super) fn split_into(mut self, items: usize) -> (Self, Vec<LogsPatch>) {
        let rest = self.lines.split_off(items.min(self.lines.len()));
        let parts = rest.chunks(items.max(1)).map(|lines| LogsPatch {
            sources: None,
            lines: lines.to_vec(),
        });
        let parts = parts.collect();
        (self, parts)
    }

    pub(super) fn diff_from(&self, old: &Self) -> Option<LogsPatch> {
        let seen = old.lines.last().map_or(0, |line| line.number);
        let start = self.lines.partition_point(|line| line.number <= seen);
        let patch = LogsPatch {
            sources: changed(&old.sources, &self.sources),
            lines: self.lines[start..].to_vec(),
        };
        (patch.sources.is_some() || !patch.lines.is_empty()).then_some(patch)
    }

    pub(super) fn take(&mut self, patch: LogsPatch) {
        if let Some(sources) = patch.sources {
            self.sources = sources;
        }
        self.lines.extend(patch.lines);
        let excess = self.lines.len().saturating_sub(Self::MAX_LINES);
        self.lines.drain(..excess);
    }
}
