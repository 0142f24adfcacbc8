//! `RunTask` and `StartTask`: tasks that no service keeps.

use serde_json::{Value, json};

use crate::{
    arn,
    ecs::{
        Ecs,
        capacity_provider::strategy::CapacityPlan,
        cluster::name_in,
        idempotency::{Claim, Request},
        missing,
        placement::{self, Constraint, Refusal, Strategy},
        task::{
            Task, fargate,
            launch::{self, Launch},
            operations::{subnets, usable},
            platform,
        },
        task_definition::TaskDefinition,
    },
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
    world::{Context, Region},
};

/// The most tasks one `RunTask` starts.
const MOST_RUN: i64 = 10;

/// `RunTask`: where its placement says, `count` times.
pub(crate) fn run(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let Ecs {
        clusters,
        task_definitions,
        requests,
        ..
    } = &mut region.ecs;
    let cluster = clusters
        .get_mut(name_in(input)?)
        .filter(|cluster| cluster.active)
        .ok_or_else(AwsError::cluster_not_found)?;
    let request = Request::of("RunTask", &cluster.name, input, context.now)?;
    match requests.claim(request.as_ref()) {
        Claim::New => {}
        Claim::Repeated(ids) => {
            let tasks = ids.iter().filter_map(|id| cluster.tasks.get(id));
            let tasks: Value = tasks.map(|task| task.document(true)).collect();
            return Ok(json!({ "tasks": tasks, "failures": [] }));
        }
        Claim::Conflicting(ids) => {
            let arn =
                |id: &String| arn::ecs(&context.region, &format!("task/{}/{id}", cluster.name));
            return Err(AwsError::conflict(
                "The clientToken was used before with other parameters.",
                ids.iter().map(arn).collect(),
            ));
        }
    }
    let definition = usable(task_definitions.find(input.required_text("taskDefinition")?))?;
    let count = input.integer("count")?.unwrap_or(1);
    if !(1..=MOST_RUN).contains(&count) {
        return Err(AwsError::invalid_parameter(
            "Count must be between 1 and 10.",
        ));
    }
    let (constraints, strategies) = (
        input.list("placementConstraints")?,
        input.list("placementStrategy")?,
    );
    placement::check(constraints, strategies)?;
    let mut plan = CapacityPlan::new(
        input.text("launchType")?,
        input.list("capacityProviderStrategy")?,
        &cluster.default_strategy,
    );
    let platform = platform::resolve(
        input.text("platformVersion")?,
        plan.uses_fargate(),
        &definition.document,
    )?;
    if plan.uses_fargate() {
        fargate::check(definition, input.get("overrides"))?;
    }
    let launch = Launch {
        constraints: Constraint::parse(constraints).unwrap_or_default(),
        strategies: Strategy::parse(strategies).unwrap_or_default(),
        platform: Some(platform.to_owned()),
        ..common(&cluster.name, definition, input)?
    };
    let (mut ids, mut failures) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let launch = Launch {
            capacity: plan.next(),
            ..launch.clone()
        };
        match launch::start(cluster, definition, launch, context) {
            Ok(id) => {
                let provider = cluster.tasks.get(&id).and_then(Task::capacity_provider);
                if let Some(provider) = provider {
                    plan.count(provider);
                }
                ids.push(id);
            }
            Err(refusal) => failures.extend(refusal_failures(&refusal)),
        }
    }
    let tasks = ids.iter().filter_map(|id| cluster.tasks.get(id));
    let tasks: Value = tasks.map(|task| task.document(true)).collect();
    if !ids.is_empty() {
        requests.keep(request, ids);
    }
    Ok(json!({ "tasks": tasks, "failures": failures }))
}

/// `StartTask`: one task on each container instance named.
pub(crate) fn start(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let Ecs {
        clusters,
        task_definitions,
        ..
    } = &mut region.ecs;
    let cluster = clusters
        .get_mut(name_in(input)?)
        .filter(|cluster| cluster.active)
        .ok_or_else(AwsError::cluster_not_found)?;
    let definition = usable(task_definitions.find(input.required_text("taskDefinition")?))?;
    let identifiers = input.limited_texts("containerInstances", 10)?;
    if identifiers.is_empty() {
        return Err(AwsError::invalid_parameter(
            "Container instances can not be empty.",
        ));
    }
    let launch = common(&cluster.name, definition, input)?;
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for identifier in identifiers {
        let id = arn::short_name(identifier);
        if !cluster.instances.contains_key(id) {
            failures.push(missing(&arn::ecs(
                &context.region,
                &format!("container-instance/{}/{id}", cluster.name),
            )));
            continue;
        }
        let launch = Launch {
            instance: Some(id.to_owned()),
            ..launch.clone()
        };
        match launch::start(cluster, definition, launch, context) {
            Ok(id) => tasks.extend(cluster.tasks.get(&id).map(|task| task.document(true))),
            Err(refusal) => failures.extend(refusal_failures(&refusal)),
        }
    }
    Ok(json!({ "tasks": tasks, "failures": failures }))
}

/// What both operations read from their request.
fn common(cluster: &str, definition: &TaskDefinition, input: &Input) -> Result<Launch, AwsError> {
    let mut tags = match input.text("propagateTags")? {
        Some("TASK_DEFINITION") => definition.tags.clone(),
        Some("SERVICE") => {
            return Err(AwsError::invalid_parameter(
                "The value SERVICE of propagateTags is not valid for a task without a service.",
            ));
        }
        _ => Tags::default(),
    };
    tags.set(Tags::parse(input.list("tags")?)?)?;
    if input.flag("enableECSManagedTags")?.unwrap_or(false) {
        tags.manage(cluster, None);
    }
    Ok(Launch {
        group: input
            .text("group")?
            .map_or_else(|| format!("family:{}", definition.family), str::to_owned),
        started_by: input.text("startedBy")?.map(str::to_owned),
        subnets: subnets(definition, input.get("networkConfiguration"))?,
        overrides: input.get("overrides").cloned(),
        exec_enabled: input.flag("enableExecuteCommand")?.unwrap_or(false),
        tags,
        ..Launch::default()
    })
}

/// One failure for each instance that could not take the task, as AWS answers.
fn refusal_failures(refusal: &Refusal) -> Vec<Value> {
    match refusal {
        Refusal::NoInstances | Refusal::EmptyProvider => {
            vec![json!({ "reason": refusal.reason() })]
        }
        Refusal::Lacking(instances) => instances
            .iter()
            .map(|(_, arn, lack)| json!({ "arn": arn, "reason": lack.failure() }))
            .collect(),
    }
}
