//! Services as AWS answers them.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    clock::seconds,
    document::Document,
    ecs::{
        Cluster,
        service::{Deployment, Service, event::EventDocument, tally::Tally},
        task::platform::LATEST,
    },
};

/// A service as `DescribeServices` answers it. Its events are most of it, so they are written
/// straight from where they are kept.
#[derive(Debug, Serialize)]
pub(super) struct ServiceDocument<'a> {
    #[serde(flatten)]
    members: Value,
    events: Vec<EventDocument<'a>>,
}

impl Service {
    /// The service as a value, for answers that hold other things too.
    pub(super) fn document(&self, cluster: &Cluster, tagged: bool) -> Value {
        serde_json::to_value(self.described(cluster, tagged)).unwrap_or_default()
    }

    /// The service as `DescribeServices` answers it.
    pub(super) fn described(&self, cluster: &Cluster, tagged: bool) -> ServiceDocument<'_> {
        ServiceDocument {
            members: self.members(cluster, tagged),
            events: self.event_documents(),
        }
    }

    fn members(&self, cluster: &Cluster, tagged: bool) -> Value {
        let tallies: Vec<Tally> = self
            .deployments
            .iter()
            .map(|deployment| Tally::of(self, cluster, &deployment.id))
            .collect();
        let sum = |count: fn(&Tally) -> i64| tallies.iter().map(count).sum::<i64>();
        let deployments: Value = self
            .deployments
            .iter()
            .zip(&tallies)
            .enumerate()
            .map(|(index, (deployment, tally))| {
                self.deployment_document(deployment, *tally, index == 0)
            })
            .collect();
        let mut document = self
            .with_workload(Document::with(self.settings.clone()))
            .set("serviceArn", self.arn.as_str())
            .set("serviceName", self.name.as_str())
            .set("clusterArn", self.cluster_arn.as_str())
            .set("status", self.status())
            .set("desiredCount", self.desired)
            .set("runningCount", sum(|tally| tally.running))
            .set("pendingCount", sum(|tally| tally.pending))
            .set("taskDefinition", self.workload.definition.as_str())
            .set("deploymentConfiguration", self.deployment_configuration())
            .set("deployments", deployments)
            .set("createdAt", seconds(self.created))
            .set(
                "createdBy",
                format!("arn:aws:iam::{}:user/simulator", crate::arn::ACCOUNT),
            )
            .set(
                "roleArn",
                format!(
                    "arn:aws:iam::{}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
                    crate::arn::ACCOUNT
                ),
            )
            .set(
                "tags",
                if tagged {
                    self.tags.to_json()
                } else {
                    json!([])
                },
            );
        if let Some(current) = self.records.first() {
            if current.status.is_ongoing() {
                document = document.set("currentServiceDeployment", current.arn.as_str());
            }
            let running: Value = self
                .deployments
                .iter()
                .zip(&tallies)
                .map(|(deployment, tally)| {
                    json!({
                        "arn": deployment.revision,
                        "requestedTaskCount": deployment.desired,
                        "runningTaskCount": tally.running,
                        "pendingTaskCount": tally.pending,
                    })
                })
                .collect();
            document = document.set("currentServiceRevisions", running);
        }
        document.build()
    }

    /// The members of the workload that the service itself shows.
    fn with_workload(&self, mut document: Document) -> Document {
        let workload = &self.workload;
        for (name, value) in &workload.members {
            // The API shows these only in the service's deployments.
            if !matches!(
                name.as_str(),
                "serviceConnectConfiguration"
                    | "volumeConfigurations"
                    | "vpcLatticeConfigurations"
                    | "launchType"
            ) {
                document = document.set(name, value.clone());
            }
        }
        let strategy = !workload.list("capacityProviderStrategy").is_empty();
        document
            .maybe("launchType", (!strategy).then(|| workload.launch_type()))
            .set("loadBalancers", workload.list("loadBalancers").to_vec())
            .set(
                "serviceRegistries",
                workload.list("serviceRegistries").to_vec(),
            )
            .maybe("platformVersion", self.platform_version())
            .maybe(
                "platformFamily",
                (workload.launch_type() == "FARGATE").then_some("Linux"),
            )
    }

    fn platform_version(&self) -> Option<&str> {
        let requested = self
            .workload
            .members
            .get("platformVersion")
            .and_then(Value::as_str);
        (self.workload.launch_type() == "FARGATE").then(|| requested.unwrap_or("LATEST"))
    }

    fn deployment_document(&self, deployment: &Deployment, tally: Tally, primary: bool) -> Value {
        let member = |name: &str| deployment.workload.members.get(name).cloned();
        let strategy = member("capacityProviderStrategy");
        let fargate = deployment.workload.launch_type() == "FARGATE";
        Document::new()
            .set("id", deployment.id.as_str())
            .set("status", if primary { "PRIMARY" } else { "ACTIVE" })
            .set("taskDefinition", deployment.workload.definition.as_str())
            .set(
                "desiredCount",
                if primary {
                    self.desired
                } else {
                    deployment.desired
                },
            )
            .set("pendingCount", tally.pending)
            .set("runningCount", tally.running)
            .set("failedTasks", deployment.failed_tasks)
            .set("createdAt", seconds(deployment.created))
            .set("updatedAt", seconds(deployment.updated))
            .maybe(
                "launchType",
                strategy
                    .is_none()
                    .then(|| deployment.workload.launch_type()),
            )
            .maybe("capacityProviderStrategy", strategy)
            .maybe(
                "platformVersion",
                fargate.then(|| deployment.workload.platform_version().unwrap_or(LATEST)),
            )
            .maybe("platformFamily", fargate.then_some("Linux"))
            .maybe("networkConfiguration", member("networkConfiguration"))
            .set("rolloutState", deployment.rollout.as_str())
            .set("rolloutStateReason", deployment.reason.as_str())
            .maybe(
                "serviceConnectConfiguration",
                member("serviceConnectConfiguration"),
            )
            .maybe(
                "serviceConnectResources",
                self.connect_resources(deployment),
            )
            .maybe("volumeConfigurations", member("volumeConfigurations"))
            .maybe(
                "vpcLatticeConfigurations",
                member("vpcLatticeConfigurations"),
            )
            .build()
    }

    /// The Cloud Map services that Service Connect made for a deployment.
    fn connect_resources(&self, deployment: &Deployment) -> Option<Value> {
        let services = deployment
            .workload
            .members
            .get("serviceConnectConfiguration")?
            .get("services")?
            .as_array()?;
        let region = self.arn.split(':').nth(3).unwrap_or_default();
        let account = crate::arn::ACCOUNT;
        let resources = services.iter().filter_map(|service| {
            let name = service.get("discoveryName").or_else(|| service.get("portName"))?.as_str()?;
            let id = format!("{:016x}", crate::random::hash(1, name));
            Some(json!({
                "discoveryName": name,
                "discoveryArn": format!("arn:aws:servicediscovery:{region}:{account}:service/srv-{id}"),
            }))
        });
        Some(resources.collect())
    }

    /// The deployment configuration with AWS's defaults.
    pub(super) fn deployment_configuration(&self) -> Value {
        let (minimum, maximum) = if self.is_daemon() {
            (0, 100)
        } else {
            (100, 200)
        };
        let mut configuration = json!({
            "deploymentCircuitBreaker": { "enable": false, "rollback": false },
            "maximumPercent": maximum,
            "minimumHealthyPercent": minimum,
            "alarms": { "alarmNames": [], "rollback": false, "enable": false },
            "strategy": "ROLLING",
            "bakeTimeInMinutes": 0,
        });
        if let (Some(all), Some(Value::Object(set))) = (
            configuration.as_object_mut(),
            self.settings.get("deploymentConfiguration"),
        ) {
            all.extend(set.clone());
        }
        configuration
    }
}
