//! The health of containers, and what it means for their task.

use crate::{
    ecs::task::{Container, Health, News, Phase, Task},
    world::Context,
};

/// The health of a task: that of its essential containers with a health check.
fn overall(containers: &[Container]) -> Health {
    let mut checked = containers
        .iter()
        .filter(|container| container.essential)
        .filter_map(|container| container.health)
        .peekable();
    if checked.peek().is_none() {
        return Health::Unknown;
    }
    checked.fold(Health::Healthy, |all, one| match (all, one) {
        (Health::Unhealthy, _) | (_, Health::Unhealthy) => Health::Unhealthy,
        (Health::Unknown, _) | (_, Health::Unknown) => Health::Unknown,
        _ => Health::Healthy,
    })
}

impl Task {
    /// Whether a health check decides over its health.
    pub(super) fn is_checked(&self) -> bool {
        self.containers
            .iter()
            .any(|container| container.essential && container.health_check.is_some())
    }
}

/// A check of a container passed, or failed as often as its retries allow.
pub(super) fn checked(
    task: &mut Task,
    index: usize,
    health: Health,
    context: &Context<'_>,
) -> Option<News> {
    let container = task.containers.get_mut(index)?;
    let sick = container.is_sick(context.now);
    if sick == (health == Health::Healthy) || container.health == Some(health) {
        return None;
    }
    container.health = Some(health);
    task.version += 1;
    let before = task.health;
    task.health = overall(&task.containers);
    if task.health == before || task.phase != Phase::Running {
        return Some(News::Moved);
    }
    Some(match task.health {
        Health::Healthy => settled(task, context),
        Health::Unhealthy => News::Unhealthy,
        Health::Unknown => News::Moved,
    })
}

/// The task counts as healthy, if its load balancers agree: its checks passed, or it ran long enough
/// without one.
pub(super) fn settled(task: &mut Task, context: &Context<'_>) -> News {
    task.settled = true;
    if !task.passes_balancers() {
        return News::Moved;
    }
    task.healthy_since.get_or_insert(context.now);
    News::Healthy
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::overall;
    use crate::{
        ecs::task::{Container, Health, blueprint},
        random::Random,
    };

    #[test]
    fn the_essential_containers_with_a_check_decide() {
        let container = |essential: bool, health: Option<Health>| -> Container {
            let definition = json!({ "name": "a", "image": "i", "essential": essential });
            let mut container = blueprint::container(
                &definition,
                None,
                "awsvpc",
                ("arn", "id"),
                &mut Random::new(1),
            );
            container.health = health;
            container
        };
        let (good, bad, open) = (
            Some(Health::Healthy),
            Some(Health::Unhealthy),
            Some(Health::Unknown),
        );
        for (containers, expected) in [
            (vec![(true, None)], Health::Unknown),
            (vec![(true, good)], Health::Healthy),
            (vec![(true, good), (true, None)], Health::Healthy),
            (vec![(true, good), (true, open)], Health::Unknown),
            (vec![(true, open), (true, bad)], Health::Unhealthy),
            (vec![(true, good), (false, bad)], Health::Healthy),
            (vec![(false, bad)], Health::Unknown),
        ] {
            let made: Vec<Container> = containers
                .iter()
                .map(|(essential, health)| container(*essential, *health))
                .collect();
            assert_eq!(overall(&made), expected, "{containers:?}");
        }
    }
}
