//! Container dependencies: which containers may start, and which never will.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ecs::task::{Container, Health, container::State};

/// An item of `dependsOn`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dependency {
    /// The other container's name.
    pub(super) on: String,
    pub(super) condition: Condition,
}

/// What the other container must have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Condition {
    Start,
    Complete,
    Success,
    Healthy,
}

/// How it stands with a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Met,
    Waiting,
    /// It can't be met any more.
    Failed,
}

impl Dependency {
    /// Reads `dependsOn` of a container definition.
    pub(super) fn all_of(definition: &Value) -> Vec<Self> {
        let items = definition.get("dependsOn").and_then(Value::as_array);
        let items = items.into_iter().flatten().filter_map(|item| {
            Some(Self {
                on: item.get("containerName")?.as_str()?.to_owned(),
                condition: match item.get("condition")?.as_str()? {
                    "START" => Condition::Start,
                    "COMPLETE" => Condition::Complete,
                    "SUCCESS" => Condition::Success,
                    "HEALTHY" => Condition::Healthy,
                    _ => return None,
                },
            })
        });
        items.collect()
    }

    fn standing(&self, containers: &[Container], starting: &[usize]) -> Standing {
        let found = containers
            .iter()
            .enumerate()
            .find(|(_, container)| container.name == self.on);
        let Some((index, other)) = found else {
            return Standing::Failed;
        };
        match (self.condition, &other.state) {
            (Condition::Start, State::Pending) if starting.contains(&index) => Standing::Met,
            (Condition::Start, State::Running)
            | (Condition::Start | Condition::Complete, State::Stopped { .. }) => Standing::Met,
            (Condition::Healthy, State::Running) if other.health == Some(Health::Healthy) => {
                Standing::Met
            }
            (_, State::Pending | State::Running) => Standing::Waiting,
            (Condition::Success, State::Stopped { exit_code, .. }) if *exit_code == Some(0) => {
                Standing::Met
            }
            (Condition::Success | Condition::Healthy, State::Stopped { .. }) => Standing::Failed,
        }
    }
}

/// Indexes of the pending containers that may start now; what one of them allows by its start is
/// among them.
pub(super) fn startable(containers: &[Container]) -> Vec<usize> {
    let mut starting = Vec::new();
    loop {
        let next = containers.iter().enumerate().find(|(index, container)| {
            let met = |dependency: &Dependency| {
                dependency.standing(containers, &starting) == Standing::Met
            };
            container.state == State::Pending
                && !starting.contains(index)
                && container.depends_on.iter().all(met)
        });
        match next {
            Some((index, _)) => starting.push(index),
            None => return starting,
        }
    }
}

/// A pending container that can never start, and the name of what it waits for in vain.
pub(super) fn hopeless(containers: &[Container]) -> Option<(usize, String)> {
    let pending = containers
        .iter()
        .enumerate()
        .filter(|(_, container)| container.state == State::Pending);
    pending
        .flat_map(|(index, container)| {
            let dependencies = container.depends_on.iter();
            dependencies.map(move |dependency| (index, dependency))
        })
        .find(|(_, dependency)| dependency.standing(containers, &[]) == Standing::Failed)
        .map(|(index, dependency)| (index, dependency.on.clone()))
}

/// The pending containers that still wait for a container to get further than its start.
pub(super) fn waiting_for(containers: &[Container], name: &str) -> Vec<usize> {
    let waits = |container: &Container| {
        container.state == State::Pending
            && container.depends_on.iter().any(|dependency| {
                dependency.on == name && dependency.standing(containers, &[]) == Standing::Waiting
            })
    };
    let indexes = 0..containers.len();
    indexes
        .filter(|index| containers.get(*index).is_some_and(waits))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{hopeless, startable, waiting_for};
    use crate::{
        ecs::task::{Container, Health, blueprint, container::State},
        random::Random,
    };

    /// Containers `a` to `c` in their states; `b` depends on `a` and `c` on `b` by conditions.
    fn containers(conditions: [&str; 2], states: [State; 3]) -> Vec<Container> {
        let mut random = Random::new(1);
        let mut make = |name: &str, depends_on: Value, state| {
            let definition = json!({ "name": name, "image": "i", "dependsOn": depends_on, "healthCheck": { "command": ["CMD", "x"] } });
            let mut container =
                blueprint::container(&definition, None, "bridge", ("arn", "id"), &mut random);
            container.state = state;
            container
        };
        let on = |name: &str, condition: &str| json!([{ "containerName": name, "condition": condition }]);
        let [one, two, three] = states;
        vec![
            make("a", json!([]), one),
            make("b", on("a", conditions[0]), two),
            make("c", on("b", conditions[1]), three),
        ]
    }

    fn exited(code: i32) -> State {
        State::Stopped {
            exit_code: Some(code),
            reason: None,
        }
    }

    #[test]
    fn conditions_decide_over_what_may_start() {
        let pending = || State::Pending;
        for (conditions, states, can_start, never) in [
            (
                ["START", "START"],
                [pending(), pending(), pending()],
                vec![0, 1, 2],
                None,
            ),
            (
                ["COMPLETE", "START"],
                [pending(), pending(), pending()],
                vec![0],
                None,
            ),
            (
                ["COMPLETE", "START"],
                [State::Running, pending(), pending()],
                vec![],
                None,
            ),
            (
                ["COMPLETE", "START"],
                [exited(3), pending(), pending()],
                vec![1, 2],
                None,
            ),
            (
                ["SUCCESS", "START"],
                [exited(0), pending(), pending()],
                vec![1, 2],
                None,
            ),
            (
                ["SUCCESS", "START"],
                [exited(3), pending(), pending()],
                vec![],
                Some((1, "a")),
            ),
            (
                ["HEALTHY", "START"],
                [State::Running, pending(), pending()],
                vec![],
                None,
            ),
            (
                ["HEALTHY", "START"],
                [exited(0), pending(), pending()],
                vec![],
                Some((1, "a")),
            ),
            (
                ["START", "HEALTHY"],
                [State::Running, State::Running, pending()],
                vec![],
                None,
            ),
        ] {
            let containers = containers(conditions, states.clone());
            assert_eq!(
                startable(&containers),
                can_start,
                "{conditions:?} {states:?}"
            );
            let never = never.map(|(index, name): (usize, &str)| (index, name.to_owned()));
            assert_eq!(hopeless(&containers), never, "{conditions:?} {states:?}");
        }
    }

    #[test]
    fn health_lets_the_next_one_start() {
        let states = [State::Running, State::Pending, State::Pending];
        let mut containers = containers(["HEALTHY", "START"], states);
        assert_eq!(waiting_for(&containers, "a"), [1]);
        containers[0].health = Some(Health::Healthy);
        assert_eq!(startable(&containers), [1, 2]);
        assert!(waiting_for(&containers, "a").is_empty());
    }
}
