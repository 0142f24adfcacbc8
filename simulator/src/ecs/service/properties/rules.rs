//! What must hold before, after and between events.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prop_assert, prop_assert_eq, test_runner::TestCaseError};

use crate::{
    clock::Millis,
    ecs::{
        Cluster,
        service::{
            Service,
            bounds::Bounds,
            deployment::Rollout,
            message,
            properties::{
                run::{Lane, NAME, REGION, Run},
                traffic::{self, Traffic},
            },
            tally::Tally,
        },
        task::{Phase, StopCause, Task},
    },
    elb::Elb,
    world::World,
};

/// What events have said so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Tasks that were said to be started.
    pub(super) started: BTreeSet<String>,
    /// Tasks that were said to be stopped.
    stopped: BTreeSet<String>,
    /// Tasks that were said to have failed their health checks.
    unhealthy: BTreeSet<String>,
    /// Deployments that were said to be completed or failed, with which.
    ended: BTreeMap<String, &'static str>,
    /// The id of the newest event.
    pub(super) newest: Option<String>,
}

/// A service at one moment.
#[derive(Debug, Default, Clone)]
pub(super) struct Look {
    bounds: Option<Bounds>,
    pub(super) desired: i64,
    /// Tasks that aren't STOPPED.
    pub(super) tasks: BTreeMap<String, Seat>,
    listed: Vec<String>,
    pub(super) deployments: Vec<(String, Rollout)>,
    /// Where both revisions run side by side.
    pub(super) traffic: Option<Traffic>,
    /// Those that were not seen before, newest first.
    events: Vec<(String, String)>,
    steady: bool,
    counts: [i64; 2],
}

/// A task at one moment.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    phase: Phase,
    pub(super) healthy: bool,
    cause: Option<StopCause>,
    pub(super) deployment: String,
    protected: bool,
}

impl Look {
    /// Looks at a service; `seen` is the newest event that is known.
    pub(super) fn at(
        service: &Service,
        cluster: &Cluster,
        elb: &Elb,
        now: Millis,
        seen: Option<&String>,
    ) -> Self {
        let of_service = live(cluster).filter_map(|task| {
            let owner = task.owner.as_ref();
            let owner = owner.filter(|owner| owner.service == service.name)?;
            let seat = Seat {
                phase: task.phase,
                healthy: task.is_healthy(),
                cause: task.stop.clone(),
                deployment: owner.deployment.clone(),
                protected: task.is_protected(now),
            };
            Some((task.id.clone(), seat))
        });
        let tallies = || {
            let deployments = service.deployments.iter();
            deployments.map(|deployment| Tally::of(service, cluster, &deployment.id))
        };
        Self {
            bounds: Some(service.bounds()),
            desired: service.desired,
            tasks: of_service.collect(),
            listed: service.tasks.clone(),
            deployments: service
                .deployments
                .iter()
                .map(|deployment| (deployment.id.clone(), deployment.rollout))
                .collect(),
            events: service
                .events
                .iter()
                .take_while(|event| Some(&event.id) != seen)
                .map(|event| (event.id.clone(), event.message.clone()))
                .collect(),
            traffic: Traffic::of(service, elb),
            steady: service.steady_since.is_some(),
            counts: [
                tallies().map(|tally| tally.running).sum(),
                tallies().map(|tally| tally.pending).sum(),
            ],
        }
    }

    /// The wanted tasks of a deployment, or of all.
    pub(super) fn wanted(&self, deployment: Option<&str>) -> i64 {
        let counts = |seat: &&Seat| {
            seat.is_wanted() && deployment.is_none_or(|deployment| seat.deployment == deployment)
        };
        self.tasks.values().filter(counts).count() as i64
    }

    fn healthy(&self) -> i64 {
        self.tasks.values().filter(|seat| seat.healthy).count() as i64
    }

    /// Tasks that the maximum is about: pending, running and stopping ones.
    fn present(&self) -> i64 {
        let counts = |seat: &&Seat| seat.phase < Phase::Deprovisioning;
        self.tasks.values().filter(counts).count() as i64
    }
}

impl Seat {
    pub(super) fn is_wanted(&self) -> bool {
        self.cause.is_none()
    }

    fn was_unhealthy(&self) -> bool {
        let target = StopCause::unhealthy_target("");
        self.cause.as_ref().is_some_and(|cause| {
            *cause == StopCause::unhealthy()
                || (cause.code == target.code && cause.reason.contains("target-group"))
        })
    }

