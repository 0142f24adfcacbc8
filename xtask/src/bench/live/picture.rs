//! What a page knows of a cluster, from the events of its topic.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

/// A cluster as a page has it.
#[derive(Debug, Default)]
pub(super) struct Picture {
    /// Services that are described, by ARN.
    pub(super) services: HashMap<String, Value>,
    /// ARNs of services that are only named.
    pub(super) listed: HashSet<String>,
    /// Tasks by id.
    pub(super) tasks: HashMap<String, Value>,
    /// How many services there are, as far as that is known.
    total: Option<u64>,
    /// Whether the first load is complete.
    loaded: bool,
    /// Pieces of a snapshot that are still to come.
    missing_parts: u64,
}

impl Picture {
    /// Takes an event.
    pub(super) fn take(&mut self, event: &Value) {
        if let Some(snapshot) = event.get("snapshot") {
            *self = Self::default();
            let view = &snapshot["view"]["cluster"];
            for service in array(&view["services"]) {
                self.service(service);
            }
            for named in array(&view["listed"]) {
                self.listed.extend(text(&named["arn"]));
            }
            for task in array(&view["tasks"]) {
                self.task(task);
            }
            self.missing_parts = snapshot["parts"].as_u64().unwrap_or(0);
            self.loading(&view["loading"]);
        } else if let Some(patch) = event.get("patch") {
            self.patch(&patch["patch"]["cluster"]);
        } else if let Some(part) = event.get("part") {
            self.missing_parts = self.missing_parts.saturating_sub(1);
            self.patch(&part["patch"]["cluster"]);
        }
    }

    /// Whether a described service is there.
    pub(super) fn has_rows(&self) -> bool {
        !self.services.is_empty()
    }

    /// Whether each service has at least its name.
    pub(super) fn has_names(&self) -> bool {
        let known = self.services.len() + self.listed.len();
        self.missing_parts == 0
            && (self.loaded
                || self
                    .total
                    .is_some_and(|total| total > 0 && known as u64 >= total))
    }

    /// Whether all is there.
    pub(super) fn is_complete(&self) -> bool {
        self.loaded && self.missing_parts == 0
    }

    fn patch(&mut self, patch: &Value) {
        for service in array(&patch["services"]["upserted"]) {
            self.service(service);
        }
        for arn in array(&patch["services"]["removed"]) {
            self.services.remove(arn.as_str().unwrap_or_default());
        }
        for named in array(&patch["listed"]["upserted"]) {
            self.listed.extend(text(&named["arn"]));
        }
        for arn in array(&patch["listed"]["removed"]) {
            self.listed.remove(arn.as_str().unwrap_or_default());
        }
        for task in array(&patch["tasks"]["upserted"]) {
            self.task(task);
        }
        for id in array(&patch["tasks"]["removed"]) {
            self.tasks.remove(id.as_str().unwrap_or_default());
        }
        self.loading(&patch["loading"]);
    }

    fn service(&mut self, service: &Value) {
        if let Some(arn) = text(&service["arn"]) {
            self.services.insert(arn, service.clone());
        }
    }

    fn task(&mut self, task: &Value) {
        if let Some(id) = text(&task["id"]) {
            self.tasks.insert(id, task.clone());
        }
    }

    fn loading(&mut self, loading: &Value) {
        self.loaded = loading.is_null();
        if let Some(total) = loading["total"].as_u64() {
            self.total = Some(total);
        }
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_picture_grows_to_its_end() {
        let mut picture = Picture::default();
        let named = |name: &str| json!({ "arn": name });
        let loading = json!({ "loaded": 0, "total": 2, "tasks_loaded": 0, "tasks_total": 0 });
        picture.take(&json!({ "snapshot": { "parts": 1, "view": { "cluster": {
            "services": [], "listed": [named("a")], "tasks": [], "loading": loading } } } }));
        assert!(!picture.has_names() && !picture.has_rows());
        picture.take(&json!({ "part": { "patch": { "cluster": {
            "listed": { "upserted": [named("b")], "removed": [] }, "loading": loading } } } }));
        assert!(picture.has_names() && !picture.has_rows() && !picture.is_complete());
        picture.take(&json!({ "patch": { "revision": 2, "patch": { "cluster": {
            "services": { "upserted": [named("a"), named("b")], "removed": [] },
            "listed": { "upserted": [], "removed": ["a", "b"] },
            "tasks": { "upserted": [{ "id": "t" }], "removed": [] }, "loading": null } } } }));
        assert!(picture.has_rows() && picture.is_complete());
        assert_eq!((picture.services.len(), picture.tasks.len()), (2, 1));
        assert!(picture.listed.is_empty());
    }
}
