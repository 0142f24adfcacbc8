//! Changes that wait for a frame.

use std::collections::VecDeque;

use model::live::{ClusterPatch, KeyedPatch};

/// The most items that one frame takes: more would make readers wait for it. Only the first look at a
/// large cluster changes so much at once.
const FRAME_ITEMS: usize = 200;

/// Changes in the order in which they came, the large ones in pieces.
#[derive(Debug, Default)]
pub(super) struct Waiting(VecDeque<ClusterPatch>);

impl Waiting {
    /// Lets a change wait; how many changes and pieces wait now.
    pub(super) fn push(&mut self, patch: ClusterPatch) -> usize {
        if size(&patch) <= FRAME_ITEMS {
            self.0.push_back(patch);
        } else {
            self.0.extend(split(patch));
        }
        self.0.len()
    }

    /// What the next frame takes.
    pub(super) fn frame(&mut self) -> Vec<ClusterPatch> {
        let mut taken = Vec::new();
        let mut items = 0;
        while let Some(patch) = self.0.front() {
            items += size(patch);
            if items > FRAME_ITEMS && !taken.is_empty() {
                break;
            }
            taken.extend(self.0.pop_front());
        }
        taken
    }

    /// Everything.
    pub(super) fn all(&mut self) -> Vec<ClusterPatch> {
        self.0.drain(..).collect()
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn size(patch: &ClusterPatch) -> usize {
    fn of<T>(patch: &KeyedPatch<T>) -> usize {
        patch.upserted.len() + patch.removed.len()
    }
    of(&patch.services) + of(&patch.listed) + of(&patch.tasks)
}

/// The pieces of a change. What goes comes last: a service that is not only listed any more would
/// else be gone until the piece that describes it.
fn split(patch: ClusterPatch) -> Vec<ClusterPatch> {
    let ClusterPatch {
        cluster,
        services,
        listed,
        tasks,
        loading,
    } = patch;
    let piece = || ClusterPatch {
        cluster: None,
        services: KeyedPatch::default(),
        listed: KeyedPatch::default(),
        tasks: KeyedPatch::default(),
        loading,
    };
    let mut pieces = vec![ClusterPatch { cluster, ..piece() }];
    pieces.extend(
        pieces_of(services.upserted, upserted).map(|services| ClusterPatch {
            services,
            ..piece()
        }),
    );
    pieces.extend(
        pieces_of(listed.upserted, upserted).map(|listed| ClusterPatch { listed, ..piece() }),
    );
    pieces
        .extend(pieces_of(tasks.upserted, upserted).map(|tasks| ClusterPatch { tasks, ..piece() }));
    pieces.push(ClusterPatch {
        services: removed(services.removed),
        listed: removed(listed.removed),
        tasks: removed(tasks.removed),
        ..piece()
    });
    pieces
}

fn pieces_of<T>(
    mut items: Vec<T>,
    patch: fn(Vec<T>) -> KeyedPatch<T>,
) -> impl Iterator<Item = KeyedPatch<T>> {
    std::iter::from_fn(move || {
        if items.is_empty() {
            return None;
        }
        let rest = items.split_off(items.len().min(FRAME_ITEMS));
        Some(patch(std::mem::replace(&mut items, rest)))
    })
}

fn upserted<T>(upserted: Vec<T>) -> KeyedPatch<T> {
    KeyedPatch {
        upserted,
        removed: Vec::new(),
    }
}

fn removed<T>(removed: Vec<String>) -> KeyedPatch<T> {
    KeyedPatch {
        upserted: Vec::new(),
        removed,
    }
}

#[cfg(test)]
mod tests {
    use model::live::ListedService;

    use super::*;

    fn patch(listed: std::ops::Range<usize>, gone: &[&str]) -> ClusterPatch {
        let arn = |number| format!("arn:service/c/{number:04}");
        ClusterPatch {
            cluster: None,
            services: KeyedPatch::default(),
            listed: KeyedPatch {
                upserted: listed
                    .map(|number| ListedService { arn: arn(number) })
                    .collect(),
                removed: gone.iter().map(|&arn| arn.to_owned()).collect(),
            },
            tasks: KeyedPatch::default(),
            loading: None,
        }
    }

    fn arns(patches: &[ClusterPatch]) -> Vec<String> {
        let of = |patch: &ClusterPatch| {
            let upserted = patch
                .listed
                .upserted
                .iter()
                .map(|listed| listed.arn.clone());
            let removed = patch.listed.removed.iter().map(|arn| format!("-{arn}"));
            upserted.chain(removed).collect::<Vec<_>>()
        };
        patches.iter().flat_map(of).collect()
    }

    #[test]
    fn small_changes_share_a_frame_and_large_ones_are_spread() {
        let mut waiting = Waiting::default();
        assert!(waiting.is_empty());
        assert_eq!(waiting.push(patch(0..1, &[])), 1);
        assert_eq!(waiting.push(patch(1..3, &["x"])), 2);
        assert!(waiting.push(patch(3..1_003, &["y"])) > 2);
        waiting.push(patch(1_003..1_004, &[]));
        let mut seen = Vec::new();
        while !waiting.is_empty() {
            let frame = arns(&waiting.frame());
            assert!(frame.len() <= FRAME_ITEMS, "{}", frame.len());
            seen.push(frame);
        }
        assert_eq!(seen[0].len(), 4);
        // All of it, once, in order, and what goes after what comes in its place.
        let all = seen.concat();
        assert_eq!(all.len(), 1_006);
        let place = |arn: &str| all.iter().position(|other| other.ends_with(arn));
        assert!(place("1002") < place("-y") && place("-y") < place("1003"));
        assert_eq!(place("0002"), Some(2));
    }

    #[test]
    fn everything_can_be_taken_at_once() {
        let mut waiting = Waiting::default();
        waiting.push(patch(0..500, &[]));
        waiting.push(patch(500..501, &[]));
        assert_eq!(arns(&waiting.all()).len(), 501);
        assert!(waiting.is_empty() && waiting.frame().is_empty());
    }
}
