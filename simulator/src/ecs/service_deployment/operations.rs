//! Operations on service deployments.

use serde_json::{Value, json};

use crate::{
    arn,
    clock::Millis,
    document::Document,
    ecs::{
        Cluster, Ecs, missing,
        service::Service,
        service_deployment::{ServiceDeployment, Status},
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

/// `StopServiceDeployment` by rolling back; repeating it while the rollback runs changes nothing.
pub(crate) fn stop(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let arn = input.required_text("serviceDeploymentArn")?;
    match input.text("stopType")?.unwrap_or("ROLLBACK") {
        "ROLLBACK" => {}
        other => {
            return Err(AwsError::invalid_parameter(format!(
                "The stop type {other} is not supported."
            )));
        }
    }
    let not_found = || {
        AwsError::new(
            "ServiceDeploymentNotFoundException",
            "Service deployment not found.",
        )
    };
    let (cluster, service) = owner(arn, context).ok_or_else(not_found)?;
    let service = region
        .ecs
        .clusters
        .get_mut(&cluster)
        .and_then(|cluster| cluster.services.get_mut(&service))
        .ok_or_else(not_found)?;
    let record = service
        .records
        .iter_mut()
        .find(|record| record.arn == arn)
        .ok_or_else(not_found)?;
    match record.status {
        Status::Pending | Status::InProgress => {
            record.status = Status::RollbackRequested;
            record.updated = context.now;
            service.wake_soon(&cluster, context);
        }
        Status::RollbackRequested | Status::RollbackInProgress => {}
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
