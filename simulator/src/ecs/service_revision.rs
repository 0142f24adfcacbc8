//! Service revisions: what each deployment was asked to run.

use serde_json::{Value, json};

use crate::{
    arn,
    clock::Millis,
    document::Document,
    ecs::{Ecs, missing, service::Workload, task::platform::LATEST},
    error::{Answer, AwsError},
    input::Input,
    world::Context,
};

/// A service revision.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct ServiceRevision {
    pub(crate) arn: String,
    pub(crate) workload: Workload,
    /// `containerImages`, with the digests the tags stood for when it was deployed.
    images: Vec<Value>,
    /// `resolvedConfiguration`: the target groups that its tasks really belong to.
    pub(crate) resolved: Option<Value>,
    created: Millis,
}

impl ServiceRevision {
    /// A revision of `<cluster>/<service>` that is made now.
    pub(crate) fn new(
        scope: &str,
        workload: Workload,
        images: Vec<Value>,
        context: &mut Context<'_>,
    ) -> Self {
        let id = context.random.digits(19);
        Self {
            arn: arn::ecs(&context.region, &format!("service-revision/{scope}/{id}")),
            workload,
            images,
            resolved: None,
            created: context.now,
        }
    }

    /// The digests of its images by the names of containers.
    pub(crate) fn digests(&self) -> Vec<(String, String)> {
        let text = |image: &Value, name: &str| Some(image.get(name)?.as_str()?.to_owned());
        let images = self.images.iter();
        images
            .filter_map(|image| Some((text(image, "containerName")?, text(image, "imageDigest")?)))
            .collect()
    }

    fn document(&self, service_arn: &str, cluster_arn: &str) -> Value {
        let mut members = self.workload.members.clone();
        let fargate = self.workload.launch_type() == "FARGATE";
        members
            .entry("serviceConnectConfiguration")
            .or_insert_with(|| json!({ "enabled": false }));
        if fargate {
            let version = self.workload.platform_version().unwrap_or(LATEST);
            members.insert("platformVersion".to_owned(), json!(version));
            members.insert("platformFamily".to_owned(), json!("Linux"));
        }
        if members.contains_key("capacityProviderStrategy") {
            members.remove("launchType");
        }
        Document::with(members)
            .set("serviceRevisionArn", self.arn.as_str())
            .set("serviceArn", service_arn)
            .set("clusterArn", cluster_arn)
            .set("taskDefinition", self.workload.definition.as_str())
            .set("containerImages", self.images.clone())
            .set("guardDutyEnabled", false)
            .maybe("resolvedConfiguration", self.resolved.clone())
            .time("createdAt", Some(self.created))
            .build()
    }
}

/// `DescribeServiceRevisions`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let arns = input.limited_texts("serviceRevisionArns", 20)?;
    if arns.is_empty() {
        return Err(AwsError::invalid_parameter(
            "Service revision ARNs can not be empty.",
        ));
    }
    let (mut revisions, mut failures) = (Vec::new(), Vec::new());
    for arn in arns {
        match find(ecs, arn, context) {
            Some(document) => revisions.push(document),
            None => failures.push(missing(arn)),
        }
    }
    Ok(json!({ "serviceRevisions": revisions, "failures": failures }))
}

fn find(ecs: &Ecs, arn: &str, context: &Context<'_>) -> Option<Value> {
    let ["service-revision", cluster, service, _] = arn::ecs_resource(arn, &context.region)?[..]
    else {
        return None;
    };
    let cluster = ecs.clusters.get(cluster)?;
    let service = cluster.services.get(service)?;
    let revision = service
        .revisions
        .iter()
        .find(|revision| revision.arn == arn)?;
    Some(revision.document(&service.arn, &cluster.arn))
}
