//! `CreateService`.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{
        Ecs,
        cluster::name_in,
        idempotency::{Claim, Request},
        placement,
        service::{
            Service, Status, Workload, configuration, load_balancer, rollout, throttle::Throttle,
        },
        service_deployment::strategy::Strategy,
        task::{
            fargate,
            operations::{subnets, usable},
            platform,
        },
    },
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
    world::{Context, Region},
};

/// Members of a request that the service keeps as they are.
const SETTINGS: [&str; 10] = [
    "deploymentConfiguration",
    "deploymentController",
    "healthCheckGracePeriodSeconds",
    "schedulingStrategy",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "propagateTags",
    "availabilityZoneRebalancing",
    "placementConstraints",
    "placementStrategy",
];

/// `CreateService`.
pub(crate) fn create(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let Region { ecs, ecr, elb, .. } = region;
    let Ecs {
        clusters,
        task_definitions,
        alarms,
        requests,
        ..
    } = ecs;
    let cluster = clusters
        .get_mut(name_in(input)?)
        .filter(|cluster| cluster.active)
        .ok_or_else(AwsError::cluster_not_found)?;
    let name = input.required_text("serviceName")?;
    check_name(name)?;
    let request = Request::of("CreateService", &cluster.name, input, context.now)?;
    let other = || AwsError::invalid_parameter("Creation of service was not idempotent.");
    match (requests.claim(request.as_ref()), cluster.services.get(name)) {
        (Claim::Repeated(_), Some(service)) => {
            return Ok(json!({ "service": service.document(cluster, true) }));
        }
        (Claim::Conflicting(_), _) => return Err(other()),
        _ => {}
    }
    match cluster.services.get(name).map(|service| service.status) {
        None | Some(Status::Inactive) => {}
        Some(Status::Active) => {
            return Err(other());
        }
        Some(Status::Draining) => {
            return Err(AwsError::invalid_parameter(
                "Unable to Start a service that is still Draining.",
            ));
        }
    }
    let definition = usable(task_definitions.find(input.required_text("taskDefinition")?))?;
    check_supported(input)?;
    // The scheduler counts the instances of a DAEMON service.
    let daemon = input.text("schedulingStrategy")? == Some("DAEMON");
    let desired = desired_count(input)?.unwrap_or(i64::from(!daemon));
    let mut workload = Workload::of(definition.arn.clone(), input.members(), None);
    if workload.list("capacityProviderStrategy").is_empty()
        && !workload.members.contains_key("launchType")
    {
        if cluster.default_strategy.is_empty() {
            workload
                .members
                .insert("launchType".to_owned(), json!("EC2"));
        } else {
            workload.members.insert(
                "capacityProviderStrategy".to_owned(),
                json!(cluster.default_strategy),
            );
        }
    }
    subnets(definition, workload.members.get("networkConfiguration"))?;
    let fargate = workload.launch_type() == "FARGATE";
    platform::resolve(
        input.text("platformVersion")?,
        fargate,
        &definition.document,
    )?;
    if fargate {
        fargate::check(definition, None)?;
    }
    name_namespace(&mut workload, cluster.default_namespace());
    let settings = settings(input, Map::from_iter(defaults()));
    load_balancer::check(workload.list("loadBalancers"), strategy_of(&settings), elb)?;
    let mut service = Service {
        name: name.to_owned(),
        arn: arn::ecs(&context.region, &format!("service/{}/{name}", cluster.name)),
        cluster_arn: cluster.arn.clone(),
        status: Status::Active,
        desired,
        workload: workload.clone(),
        settings,
        deployments: Vec::new(),
        revisions: Vec::new(),
        records: Vec::new(),
        events: VecDeque::new(),
        created: context.now,
        tags: Tags::parse(input.list("tags")?)?,
        tasks: Vec::new(),
        steady_since: None,
        next_look: None,
        throttle: Throttle::default(),
        unhealthy_stopped: 0,
        plans: Vec::new(),
        complaint: None,
    };
    rollout::begin(
        &mut service,
        cluster,
        workload,
        task_definitions,
        ecr,
        alarms,
        context,
    );
    let document = service.document(cluster, true);
    cluster.services.insert(name.to_owned(), service);
    requests.keep(request, vec![name.to_owned()]);
    Ok(Document::new().set("service", document).build())
}

