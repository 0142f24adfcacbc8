//! Task protection: tasks that their service must let run for a while.

use serde_json::{Value, json};

use crate::{
    arn,
    clock::{MINUTE, Millis},
    document::Document,
    ecs::{
        Ecs, missing,
        task::{Phase, Task},
    },
    error::{Answer, AwsError},
    input::Input,
    world::{Context, Region},
};

/// Minutes of protection when the caller doesn't say, and the most it may ask for.
const DEFAULT_MINUTES: i64 = 120;
const MOST_MINUTES: i64 = 2_880;

impl Task {
    fn protection(&self, now: Millis) -> Value {
        let until = self.protected_until.filter(|until| *until > now);
        Document::new()
            .set("taskArn", self.arn.as_str())
            .set("protectionEnabled", until.is_some())
            .time("expirationDate", until)
            .build()
    }

    /// Whether its service could stop it: tasks without a service and stopped ones have no protection.
    fn can_be_protected(&self) -> bool {
        self.owner.is_some() && self.phase != Phase::Stopped
    }
}

/// A failure for a task that protection isn't for.
fn not_valid(task: &Task) -> Value {
    json!({
        "arn": task.arn, "reason": "TASK_NOT_VALID",
        "detail": "The task isn't part of a service or has stopped.",
    })
}

/// `GetTaskProtection`: of the tasks named, or of all tasks that are protected.
pub(crate) fn get(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let cluster = ecs.cluster(input)?;
    let identifiers = input.limited_texts("tasks", 100)?;
    if identifiers.is_empty() {
        let protected = cluster
            .tasks
            .values()
            .filter(|task| task.is_protected(context.now));
        let protected: Value = protected.map(|task| task.protection(context.now)).collect();
        return Ok(json!({ "protectedTasks": protected, "failures": [] }));
    }
    let (mut protected, mut failures) = (Vec::new(), Vec::new());
    for identifier in identifiers {
        let id = arn::short_name(identifier);
        match cluster.tasks.get(id) {
            Some(task) if task.can_be_protected() => protected.push(task.protection(context.now)),
            Some(task) => failures.push(not_valid(task)),
            None => failures.push(absent(&cluster.name, id, context)),
        }
    }
    Ok(json!({ "protectedTasks": protected, "failures": failures }))
}

/// `UpdateTaskProtection`.
pub(crate) fn update(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let cluster = region.ecs.cluster_mut(input)?;
    let identifiers = input.limited_texts("tasks", 10)?;
    if identifiers.is_empty() {
        return Err(AwsError::invalid_parameter("Tasks can not be empty."));
    }
    let enabled = input.flag("protectionEnabled")?.unwrap_or(false);
    let minutes = input
        .integer("expiresInMinutes")?
        .unwrap_or(DEFAULT_MINUTES);
    if !(1..=MOST_MINUTES).contains(&minutes) {
        return Err(AwsError::invalid_parameter(
            "expiresInMinutes must be between 1 and 2880.",
        ));
    }
    let (mut protected, mut failures) = (Vec::new(), Vec::new());
    for identifier in identifiers {
        let id = arn::short_name(identifier);
        let Some(task) = cluster.tasks.get_mut(id) else {
            failures.push(absent(&cluster.name, id, context));
            continue;
        };
        if !task.can_be_protected() {
            failures.push(not_valid(task));
            continue;
        }
        task.protected_until = enabled.then(|| context.now + minutes * MINUTE);
        protected.push(task.protection(context.now));
        let owner = task.owner.as_ref();
        // Without its protection a task may be stopped at once.
        if let Some(service) = owner.and_then(|owner| cluster.services.get_mut(&owner.service)) {
            service.wake_soon(&cluster.name, context);
        }
    }
    Ok(json!({ "protectedTasks": protected, "failures": failures }))
}

fn absent(cluster: &str, id: &str, context: &Context<'_>) -> Value {
    missing(&arn::ecs(&context.region, &format!("task/{cluster}/{id}")))
}
