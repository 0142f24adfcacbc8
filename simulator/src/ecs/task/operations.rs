//! Operations on tasks.

use serde::Serialize;
use serde_json::Value;

use crate::{
    arn,
    document::Document,
    ecs::{
        Ecs, missing,
        task::{StopCause, Task, document::TaskDocument, lifecycle},
        task_definition::TaskDefinition,
    },
    error::{Answer, AwsError, Written, write},
    input::Input,
    page::{PageSize, page},
    world::{Context, Region},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    task_arns: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

/// `ListTasks`: by default the tasks whose desired status is RUNNING.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Written {
    let cluster = ecs.cluster(input)?;
    let service = input.text("serviceName")?.map(arn::short_name);
    let (family, started_by) = (input.text("family")?, input.text("startedBy")?);
    let instance = input.text("containerInstance")?.map(arn::short_name);
    let launch_type = input.text("launchType")?;
    let desired = match input.text("desiredStatus")?.unwrap_or("RUNNING") {
        status @ ("RUNNING" | "STOPPED") => status,
        // ECS never sets PENDING, so asking for it finds nothing.
        "PENDING" => "",
        other => {
            return Err(AwsError::invalid_parameter(format!(
                "Invalid desiredStatus: {other}."
            )));
        }
    };
    if started_by.is_some() && (service.is_some() || family.is_some() || instance.is_some()) {
        return Err(AwsError::invalid_parameter(
            "startedBy must be the only filter.",
        ));
    }
    if let Some(service) = service
        && !cluster.services.contains_key(service)
    {
        return Err(AwsError::service_not_found());
    }
    let wanted = |task: &&Task| {
        task.desired_status() == desired
            && family.is_none_or(|family| task.family == family)
            && started_by.is_none_or(|started_by| task.started_by.as_deref() == Some(started_by))
            && launch_type.is_none_or(|launch_type| task.launch_type == launch_type)
            && service.is_none_or(|service| {
                task.owner
                    .as_ref()
                    .is_some_and(|owner| owner.service == service)
            })
            && instance.is_none_or(|id| {
                task.container_instance
                    .as_deref()
                    .is_some_and(|arn| arn::short_name(arn) == id)
            })
    };
    let items = cluster
        .tasks
        .values()
        .filter(wanted)
        .map(|task| (task.id.as_str(), task.arn.as_str()));
    let (task_arns, next_token) = page(
        items,
        input,
        PageSize {
            default: 100,
            most: 100,
        },
        "ListTasks",
    )?;
    write(&List {
        task_arns,
        next_token,
    })
}

#[derive(Serialize)]
struct Described<'a> {
    tasks: Vec<TaskDocument<'a>>,
    failures: Vec<Value>,
}

/// `DescribeTasks`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Written {
    let cluster = ecs.cluster(input)?;
    let identifiers = input.limited_texts("tasks", 100)?;
    if identifiers.is_empty() {
        return Err(AwsError::invalid_parameter("Tasks can not be empty."));
    }
    let tagged = input.includes("TAGS")?;
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for identifier in identifiers {
        let id = arn::short_name(identifier);
        match cluster.tasks.get(id) {
            Some(task) => tasks.push(task.described(tagged)),
            None => failures.push(missing(&arn::ecs(
                &context.region,
                &format!("task/{}/{id}", cluster.name),
            ))),
        }
    }
    write(&Described { tasks, failures })
}

/// A definition that new tasks may use.
pub(crate) fn usable(definition: Option<&TaskDefinition>) -> Result<&TaskDefinition, AwsError> {
    let definition = definition.ok_or_else(|| AwsError::client("TaskDefinition not found."))?;
    if !definition.is_active() {
        return Err(AwsError::client("TaskDefinition is inactive"));
    }
    Ok(definition)
}

/// The subnets of a network configuration, which network mode `awsvpc` needs and others must not have.
pub(crate) fn subnets(
    definition: &TaskDefinition,
    configuration: Option<&Value>,
) -> Result<Vec<String>, AwsError> {
    let awsvpc = definition
        .document
        .get("networkMode")
        .and_then(Value::as_str)
        == Some("awsvpc");
    let subnets: Vec<String> = configuration
        .and_then(|configuration| {
            configuration
                .get("awsvpcConfiguration")?
                .get("subnets")?
                .as_array()
        })
        .into_iter()
        .flatten()
        .filter_map(|subnet| subnet.as_str().map(str::to_owned))
        .collect();
    match (awsvpc, subnets.is_empty()) {
        (true, true) => Err(AwsError::invalid_parameter(
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        )),
        (false, false) => Err(AwsError::invalid_parameter(
            "Network Configuration is not valid for the given networkMode of this task definition.",
        )),
        _ => Ok(subnets),
    }
}

/// `StopTask`.
pub(crate) fn stop(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let id = arn::short_name(input.required_text("task")?).to_owned();
    let reason = input.text("reason")?;
    let cluster = region.ecs.cluster_mut(input)?;
    if !cluster.tasks.contains_key(&id) {
        return Err(AwsError::invalid_parameter(
            "The referenced task was not found.",
        ));
    }
    lifecycle::stop(cluster, &id, StopCause::user(reason), context);
    let task = cluster.tasks.get(&id).map(|task| task.document(true));
    Ok(Document::new().maybe("task", task).build())
}
