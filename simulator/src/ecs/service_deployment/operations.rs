//! Operations on service deployments.

use serde_json::{Value, json};

use crate::{
    arn,
    clock::Millis,
    document::Document,
    ecs::{
        Cluster, Ecs, missing,
        service::Service,
        service_deployment::{ServiceDeployment, Status, hook},
    },
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    world::{Context, Region},
};

/// `ListServiceDeployments`: newest first, filtered by status and time of creation.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    let cluster = ecs.cluster(input)?;
    let name = arn::short_name(input.required_text("service")?);
    let service = cluster
        .services
        .get(name)
        .ok_or_else(AwsError::service_not_found)?;
    let statuses = input.texts("status")?;
    let created = input.object("createdAt")?.unwrap_or_default();
    let bound =
        |member: &str| Ok::<_, AwsError>(created.number(member)?.map(|at| (at * 1000.0) as Millis));
    let (after, before) = (bound("after")?, bound("before")?);
    let wanted = |record: &&ServiceDeployment| {
        (statuses.is_empty() || statuses.contains(&record.status.as_str()))
            && after.is_none_or(|after| record.created >= after)
            && before.is_none_or(|before| record.created < before)
    };
    // Keys fall from newest to oldest, so that tokens stay right when newer ones are added.
    let items = service.records.iter().filter(wanted).map(|record| {
        (
            format!("{:016} {}", i64::MAX - record.created, record.arn),
            record.brief(service, &cluster.arn),
        )
    });
    let (records, token) = page(
        items,
        input,
        PageSize {
            default: 20,
            most: 100,
        },
        "ListServiceDeployments",
    )?;
    Ok(Document::new()
        .set("serviceDeployments", records)
        .maybe("nextToken", token)
        .build())
}

/// `DescribeServiceDeployments`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let arns = input.limited_texts("serviceDeploymentArns", 20)?;
    if arns.is_empty() {
        return Err(AwsError::invalid_parameter(
            "Service deployment ARNs can not be empty.",
        ));
    }
    let (mut records, mut failures) = (Vec::<Value>::new(), Vec::new());
    for arn in arns {
        match find(ecs, arn, context) {
            Some((cluster, service, record)) => {
                records.push(record.document(service, &cluster.arn));
            }
            None => failures.push(missing(arn)),
        }
    }
    Ok(json!({ "serviceDeployments": records, "failures": failures }))
}

fn find<'a>(
    ecs: &'a Ecs,
    arn: &str,
    context: &Context<'_>,
) -> Option<(&'a Cluster, &'a Service, &'a ServiceDeployment)> {
    let (cluster, service) = owner(arn, context)?;
    let cluster = ecs.clusters.get(&cluster)?;
    let service = cluster.services.get(&service)?;
    let record = service.records.iter().find(|record| record.arn == arn)?;
    Some((cluster, service, record))
}

/// Names of the cluster and service in a service deployment's ARN.
fn owner(arn: &str, context: &Context<'_>) -> Option<(String, String)> {
    match arn::ecs_resource(arn, &context.region)?[..] {
        ["service-deployment", cluster, service, _] => {
            Some((cluster.to_owned(), service.to_owned()))
        }
        _ => None,
    }
}

/// `StopServiceDeployment`; repeating it while it is being stopped changes nothing.
pub(crate) fn stop(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let arn = input.required_text("serviceDeploymentArn")?;
    let requested = match input.text("stopType")?.unwrap_or("ROLLBACK") {
        "ROLLBACK" => Status::RollbackRequested,
        "ABORT" => Status::StopRequested,
        other => {
            return Err(AwsError::invalid_parameter(format!(
                "The stop type {other} is not supported."
            )));
        }
    };
    let (cluster, service) = owner_mut(region, arn, context)?;
    let record = record_mut(service, arn)?;
    match record.status {
        Status::Pending | Status::InProgress => {
            record.status = requested;
            record.updated = context.now;
            service.wake_soon(&cluster, context);
        }
        Status::StopRequested | Status::RollbackRequested | Status::RollbackInProgress => {}
        done => {
            return Err(AwsError::new(
                "ConflictException",
                format!(
                    "The service deployment can't be stopped in the status {}.",
                    done.as_str()
                ),
            ));
        }
    }
    Ok(json!({ "serviceDeploymentArn": arn }))
}

/// `ContinueServiceDeployment`: ends the pause of a hook by going on or going back.
pub(crate) fn resume(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let arn = input.required_text("serviceDeploymentArn")?;
    let id = input.required_text("hookId")?;
    let status = match input.text("action")?.unwrap_or("CONTINUE") {
        "CONTINUE" => hook::Status::Succeeded,
        "ROLLBACK" => hook::Status::Failed,
        other => {
            return Err(AwsError::invalid_parameter(format!(
                "Invalid action: {other}. Valid values are: CONTINUE, ROLLBACK"
            )));
        }
    };
    let is_id = |id: &str| {
        id.strip_prefix("ecs-")
            .is_some_and(|rest| rest.contains('-'))
    };
    if !is_id(id) {
        return Err(AwsError::invalid_parameter(
            "Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}",
        ));
    }
    let (cluster, service) = owner_mut(region, arn, context)?;
    let record = record_mut(service, arn)?;
    if !record.status.is_ongoing() {
        return Err(AwsError::invalid_parameter(
            "Continuing a service deployment is not allowed for service deployment in terminal states.",
        ));
    }
    let in_progress = record.status == Status::InProgress;
    let hook = record
        .progress
        .iter_mut()
        .flat_map(|progress| &mut progress.hooks)
        .find(|hook| {
            in_progress && hook.id == id && hook.status == hook::Status::AwaitingAction
        })
        .ok_or_else(|| {
            AwsError::invalid_parameter(
                "Provided hookId is either completed, unavailable, or not associated with the given Resource ARN",
            )
        })?;
    hook.status = status;
    record.updated = context.now;
    service.wake_soon(&cluster, context);
    Ok(json!({ "serviceDeploymentArn": arn }))
}

/// The service that a service deployment's ARN names, and the name of its cluster.
fn owner_mut<'a>(
    region: &'a mut Region,
    arn: &str,
    context: &Context<'_>,
) -> Result<(String, &'a mut Service), AwsError> {
    let (cluster, service) = owner(arn, context).ok_or_else(not_found)?;
    let found = region.ecs.clusters.get_mut(&cluster);
    let service = found
        .and_then(|cluster| cluster.services.get_mut(&service))
        .ok_or_else(not_found)?;
    Ok((cluster, service))
}

fn record_mut<'a>(
    service: &'a mut Service,
    arn: &str,
) -> Result<&'a mut ServiceDeployment, AwsError> {
    let mut records = service.records.iter_mut();
    records
        .find(|record| record.arn == arn)
        .ok_or_else(not_found)
}

fn not_found() -> AwsError {
    AwsError::new(
        "ServiceDeploymentNotFoundException",
        "The service deployment does not exist.",
    )
}
