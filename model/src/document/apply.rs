//! Carrying out changes of a document.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::identity::keys;
use super::{Edit, Step};

/// Changes with what is left of the way to them.
type Ahead<'a> = Vec<(&'a [Step], &'a Edit)>;

/// The document with the changes carried out. What they don't mention stays as it is, in its order;
/// items that are new come last.
pub fn apply(document: &Value, edits: &[Edit]) -> Value {
    let ahead: Ahead<'_> = edits.iter().map(|edit| (&edit.path[..], edit)).collect();
    change(Some(document), &ahead).unwrap_or(Value::Null)
}

fn change(value: Option<&Value>, ahead: &Ahead<'_>) -> Option<Value> {
    if let Some((_, edit)) = ahead.iter().find(|(path, _)| path.is_empty()) {
        return edit.after.clone();
    }
    let mut next: BTreeMap<&Step, Ahead<'_>> = BTreeMap::new();
    for (path, edit) in ahead {
        if let Some((step, rest)) = path.split_first() {
            next.entry(step).or_default().push((rest, edit));
        }
    }
    if next.keys().any(|step| matches!(step, Step::Item(_))) {
        let items = value
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        return Some(Value::Array(change_items(items, &next)));
    }
    let mut members = match value {
        Some(Value::Object(members)) => members.clone(),
        _ if next.is_empty() => return value.cloned(),
        _ => Map::new(),
    };
    for (step, ahead) in &next {
        let name = step.word();
        match change(members.get(name), ahead) {
            Some(value) => members.insert(name.to_owned(), value),
            None => members.remove(name),
        };
    }
    Some(Value::Object(members))
}

fn change_items(items: &[Value], next: &BTreeMap<&Step, Ahead<'_>>) -> Vec<Value> {
    let keys = keys(items);
    let mut changed: Vec<Value> = Vec::with_capacity(items.len());
    for (key, item) in keys.iter().zip(items) {
        match next.get(&Step::Item(key.clone())) {
            Some(ahead) => changed.extend(change(Some(item), ahead)),
            None => changed.push(item.clone()),
        }
    }
    let new = next
        .iter()
        .filter(|(step, _)| !keys.iter().any(|key| key == step.word()));
    changed.extend(new.filter_map(|(_, ahead)| change(None, ahead)));
    changed
}
