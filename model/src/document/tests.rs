use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

#[test]
fn changes_by_what_things_are() {
    let cases = [
        // (before, after, ways of the changes)
        (
            json!({"a": 1}),
            json!({"a": 1.0, "b": null, "c": [], "d": {}}),
            vec![],
        ),
        (json!({"a": "1"}), json!({"a": 1}), vec!["a"]),
        (
            json!({"environment": [{"name": "X", "value": "1"}, {"name": "Y", "value": "2"}]}),
            json!({"environment": [{"name": "Y", "value": "3"}, {"name": "X", "value": "1"}]}),
            vec!["environment/Y/value"],
        ),
        (
            json!({"portMappings": [{"containerPort": 80, "protocol": "tcp", "name": "http"}]}),
            json!({"portMappings": [{"containerPort": 80, "name": "web"}]}),
            vec!["portMappings/80/tcp/name"],
        ),
        (
            json!({"containerDefinitions": [{"name": "a", "essential": true, "cpu": 0}]}),
            json!({"containerDefinitions": [{"name": "a"}, {"name": "b"}]}),
            vec!["containerDefinitions/b"],
        ),
        (
            json!({"subnets": ["a", "b"]}),
            json!({"subnets": ["b", "a"]}),
            vec![],
        ),
        (
            json!({"command": ["a", "b"]}),
            json!({"command": ["b", "a"]}),
            vec!["command"],
        ),
        (
            json!({"secrets": [{"name": "K", "valueFrom": "x"}, {"name": "K", "valueFrom": "y"}]}),
            json!({"secrets": [{"name": "K", "valueFrom": "x"}, {"name": "K", "valueFrom": "z"}]}),
            vec!["secrets/K #2/valueFrom"],
        ),
        (
            json!({"resourceRequirements": [{"type": "GPU", "value": "1"}]}),
            json!({"resourceRequirements": [{"type": "GPU", "value": "2"}]}),
            vec!["resourceRequirements/GPU/value"],
        ),
        (
            json!({"environmentFiles": [{"type": "s3", "value": "a"}, {"type": "s3", "value": "b"}]}),
            json!({"environmentFiles": [{"type": "s3", "value": "b"}]}),
            vec!["environmentFiles/a"],
        ),
        (
            json!({"odd": [1, {"x": 1}]}),
            json!({"odd": [{"x": 1}, 1]}),
            vec![],
        ),
        (json!(3), json!({"a": 1}), vec![""]),
    ];
    for (before, after, ways) in cases {
        let found: Vec<String> = edits(&before, &after)
            .iter()
            .map(|edit| {
                edit.path
                    .iter()
                    .map(Step::word)
                    .collect::<Vec<_>>()
                    .join("/")
            })
            .collect();
        assert_eq!(found, ways, "{before} → {after}");
    }
}

#[test]
fn what_a_change_does_not_mention_stays() {
    let document = json!({"unknown": {"x": [1, null]}, "containerDefinitions": [
        {"name": "b", "image": "b:1", "new": true}, {"name": "a", "image": "a:1"}]});
    let mut wanted = document.clone();
    wanted["containerDefinitions"][0]["image"] = json!("b:2");
    let changes = edits(&document, &wanted);
    assert_eq!(changes.len(), 1);
    assert_eq!(apply(&document, &changes), wanted);
}

/// Values of members that ECS has, and of one it does not have yet.
fn text() -> impl Strategy<Value = Value> {
    prop_oneof!["[a-c]{0,2}", Just("true".to_owned())].prop_map(Value::from)
}

fn named(value: &'static str) -> impl Strategy<Value = Value> {
    btree_map("[A-D]", text(), 0..4).prop_map(move |pairs| {
        let pairs = pairs.into_iter();
        pairs
            .map(|(name, text)| json!({"name": name, value: text}))
            .collect()
    })
}

fn words() -> impl Strategy<Value = Value> {
    vec(text(), 0..4).prop_map(Value::Array)
}

fn ports() -> impl Strategy<Value = Value> {
    let port = (
        prop_oneof![Just("tcp"), Just("udp")],
        proptest::option::of(text()),
    );
    btree_map(80..84u16, port, 0..4).prop_map(|ports| {
        let ports = ports.into_iter();
        ports
            .map(|(port, (protocol, name))| json!({"containerPort": port, "protocol": protocol, "name": name}))
            .collect()
    })
}

fn container() -> impl Strategy<Value = Value> {
    let numbers = (0..3u8, any::<bool>());
    (text(), named("value"), named("valueFrom"), words(), ports(), numbers, words(), text()).prop_map(
        |(image, environment, secrets, command, ports, (cpu, essential), links, newer)| {
            json!({"image": image, "environment": environment, "secrets": secrets, "command": command,
                "portMappings": ports, "cpu": cpu, "essential": essential, "links": links,
                "logConfiguration": {"logDriver": "awslogs", "options": {"x": newer}},
                "memberOfTomorrow": {"depth": [newer]}})
        },
    )
}

fn definition() -> impl Strategy<Value = Value> {
    (btree_map("[a-d]", container(), 0..4), text(), words()).prop_map(|(containers, memory, compat)| {
        let containers: Vec<Value> = containers
            .into_iter()
            .map(|(name, mut container)| {
                container["name"] = json!(name);
                container
            })
            .collect();
        json!({"memory": memory, "containerDefinitions": containers, "requiresCompatibilities": compat})
    })
}

/// The same in other words: lists whose order doesn't matter turned round, nothing said as `null`.
fn otherwise(value: &Value, name: &str) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: serde_json::Map<String, Value> = members
                .iter()
                .map(|(name, value)| (name.clone(), otherwise(value, name)))
                .collect();
            members.insert("nothing".to_owned(), Value::Null);
            Value::Object(members)
        }
        Value::Array(items) if is_sequence(name) => Value::Array(items.clone()),
        Value::Array(items) => items
            .iter()
            .rev()
            .map(|item| otherwise(item, name))
            .collect(),
        value => value.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn carrying_out_the_difference_of_two_definitions_gives_the_other(before in definition(), after in definition()) {
        let there = apply(&before, &edits(&before, &after));
        prop_assert!(same(&there, &after), "{before} → {after} gave {there}");
        let back = apply(&after, &edits(&after, &before));
        prop_assert!(same(&back, &before), "{after} → {before} gave {back}");
    }

    #[test]
    fn what_means_the_same_shows_no_difference(one in definition()) {
        let other = otherwise(&one, "");
        prop_assert_eq!(edits(&one, &other), vec![]);
    }
}
