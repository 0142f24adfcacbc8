//! Service revisions.

use model::service_revision::ServiceRevision;
use model::{Error, ErrorKind};
use serde_json::Value;

use super::Client;
use super::error::Subject;
use super::operation::DESCRIBE_SERVICE_REVISIONS;
use super::raw::AnswerBody;

/// The most service revisions in one DescribeServiceRevisions.
const BATCH: usize = 20;

impl Client {
    /// Service revisions by ARN. Those that ECS does not know (any more) are absent.
    pub async fn service_revisions(&self, arns: &[String]) -> Result<Vec<ServiceRevision>, Error> {
        let documents = self.service_revision_documents(arns).await?;
        Ok(documents
            .iter()
            .filter_map(ServiceRevision::from_document)
            .collect())
    }

    /// Service revisions by ARN, as DescribeServiceRevisions answers them: members that the SDK does
    /// not know included.
    pub async fn service_revision_documents(&self, arns: &[String]) -> Result<Vec<Value>, Error> {
        let mut documents = Vec::with_capacity(arns.len());
        for batch in arns.chunks(BATCH) {
            let body = AnswerBody::default();
            self.call(DESCRIBE_SERVICE_REVISIONS, Subject::Nothing, || {
                let request = self.inner.ecs.describe_service_revisions();
                request
                    .set_service_revision_arns(Some(batch.to_vec()))
                    .customize()
                    .interceptor(body.clone())
                    .send()
            })
            .await?;
            let answer: Value = serde_json::from_slice(&body.take()).map_err(|_| {
                let words = "AWS answered DescribeServiceRevisions with something else.";
                Error::new(ErrorKind::Aws, words)
            })?;
            let revisions = answer["serviceRevisions"].as_array();
            documents.extend(revisions.into_iter().flatten().cloned());
        }
        Ok(documents)
    }
}