    /// Whether the scheduler stopped it because it was one too many.
    pub(super) fn was_scaled(&self) -> bool {
        self.cause
            .as_ref()
            .is_some_and(|cause| cause.reason.starts_with("Scaling activity initiated by"))
    }
}

/// Holds after each event.
pub(super) fn step(lane: &mut Lane, before: &Look, after: &Look) -> Result<(), TestCaseError> {
    match &after.traffic {
        None => bounds_hold(before, after)?,
        Some(traffic) => traffic::holds(traffic, before, after)?,
    }
    protection_holds(before, after)?;
    counts_agree(after)?;
    take_in(&mut lane.seen, after)?;
    changes_have_events(lane, before, after)
}

/// Tasks that aren't STOPPED.
fn live(cluster: &Cluster) -> impl Iterator<Item = &Task> {
    let tasks = cluster.tasks.values();
    tasks.filter(|task| task.phase != Phase::Stopped)
}

/// Services that share a cluster share its tasks out among them, and no instance has more than it holds.
pub(super) fn share(world: &mut World) -> Result<(), TestCaseError> {
    world.within(REGION, |region, _| {
        let Some(cluster) = region.ecs.clusters.get(NAME) else {
            return Ok(());
        };
        let of_services = cluster.services.values().flat_map(|service| &service.tasks);
        let listed: Vec<&String> = of_services.collect();
        let distinct: BTreeSet<&String> = listed.iter().copied().collect();
        prop_assert_eq!(listed.len(), distinct.len(), "a task of two services");
        let all: BTreeSet<&String> = live(cluster).map(|task| &task.id).collect();
        prop_assert_eq!(distinct, all, "each task belongs to a service");
        for instance in cluster.instances.values() {
            let on = || live(cluster).filter(|task| task.is_on(&instance.arn));
            let cpu: i64 = on().map(|task| task.cpu).sum();
            let memory: i64 = on().map(|task| task.memory).sum();
            prop_assert!(
                cpu <= instance.cpu && memory <= instance.memory,
                "{} of {} CPU and {} of {} MiB are taken",
                cpu,
                instance.cpu,
                memory,
                instance.memory
            );
        }
        Ok(())
    })
}

/// The scheduler takes no healthy task from below the minimum, and starts none above the maximum.
fn bounds_hold(before: &Look, after: &Look) -> Result<(), TestCaseError> {
    let Some(bounds) = after.bounds else {
        return Ok(());
    };
    let taken = before.tasks.iter().any(|(id, seat)| {
        let now = after.tasks.get(id);
        seat.healthy && now.is_some_and(Seat::was_scaled)
    });
    prop_assert!(
        !taken || after.healthy() >= bounds.fewest,
        "{} healthy of {bounds:?}: {after:#?}",
        after.healthy()
    );
    let started = after.tasks.keys().any(|id| !before.tasks.contains_key(id));
    prop_assert!(
        !started || after.deployments.len() < 2 || after.present() <= bounds.most,
        "{} present of {bounds:?}: {after:#?}",
        after.present()
    );
    Ok(())
}

/// No protected task is stopped to scale in or to deploy.
fn protection_holds(before: &Look, after: &Look) -> Result<(), TestCaseError> {
    for (id, _) in before.tasks.iter().filter(|(_, seat)| seat.is_wanted()) {
        let now = after.tasks.get(id);
        let broken = now.is_some_and(|seat| seat.protected && seat.was_scaled());
        prop_assert!(!broken, "protected task {id} was stopped");
    }
    Ok(())
}

/// No task is lost, and none is counted twice.
fn counts_agree(look: &Look) -> Result<(), TestCaseError> {
    let listed: BTreeSet<&String> = look.listed.iter().collect();
    prop_assert_eq!(listed.len(), look.listed.len(), "a task is listed twice");
    let live: BTreeSet<&String> = look.tasks.keys().collect();
    prop_assert_eq!(listed, live, "the service's tasks are those that live");
    let wanted = || look.tasks.values().filter(|seat| seat.is_wanted());
    for seat in wanted() {
        let known = look
            .deployments
            .iter()
            .any(|(id, _)| *id == seat.deployment);
        prop_assert!(known, "a wanted task belongs to no deployment: {look:#?}");
    }
    let running = wanted().filter(|seat| seat.phase == Phase::Running).count() as i64;
    let pending = wanted().count() as i64 - running;
    prop_assert_eq!(
        look.counts,
        [running, pending],
        "runningCount and pendingCount"
    );
    Ok(())
}

