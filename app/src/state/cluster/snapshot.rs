//! A cluster's state that arrives in pieces.

use model::Timestamp;
use model::cluster::Cluster;
use model::live::{ClusterPatch, ClusterView, Loading};

use super::store::Store;
use crate::live::content;
use crate::live::following::{Content, Take};

/// A whole state.
pub(super) struct Whole {
    pub(super) cluster: Cluster,
    pub(super) loading: Option<Loading>,
    pub(super) store: Store,
}

/// Reads what comes of a cluster. Pieces go into a store of their own, one by one as they come, which
/// takes the place of the one that is shown when the last piece is in it: putting thousands of tasks
/// into a store at once would keep the page from doing anything else for a moment that is felt.
pub(super) fn taking(
    now: impl Fn() -> Timestamp + 'static,
    mut whole: impl FnMut(Whole) + 'static,
    mut change: impl FnMut(ClusterPatch) + 'static,
) -> Take {
    let mut arriving: Option<(Whole, u32)> = None;
    Box::new(move |news| {
        let missing = match news {
            Content::Whole(view, pieces) => {
                arriving = Some((begin(content(view)?, now()), pieces));
                pieces
            }
            Content::Piece(patch) => {
                let Some((begun, missing)) = &mut arriving else {
                    return Some(());
                };
                let patch: ClusterPatch = content(patch)?;
                begun.store.apply(patch);
                *missing = missing.saturating_sub(1);
                *missing
            }
            Content::Change(patch) => {
                change(content(patch)?);
                return Some(());
            }
        };
        if missing == 0
            && let Some((done, _)) = arriving.take()
        {
            whole(done);
        }
        Some(())
    })
}

fn begin(view: ClusterView, now: Timestamp) -> Whole {
    Whole {
        cluster: view.cluster.clone(),
        loading: view.loading,
        store: Store::of(view, now),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use serde_json::{Value, json};

    use super::*;

    fn task(id: &str) -> Value {
        json!({ "id": id, "arn": id, "status": "RUNNING", "phase": "running", "version": 1,
            "desired_status": "RUNNING", "task_definition": "d", "service": "web" })
    }

    fn view(tasks: &[&str]) -> Value {
        let tasks: Vec<Value> = tasks.iter().map(|id| task(id)).collect();
        json!({ "cluster": { "cluster": { "arn": "c", "name": "c", "status": "ACTIVE",
            "active_services": 0, "running_tasks": 0, "pending_tasks": 0, "container_instances": 0,
            "capacity_providers": [], "tags": [] },
            "services": [], "listed": [{ "arn": "arn:service/c/web" }], "tasks": tasks } })
    }

    fn piece(id: &str) -> Value {
        json!({ "cluster": { "tasks": { "upserted": [task(id)] } } })
    }

    #[test]
    fn it_is_shown_once_its_last_piece_is_there() {
        let shown: Rc<RefCell<Vec<String>>> = Rc::default();
        let whole = {
            let shown = Rc::clone(&shown);
            move |whole: Whole| {
                let mut ids: Vec<&String> = whole.store.task_ids().collect();
                ids.sort();
                shown.borrow_mut().push(format!("{ids:?}"));
            }
        };
        let change = {
            let shown = Rc::clone(&shown);
            move |_| shown.borrow_mut().push("change".to_owned())
        };
        let mut take = taking(|| Timestamp(0), whole, change);
        // A piece of a snapshot whose begin was never seen belongs to nothing.
        take(Content::Piece(piece("lost"))).unwrap();
        take(Content::Whole(view(&["a"]), 2)).unwrap();
        take(Content::Piece(piece("b"))).unwrap();
        assert!(shown.borrow().is_empty());
        take(Content::Piece(piece("c"))).unwrap();
        take(Content::Change(piece("d"))).unwrap();
        // A second snapshot begins from nothing, also where the one before was never whole.
        take(Content::Whole(view(&["e"]), 2)).unwrap();
        take(Content::Whole(view(&["f"]), 0)).unwrap();
        let expected = [r#"["a", "b", "c"]"#, "change", r#"["f"]"#];
        assert_eq!(*shown.borrow(), expected);
        assert_eq!(take(Content::Piece(json!({ "cluster": 7 }))), Some(()));
        assert_eq!(take(Content::Change(json!({ "cluster": 7 }))), None);
    }
}
