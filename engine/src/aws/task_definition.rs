//! Task definitions, as the whole documents that AWS answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_ecs::types::{SortOrder, TaskDefinitionField, TaskDefinitionStatus};
use bytes::Bytes;
use model::cluster::Tag;
use model::{Error, ErrorKind};
use quick_cache::sync::Cache;
use quick_cache::{DefaultHashBuilder, Weighter};
use serde_json::Value;

use super::Client;
use super::error::Subject;
use super::operation::{DESCRIBE_TASK_DEFINITION, LIST_TASK_DEFINITIONS, REGISTER_TASK_DEFINITION};
use super::raw::{AnswerBody, RequestBody};
use super::update::Receipt;

/// Revisions never change, but they can be deregistered.
const STATUS_HOLDS: Duration = Duration::from_mins(5);
/// Somebody may register a newer revision of a family at any time.
const NEWEST_HOLDS: Duration = Duration::from_secs(5);

const CACHED_DOCUMENTS: usize = 1_000;
const CACHED_BYTES: u64 = 16 * 1024 * 1024;

/// A task definition, as DescribeTaskDefinition answered it: members that the SDK does not know
/// included.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskDefinitionDocument {
    /// The `taskDefinition` member.
    pub document: Value,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// The documents read lately, by the name they were asked for.
pub(super) struct TaskDefinitions {
    cache: Cache<String, Cached, BySize>,
}

#[derive(Clone)]
struct Cached {
    document: Arc<TaskDefinitionDocument>,
    bytes: u64,
    until: Instant,
}

#[derive(Clone)]
struct BySize;

impl Weighter<String, Cached> for BySize {
    fn weight(&self, name: &String, cached: &Cached) -> u64 {
        name.len() as u64 + cached.bytes
    }
}

impl TaskDefinitions {
    pub(super) fn new() -> Self {
        let cache = Cache::with(
            CACHED_DOCUMENTS,
            CACHED_BYTES,
            BySize,
            DefaultHashBuilder::default(),
            quick_cache::sync::DefaultLifecycle::default(),
        );
        Self { cache }
    }

    fn get(&self, name: &str, now: Instant) -> Option<Arc<TaskDefinitionDocument>> {
        let cached = self.cache.get(name)?;
        if now < cached.until {
            return Some(cached.document);
        }
        self.cache.remove(name);
        None
    }

    fn put(&self, name: &str, cached: Cached) {
        self.cache.insert(name.to_owned(), cached);
    }
}

impl Client {
    /// A task definition by ARN, `family:revision`, or family (its newest active revision).
    pub async fn task_definition(&self, name: &str) -> Result<Arc<TaskDefinitionDocument>, Error> {
        let cache = &self.inner.task_definitions;
        let now = Instant::now();
        if let Some(cached) = cache.get(name, now) {
            return Ok(cached);
        }
        let body = self.describe_task_definition(name).await?;
        let bytes = body.len() as u64;
        let document = Arc::new(read(&body).ok_or_else(|| {
            Error::new(
                ErrorKind::Aws,
                format!("AWS answered DescribeTaskDefinition of {name} with something else."),
            )
        })?);
        let exact = model::task_definition::revision_number(name).is_some();
        let holds = if exact { STATUS_HOLDS } else { NEWEST_HOLDS };
        let cached = Cached {
            document: Arc::clone(&document),
            bytes,
            until: now + holds,
        };
        cache.put(name, cached);
        Ok(document)
    }

    /// The ARNs of the newest active revisions of a family, newest first: at most a hundred.
    pub async fn newest_task_definitions(
        &self,
        family: &str,
        limit: i32,
    ) -> Result<Vec<String>, Error> {
        let subject = Subject::TaskDefinition(family);
        let answer = self
            .call(LIST_TASK_DEFINITIONS, subject, || {
                let request = self.inner.ecs.list_task_definitions();
                request
                    .family_prefix(family)
                    .status(TaskDefinitionStatus::Active)
                    .sort(SortOrder::Desc)
                    .max_results(limit)
                    .send()
            })
            .await?;
        Ok(answer.task_definition_arns.unwrap_or_default())
    }

    /// Registers a task definition (RegisterTaskDefinition) from a whole request document, and
    /// answers the new revision's ARN.
    pub async fn register_task_definition(
        &self,
        request: &Value,
    ) -> Result<(String, Receipt), Error> {
        let family = request["family"].as_str().unwrap_or_default();
        let body = RequestBody::new(request);
        let answer = self
            .call(
                REGISTER_TASK_DEFINITION,
                Subject::TaskDefinition(family),
                || {
                    // The SDK asks for these two; what is sent is the document.
                    let request = self.inner.ecs.register_task_definition();
                    request
                        .family(family)
                        .set_container_definitions(Some(Vec::new()))
                        .customize()
                        .interceptor(body.clone())
                        .send()
                },
            )
            .await?;
        let receipt = self.receipt(&answer);
        let arn = answer
            .task_definition
            .and_then(|definition| definition.task_definition_arn);
        let arn = arn.ok_or_else(|| {
            Error::new(
                ErrorKind::Aws,
                format!("AWS registered {family} without saying as what."),
            )
        })?;
        Ok((arn, receipt))
    }

    /// The raw answer.
    async fn describe_task_definition(&self, name: &str) -> Result<Bytes, Error> {
        let body = AnswerBody::default();
        self.call(
            DESCRIBE_TASK_DEFINITION,
            Subject::TaskDefinition(name),
            || {
                self.inner
                    .ecs
                    .describe_task_definition()
                    .task_definition(name)
                    .include(TaskDefinitionField::Tags)
                    .customize()
                    .interceptor(body.clone())
                    .send()
            },
        )
        .await?;
        Ok(body.take())
    }
}

fn read(body: &[u8]) -> Option<TaskDefinitionDocument> {
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    let document = answer.get_mut("taskDefinition")?.take();
    if !document.is_object() {
        return None;
    }
    let tags = answer["tags"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let tag = |tag: &Value| {
        Some(Tag {
            key: tag["key"].as_str()?.to_owned(),
            value: tag["value"].as_str().unwrap_or_default().to_owned(),
        })
    };
    Some(TaskDefinitionDocument {
        tags: tags.iter().filter_map(tag).collect(),
        document,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_other_shapes_are_no_task_definitions() {
        for body in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"taskDefinition": 7}"#,
            r#"{"tags": []}"#,
        ] {
            assert_eq!(read(body.as_bytes()), None, "{body}");
        }
        let odd = r#"{"taskDefinition": {"family": "web", "newMember": {"x": 1}}, "tags": [3, {"key": "a"}]}"#;
        let read = read(odd.as_bytes());
        assert!(read.is_some_and(|read| {
            read.document["newMember"]["x"] == 1
                && read.tags
                    == [Tag {
                        key: "a".to_owned(),
                        value: String::new(),
                    }]
        }));
    }
}
