//! What must hold where both revisions run side by side and traffic moves between them.

use proptest::{prop_assert, test_runner::TestCaseError};

use crate::{
    ecs::service::{
        Service,
        properties::rules::{Look, Seat},
    },
    elb::Elb,
};

use super::balancing;

/// Where the traffic of a service goes.
#[derive(Debug, Clone, Default)]
pub(super) struct Traffic {
    /// Whether the newest service deployment is in progress.
    ongoing: bool,
    /// Whether it is over, and well.
    good: bool,
    /// Deployments that shall have production traffic now.
    serving: Vec<String>,
    /// Target groups with production traffic and a load balancer, with their weights.
    weights: Vec<(String, i64)>,
    /// Deployments with the target group of each.
    groups: Vec<(String, String)>,
}

impl Traffic {
    /// The traffic of a service that shifts it.
    pub(super) fn of(service: &Service, elb: &Elb) -> Option<Self> {
        let record = service.records.first()?;
        let progress = record.progress.as_ref()?;
        let serves = |revision: &str| match &progress.source {
            None => record.is_of(revision),
            Some(source) => {
                (progress.production < 100.0 && source == revision)
                    || (progress.production > 0.0 && record.is_of(revision))
            }
        };
        let [production, _] = balancing::rules(&service.name);
        let weights = elb.weights(&production).unwrap_or_default().into_iter();
        let deployments = || service.deployments.iter();
        Some(Self {
            ongoing: record.status.is_ongoing(),
            good: record.good_revision().is_some(),
            serving: deployments()
                .filter(|deployment| serves(&deployment.revision))
                .map(|deployment| deployment.id.clone())
                .collect(),
            weights: weights
                .filter(|(_, weight)| *weight > 0)
                .map(|(group, weight)| (group.to_owned(), weight))
                .collect(),
            groups: deployments()
                .filter_map(|deployment| {
                    let group = deployment.target_groups().into_iter().next()?;
                    Some((deployment.id.clone(), group))
                })
                .collect(),
        })
    }

    fn group_of(&self, deployment: &str) -> Option<&str> {
        let mut groups = self.groups.iter();
        let found = groups.find(|(id, _)| id == deployment);
        found.map(|(_, group)| group.as_str())
    }
}

/// Holds after each event.
pub(super) fn holds(traffic: &Traffic, before: &Look, after: &Look) -> Result<(), TestCaseError> {
    serving_tasks_stay(traffic, before, after)?;
    room_is_kept(before, after)?;
    weights_follow(traffic, after)
}

/// A deployment takes no healthy task from those that serve the traffic, beyond what is wanted of them.
fn serving_tasks_stay(traffic: &Traffic, before: &Look, after: &Look) -> Result<(), TestCaseError> {
    for (id, seat) in &before.tasks {
        let taken = seat.healthy && after.tasks.get(id).is_some_and(Seat::was_scaled);
        if taken && traffic.ongoing && traffic.serving.contains(&seat.deployment) {
            prop_assert!(
                after.wanted(Some(&seat.deployment)) >= after.desired,
                "{id} was stopped while it served traffic: {after:#?}"
            );
        }
    }
    Ok(())
}

/// No more than two revisions have all of their tasks at once.
fn room_is_kept(before: &Look, after: &Look) -> Result<(), TestCaseError> {
    let started = after
        .tasks
        .iter()
        .filter(|(id, _)| !before.tasks.contains_key(*id));
    for (_, seat) in started {
        prop_assert!(
            after.wanted(Some(&seat.deployment)) <= after.desired,
            "more tasks than are wanted: {after:#?}"
        );
        prop_assert!(
            after.wanted(None) <= 2 * after.desired.max(before.desired),
            "more tasks than two revisions have: {after:#?}"
        );
    }
    Ok(())
}

/// Production traffic goes to target groups of revisions that are there to serve it; when all is
/// over, all of it goes to the PRIMARY deployment.
fn weights_follow(traffic: &Traffic, after: &Look) -> Result<(), TestCaseError> {
    if traffic.groups.is_empty() {
        return Ok(());
    }
    prop_assert!(!traffic.weights.is_empty(), "no traffic at all: {after:#?}");
    for (group, _) in &traffic.weights {
        let mut known = traffic.groups.iter();
        prop_assert!(
            known.any(|(_, of)| of == group),
            "traffic goes to {group}, where no tasks are: {after:#?}"
        );
    }
    let primary = after
        .deployments
        .first()
        .and_then(|(id, _)| traffic.group_of(id));
    if traffic.good {
        prop_assert!(
            traffic.weights.len() == 1
                && traffic.weights.first().map(|(of, _)| of.as_str()) == primary,
            "not all traffic goes to the PRIMARY deployment: {after:#?}"
        );
    }
    Ok(())
}