/// Takes in what new events say, and checks that each task is said to be started once.
pub(super) fn take_in(seen: &mut Seen, look: &Look) -> Result<(), TestCaseError> {
    for (_, text) in look.events.iter().rev() {
        if text.contains(" has started ") {
            for task in tasks_in(text) {
                prop_assert!(seen.started.insert(task.clone()), "{task} started twice");
            }
        } else if text.contains(" has stopped ") {
            for task in tasks_in(text) {
                prop_assert!(seen.stopped.insert(task.clone()), "{task} stopped twice");
            }
        } else if text.contains("failed container health checks")
            || text.contains("is unhealthy in (target-group")
        {
            seen.unhealthy.extend(tasks_in(text));
        }
        for (end, word) in [
            ("deployment completed.", "completed"),
            ("deployment failed:", "failed"),
        ] {
            if text.contains(end) {
                let id = text
                    .split("(deployment ")
                    .nth(1)
                    .and_then(|rest| rest.split(')').next());
                seen.ended.insert(id.unwrap_or_default().to_owned(), word);
            }
        }
    }
    if let Some((id, _)) = look.events.first() {
        seen.newest = Some(id.clone());
    }
    Ok(())
}

/// Ids in the form `(task ID)`.
fn tasks_in(text: &str) -> Vec<String> {
    text.split("(task ")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(str::to_owned)
        .collect()
}

/// What the scheduler did has its event.
fn changes_have_events(lane: &Lane, before: &Look, after: &Look) -> Result<(), TestCaseError> {
    let seen = &lane.seen;
    for (id, seat) in &after.tasks {
        if !before.tasks.contains_key(id) {
            prop_assert!(seen.started.contains(id), "no event of the start of {id}");
        }
        let newly = before.tasks.get(id).is_some_and(Seat::is_wanted) && !seat.is_wanted();
        if newly && seat.was_scaled() {
            prop_assert!(seen.stopped.contains(id), "no event of the stop of {id}");
        }
        if newly && seat.was_unhealthy() {
            prop_assert!(
                seen.unhealthy.contains(id),
                "no event of the health of {id}"
            );
        }
    }
    for (id, rollout) in &after.deployments {
        let was = before.deployments.iter().find(|(known, _)| known == id);
        if was.is_none_or(|(_, was)| was == rollout) {
            continue;
        }
        let said = seen.ended.get(id).copied();
        match rollout {
            Rollout::Completed => prop_assert_eq!(said, Some("completed")),
            // What was asked for fails a deployment without such an event.
            Rollout::Failed => prop_assert!(said == Some("failed") || lane.asked_to_stop),
            // Where both revisions run side by side, the old one is gone back to.
            Rollout::InProgress => {
                prop_assert!(after.traffic.is_some(), "a deployment began again");
            }
        }
    }
    Ok(())
}

/// An hour after the last operation a service is steady, has failed, or says what is wrong.
pub(super) fn settled(run: &mut Run, lane: usize) -> Result<(), TestCaseError> {
    let look = run.look_at(lane, None);
    let revision = run.with(lane, |service, _, _| {
        let definition = &service.workload.definition;
        definition
            .rsplit(':')
            .next()
            .and_then(|revision| revision.parse::<usize>().ok())
    });
    let kind = revision.and_then(|revision| run.lanes[lane].kinds.get(revision - 1).copied());
    let Some(kind) = kind else { return Ok(()) };
    let failed = look
        .deployments
        .first()
        .is_some_and(|(_, rollout)| *rollout == Rollout::Failed);
    let name = run.lanes[lane].name.clone();
    let exits = run.with(lane, |_, cluster, _| {
        cluster.tasks.values().any(|task| {
            let own = task
                .owner
                .as_ref()
                .is_some_and(|owner| owner.service == name);
            let cause = task.stop.as_ref();
            own && cause.is_some_and(|cause| cause.code == "EssentialContainerExited")
        })
    });
    let complains = |text: &str| look.events.iter().any(|(_, event)| event.contains(text));
    let documented = failed || complains("was unable to place a task") || complains(message::STUCK);
    if kind.is_good() {
        prop_assert!(look.steady || documented, "not steady: {look:#?}");
        prop_assert!(
            documented || look.healthy() == look.desired,
            "{} of {}",
            look.healthy(),
            look.desired
        );
    } else {
        let explained = look.steady
            || documented
            || complains("failed container health checks")
            || complains("is unable to consistently start tasks")
            || exits;
        prop_assert!(explained, "nothing says why it isn't steady: {look:#?}");
    }
    Ok(())
}