fn defaults() -> [(String, Value); 9] {
    [
        ("schedulingStrategy", json!("REPLICA")),
        ("deploymentController", json!({ "type": "ECS" })),
        ("enableECSManagedTags", json!(false)),
        ("enableExecuteCommand", json!(false)),
        ("healthCheckGracePeriodSeconds", json!(0)),
        ("propagateTags", json!("NONE")),
        ("availabilityZoneRebalancing", json!("DISABLED")),
        ("placementConstraints", json!([])),
        ("placementStrategy", json!([])),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}

/// The settings of a service after a request.
pub(super) fn settings(input: &Input, mut settings: Map<String, Value>) -> Map<String, Value> {
    for name in SETTINGS {
        if let Some(value) = input.get(name) {
            settings.insert(name.to_owned(), value.clone());
        }
    }
    settings
}

/// The deployment strategy in the settings of a service.
pub(super) fn strategy_of(settings: &Map<String, Value>) -> Strategy {
    Strategy::of(
        settings
            .get("deploymentConfiguration")
            .unwrap_or(&Value::Null),
    )
}

/// `desiredCount`, which must not be negative.
pub(super) fn desired_count(input: &Input) -> Result<Option<i64>, AwsError> {
    match input.integer("desiredCount")? {
        Some(count) if !(0..=5_000).contains(&count) => Err(AwsError::invalid_parameter(
            "The desired count must be between 0 and 5000.",
        )),
        count => Ok(count),
    }
}

/// Refuses what the simulator can't run, rather than running something else.
pub(super) fn check_supported(input: &Input) -> Result<(), AwsError> {
    let unsupported = |what: String| {
        Err(AwsError::new(
            "UnsupportedFeatureException",
            format!("The simulator does not have {what}."),
        ))
    };
    placement::check(
        input.list("placementConstraints")?,
        input.list("placementStrategy")?,
    )?;
    let scheduling = input.text("schedulingStrategy")?.unwrap_or("REPLICA");
    match scheduling {
        "DAEMON" if input.text("launchType")? == Some("FARGATE") => {
            return Err(AwsError::invalid_parameter(
                "The scheduling strategy DAEMON is not supported by the launch type FARGATE.",
            ));
        }
        "DAEMON" if input.get("desiredCount").is_some() => {
            return Err(AwsError::invalid_parameter(
                "The desired count can't be set for a service with the scheduling strategy DAEMON.",
            ));
        }
        "DAEMON" if !input.list("placementStrategy")?.is_empty() => {
            return Err(AwsError::invalid_parameter(
                "Placement strategies are not valid for the scheduling strategy DAEMON.",
            ));
        }
        "REPLICA" | "DAEMON" => {}
        other => return unsupported(format!("the scheduling strategy {other}")),
    }
    if let Some(controller) = input.object("deploymentController")?
        && let Some(kind) = controller.text("type")?.filter(|kind| *kind != "ECS")
    {
        return unsupported(format!("the deployment controller {kind}"));
    }
    if let Some(given) = input.object("deploymentConfiguration")? {
        configuration::check(&given)?;
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), AwsError> {
    if name.len() > 255
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    {
        return Err(AwsError::invalid_parameter(
            "Service names can have up to 255 letters, numbers, hyphens, and underscores.",
        ));
    }
    Ok(())
}

/// Service Connect without a namespace uses the cluster's.
pub(super) fn name_namespace(workload: &mut Workload, namespace: Option<&str>) {
    if let (Some(Value::Object(connect)), Some(namespace)) = (
        workload.members.get_mut("serviceConnectConfiguration"),
        namespace,
    ) && connect.get("enabled") == Some(&json!(true))
    {
        connect
            .entry("namespace")
            .or_insert_with(|| json!(namespace));
    }
}
