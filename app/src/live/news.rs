//! News of topics, as the socket hands them on.

use model::live::TopicEventOf;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::encoding::from_tree;

/// News whose view or change is not read yet: only the page that follows a topic has the code to
/// read what is of its kind.
pub(crate) type News = TopicEventOf<Value, Value>;

/// What a view or a change is, without the name of its kind; `None` when it can't be read, as from a
/// server of another build.
pub(crate) fn content<T: DeserializeOwned>(named: Value) -> Option<T> {
    let Value::Object(members) = named else {
        return None;
    };
    let (_, content) = members.into_iter().next()?;
    from_tree(content).ok()
}

#[cfg(test)]
mod tests {
    use model::live::{AnyPatch, KeyedPatch, ServiceView, TaskView, View};
    use model::live::{ClustersPatch, ClustersView};
    use serde_json::json;

    use super::content;

    #[test]
    fn contents_are_what_the_server_names() {
        let patch = ClustersPatch {
            clusters: KeyedPatch {
                upserted: Vec::new(),
                removed: vec!["arn".to_owned()],
            },
        };
        let named: AnyPatch = ClustersView::patch_into_any(patch.clone());
        let read = serde_json::to_value(named).ok().and_then(content);
        assert_eq!(read, Some(patch));
    }

    #[test]
    fn what_can_not_be_read_is_nothing() {
        for news in [json!({"service": 7}), json!({}), json!([]), json!(null)] {
            assert_eq!(content::<ServiceView>(news.clone()), None, "{news}");
            assert_eq!(content::<TaskView>(news.clone()), None, "{news}");
        }
    }
}
