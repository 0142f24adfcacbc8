//! Reading and deleting services.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{
        Ecs,
        cluster::same_namespace,
        missing,
        service::{Service, Status, document::ServiceDocument},
    },
    error::{Answer, AwsError, Written, write},
    input::Input,
    page::{PageSize, page},
    world::{Context, Region},
};

/// Ten on a page by default, unlike the other lists.
const SIZE: PageSize = PageSize {
    default: 10,
    most: 100,
};

/// `ListServices`: services that aren't INACTIVE.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    let cluster = ecs.cluster(input)?;
    let launch_type = input.text("launchType")?;
    let strategy = input.text("schedulingStrategy")?;
    let wanted = |service: &&Service| {
        service.status != Status::Inactive
            && launch_type.is_none_or(|launch_type| service.launch_type() == launch_type)
            && strategy.is_none_or(|strategy| strategy == service.scheduling_strategy())
    };
    let items = cluster
        .services
        .values()
        .filter(wanted)
        .map(|service| (service.name.clone(), service.arn.clone()));
    let (arns, token) = page(items, input, SIZE, "ListServices")?;
    Ok(Document::new()
        .set("serviceArns", arns)
        .maybe("nextToken", token)
        .build())
}

/// `ListServicesByNamespace`: services with Service Connect in a namespace, of all clusters.
pub(crate) fn list_by_namespace(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let namespace = input.required_text("namespace")?;
    let same = |other: &str| same_namespace(namespace, other, &context.region);
    let mut items: Vec<(String, String)> = ecs
        .clusters
        .values()
        .flat_map(|cluster| cluster.services.values())
        .filter(|service| {
            service.status != Status::Inactive && service.namespace().is_some_and(same)
        })
        .map(|service| (service.arn.clone(), service.arn.clone()))
        .collect();
    if items.is_empty()
        && !ecs
            .clusters
            .values()
            .any(|cluster| cluster.default_namespace().is_some_and(same))
    {
        return Err(AwsError::new(
            "NamespaceNotFoundException",
            "The specified namespace wasn't found.",
        ));
    }
    items.sort();
    let (arns, token) = page(items, input, SIZE, "ListServicesByNamespace")?;
    Ok(Document::new()
        .set("serviceArns", arns)
        .maybe("nextToken", token)
        .build())
}

#[derive(Serialize)]
struct Described<'a> {
    services: Vec<ServiceDocument<'a>>,
    failures: Vec<Value>,
}

/// `DescribeServices`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Written {
    let cluster = ecs.cluster(input)?;
    let identifiers = input.limited_texts("services", 10)?;
    if identifiers.is_empty() {
        return Err(AwsError::invalid_parameter("Services cannot be empty."));
    }
    let tagged = input.includes("TAGS")?;
    let (mut services, mut failures) = (Vec::new(), Vec::new());
    for identifier in identifiers {
        let name = arn::short_name(identifier);
        match cluster.services.get(name) {
            Some(service) => services.push(service.described(cluster, tagged)),
            None => failures.push(missing(&arn::ecs(
                &context.region,
                &format!("service/{}/{name}", cluster.name),
            ))),
        }
    }
    write(&Described { services, failures })
}

/// `DeleteService`: the service drains and becomes INACTIVE.
pub(crate) fn delete(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let cluster = region.ecs.cluster_mut(input)?;
    let name = arn::short_name(input.required_text("service")?).to_owned();
    let forced = input.flag("force")?.unwrap_or(false);
    let service = cluster
        .services
        .get_mut(&name)
        .ok_or_else(AwsError::service_not_found)?;
    if service.status == Status::Active {
        if service.desired > 0 && !forced {
            return Err(AwsError::invalid_parameter(
                "The service cannot be stopped while it is scaled above 0.",
            ));
        }
        service.status = Status::Draining;
        service.desired = 0;
        service.wake_soon(&cluster.name, context);
    }
    let document = cluster
        .services
        .get(&name)
        .map(|service| service.document(cluster, true));
    Ok(Document::new().maybe("service", document).build())
}

impl Service {
    /// Its Service Connect namespace.
    fn namespace(&self) -> Option<&str> {
        let connect = self.workload.members.get("serviceConnectConfiguration")?;
        connect
            .get("namespace")?
            .as_str()
            .filter(|_| connect.get("enabled") == Some(&json!(true)))
    }
}
