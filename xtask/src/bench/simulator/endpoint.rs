//! A server that speaks AWS's JSON protocol, and the requests it is measured with.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// The cluster with 2,000 services and 5,000 tasks.
pub(in crate::bench) const CLUSTER: &str = "large";
const LOG_GROUP: &str = "/bench";
const LOG_STREAM: &str = "one";
const LOG_EVENTS: usize = 1_000;

/// The most that is read of one answer; moto's ListTasks has no pages.
const LARGEST_ANSWER: u64 = 64 << 20;

/// A request.
#[derive(Debug, Clone)]
pub(in crate::bench) struct Request {
    service: &'static str,
    target: String,
    body: String,
}

impl Request {
    /// A call of ECS.
    pub(in crate::bench) fn ecs(operation: &str, input: &Value) -> Self {
        Self {
            service: "ecs",
            target: format!("AmazonEC2ContainerServiceV20141113.{operation}"),
            body: input.to_string(),
        }
    }

    fn logs(operation: &str, input: &Value) -> Self {
        Self {
            service: "logs",
            target: format!("Logs_20140328.{operation}"),
            body: input.to_string(),
        }
    }
}

impl Request {
    /// Signed as far as anybody looks at it.
    fn authorization(&self) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/{}/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=0",
            self.service
        )
    }

    /// The request as it is sent to a host.
    pub(in crate::bench) fn to_bytes(&self, host: &str) -> Vec<u8> {
        let Self { target, body, .. } = self;
        format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-amz-json-1.1\r\n\
             x-amz-target: {target}\r\nauthorization: {}\r\ncontent-length: {}\r\n\r\n{body}",
            self.authorization(),
            body.len()
        )
        .into_bytes()
    }
}

/// Requests that describe all items, `size` of them at a time.
pub(in crate::bench) fn describing(
    operation: &str,
    member: &str,
    arns: &[String],
    size: usize,
) -> Vec<Request> {
    arns.chunks_exact(size)
        .map(|arns| Request::ecs(operation, &json!({ "cluster": CLUSTER, member: arns })))
        .collect()
}

/// A page of log events.
pub(in crate::bench) fn filtering() -> Request {
    let input = json!({ "logGroupName": LOG_GROUP, "limit": LOG_EVENTS });
    Request::logs("FilterLogEvents", &input)
}

/// A page of tasks.
pub(in crate::bench) fn listing() -> Request {
    Request::ecs(
        "ListTasks",
        &json!({ "cluster": CLUSTER, "maxResults": 100 }),
    )
}

/// A server.
#[derive(Debug)]
pub(in crate::bench) struct Endpoint {
    url: String,
    agent: ureq::Agent,
}

impl Endpoint {
    /// The server whose first line names its address.
    pub(in crate::bench) fn at(line: &str) -> anyhow::Result<Self> {
        let url = line
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .with_context(|| format!("no address in `{line}`"))?;
        Ok(Self {
            url: url.to_owned(),
            agent: ureq::Agent::new_with_defaults(),
        })
    }

    /// Its host and port.
    pub(in crate::bench) fn address(&self) -> &str {
        let address = self.url.trim_start_matches("http://");
        address.trim_end_matches('/')
    }

    /// Sends a request and reads the whole answer.
    pub(in crate::bench) fn send(&self, request: &Request) -> anyhow::Result<Vec<u8>> {
        let mut answer = self
            .agent
            .post(&self.url)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", &request.target)
            .header("authorization", request.authorization())
            .send(&request.body)
            .with_context(|| format!("{} failed", request.target))?;
        let body = answer.body_mut().with_config().limit(LARGEST_ANSWER);
        Ok(body.read_to_vec()?)
    }

    /// Posts to the simulator's control API.
    pub(in crate::bench) fn control(&self, path: &str, input: &Value) -> anyhow::Result<()> {
        self.agent
            .post(format!("{}/_ecscope/{path}", self.url))
            .header("content-type", "application/json")
            .send(input.to_string())?;
        Ok(())
    }

    /// What the simulator's control API tells of a subject.
    pub(in crate::bench) fn ask(&self, path: &str) -> anyhow::Result<Value> {
        let url = format!("{}/_ecscope/{path}", self.url);
        let body = self.agent.get(url).call()?.body_mut().read_to_vec()?;
        Ok(serde_json::from_slice(&body)?)
    }

    /// All items of a list, page by page.
    pub(in crate::bench) fn list(
        &self,
        operation: &str,
        member: &str,
    ) -> anyhow::Result<Vec<String>> {
        let mut found: Vec<String> = Vec::new();
        let mut input = json!({ "cluster": CLUSTER, "maxResults": 100 });
        loop {
            let answer = self.send(&Request::ecs(operation, &input))?;
            let answer: Value = serde_json::from_slice(&answer)?;
            let Some(items) = answer[member].as_array() else {
                bail!("{operation} answers without {member}");
            };
            found.extend(
                items
                    .iter()
                    .filter_map(|item| item.as_str().map(str::to_owned)),
            );
            match answer["nextToken"].as_str() {
                Some(token) => input["nextToken"] = json!(token),
                None => return Ok(found),
            }
        }
    }

    /// Makes the log group and its events.
    pub(in crate::bench) fn put_log_events(&self) -> anyhow::Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64;
        let events: Vec<Value> = (0..LOG_EVENTS as u64)
            .map(|number| {
                let message = format!(
                    "2026-11-23T04:00:00.000Z INFO GET /todos/{number} 200 12ms request_id={number:012x}"
                );
                json!({ "timestamp": now - 60_000 + number, "message": message })
            })
            .collect();
        let stream = json!({ "logGroupName": LOG_GROUP, "logStreamName": LOG_STREAM });
        let mut put = stream.clone();
        put["logEvents"] = json!(events);
        self.send(&Request::logs(
            "CreateLogGroup",
            &json!({ "logGroupName": LOG_GROUP }),
        ))?;
        self.send(&Request::logs("CreateLogStream", &stream))?;
        self.send(&Request::logs("PutLogEvents", &put))?;
        let answer: Value = serde_json::from_slice(&self.send(&filtering())?)?;
        let found = answer["events"].as_array().map_or(0, Vec::len);
        if found != LOG_EVENTS {
            bail!("{found} of {LOG_EVENTS} log events were found");
        }
        Ok(())
    }
}
