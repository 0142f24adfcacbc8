//! Clusters.

use aws_sdk_ecs::types::{self, ClusterField};
use model::cluster::Cluster;
use model::{Error, place::short_name};

use super::Client;
use super::convert::tags;
use super::error::{Subject, no_cluster};
use super::operation::{DESCRIBE_CLUSTERS, LIST_CLUSTERS};

/// The most clusters in one DescribeClusters.
const BATCH: usize = 100;

impl Client {
    /// All clusters of the account in the region, by ARN.
    pub async fn clusters(&self) -> Result<Vec<Cluster>, Error> {
        let mut arns: Vec<String> = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page = self
                .call(LIST_CLUSTERS, Subject::Nothing, || {
                    let token = token.clone();
                    self.inner
                        .ecs
                        .list_clusters()
                        .max_results(100)
                        .set_next_token(token)
                        .send()
                })
                .await?;
            arns.extend(page.cluster_arns.unwrap_or_default());
            token = page.next_token.filter(|token| !token.is_empty());
            if token.is_none() {
                break;
            }
        }
        self.learn_account(arns.first());
        let mut clusters = Vec::with_capacity(arns.len());
        for batch in arns.chunks(BATCH) {
            clusters.extend(self.describe_clusters(Subject::Nothing, batch).await?);
        }
        clusters.sort_by(|a, b| a.arn.cmp(&b.arn));
        Ok(clusters)
    }

    /// A cluster by name or ARN.
    pub async fn cluster(&self, name: &str) -> Result<Cluster, Error> {
        let found = self
            .describe_clusters(Subject::Cluster(name), &[name.to_owned()])
            .await?;
        found
            .into_iter()
            .next()
            .ok_or_else(|| Error::not_found(no_cluster(short_name(name), self.place())))
    }

    async fn describe_clusters(
        &self,
        subject: Subject<'_>,
        clusters: &[String],
    ) -> Result<Vec<Cluster>, Error> {
        let answer = self
            .call(DESCRIBE_CLUSTERS, subject, || {
                self.inner
                    .ecs
                    .describe_clusters()
                    .set_clusters(Some(clusters.to_vec()))
                    .include(ClusterField::Settings)
                    .include(ClusterField::Tags)
                    .send()
            })
            .await?;
        let clusters = answer.clusters.unwrap_or_default();
        self.learn_account(
            clusters
                .first()
                .and_then(|cluster| cluster.cluster_arn.as_ref()),
        );
        Ok(clusters.into_iter().filter_map(cluster).collect())
    }
}

/// The cluster; `None` when it has no ARN.
fn cluster(cluster: types::Cluster) -> Option<Cluster> {
    let arn = cluster.cluster_arn?;
    Some(Cluster {
        name: cluster
            .cluster_name
            .unwrap_or_else(|| short_name(&arn).to_owned()),
        status: cluster.status.unwrap_or_default().into(),
        active_services: cluster.active_services_count,
        running_tasks: cluster.running_tasks_count,
        pending_tasks: cluster.pending_tasks_count,
        container_instances: cluster.registered_container_instances_count,
        capacity_providers: cluster.capacity_providers.unwrap_or_default(),
        service_connect_namespace: cluster
            .service_connect_defaults
            .and_then(|defaults| defaults.namespace),
        container_insights: cluster
            .settings
            .unwrap_or_default()
            .into_iter()
            .find(|setting| {
                setting
                    .name
                    .as_ref()
                    .is_some_and(|name| name.as_str() == "containerInsights")
            })
            .and_then(|setting| setting.value),
        tags: tags(cluster.tags),
        arn,
    })
}
