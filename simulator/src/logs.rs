//! CloudWatch Logs: groups, streams, and events that are stored or made when they are read.

mod event;
mod filter;
mod filter_pattern;
mod generator;
mod get;
mod group;
mod lines;
mod put;
mod stream;
mod tag;

use std::collections::BTreeMap;

use crate::{
    clock::Millis,
    error::{AwsError, read},
    input::Input,
    world::{Handler, Writer},
};
use generator::Generated;
pub(crate) use generator::{Ending, Source};
use group::Group;
use stream::Stream;

/// A log stream by its group and name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct StreamKey {
    pub(crate) group: String,
    pub(crate) stream: String,
}

/// The logs of a region.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Logs {
    /// Groups by name.
    groups: BTreeMap<String, Group>,
    seed: u64,
}

impl Logs {
    /// Logs whose made-up lines depend on `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            groups: BTreeMap::new(),
            seed,
        }
    }

    /// A container begins to write to a stream.
    pub(crate) fn open(&mut self, key: &StreamKey, source: Source, now: Millis) {
        let seed = self.seed;
        let group = self
            .groups
            .entry(key.group.clone())
            .or_insert_with(|| Group::new(&key.group, now));
        let generated = Generated::new(seed, &key.group, &key.stream, source, now);
        group.forget_expired(now);
        group
            .streams
            .insert(key.stream.clone(), Stream::generated(generated, now));
    }

    /// The container of a stream is asked to stop.
    pub(crate) fn signal(&mut self, key: &StreamKey, now: Millis) {
        if let Some(generated) = self.generated(key) {
            generated.signal(now);
        }
    }

    /// The container of a stream writes so many lines in a second from now on.
    pub(crate) fn set_rate(&mut self, key: &StreamKey, rate: f64, now: Millis) {
        if let Some(generated) = self.generated(key) {
            generated.set_rate(now, rate);
        }
    }

    /// The container of a stream has ended.
    pub(crate) fn close(&mut self, key: &StreamKey, now: Millis, ending: Ending) {
        if let Some(generated) = self.generated(key) {
            generated.close(now, ending);
        }
    }

    fn generated(&mut self, key: &StreamKey) -> Option<&mut Generated> {
        self.groups
            .get_mut(&key.group)?
            .streams
            .get_mut(&key.stream)?
            .generated
            .as_mut()
    }

    /// The group a request names, by name or ARN.
    fn group(&self, input: &Input) -> Result<&Group, AwsError> {
        self.groups
            .get(group::name_in(input)?)
            .ok_or_else(group::not_found)
    }

    fn group_mut(&mut self, input: &Input) -> Result<&mut Group, AwsError> {
        self.groups
            .get_mut(group::name_in(input)?)
            .ok_or_else(group::not_found)
    }
}

/// What writes the answer of an operation that is asked often.
pub(crate) fn writer(operation: &str) -> Option<Writer> {
    (operation == "FilterLogEvents")
        .then_some(|region, input, context| filter::filter(&region.logs, input, context))
}

/// What answers an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let handler: Handler = match operation {
        "CreateLogGroup" => {
            |region, input, context| group::operations::create(&mut region.logs, input, context)
        }
        "DescribeLogGroups" => {
            |region, input, context| group::operations::describe(&region.logs, input, context)
        }
        "PutRetentionPolicy" => {
            |region, input, _| group::operations::put_retention(&mut region.logs, input)
        }
        "CreateLogStream" => {
            |region, input, context| stream::create(&mut region.logs, input, context)
        }
        "DescribeLogStreams" => {
            |region, input, context| stream::describe(&region.logs, input, context)
        }
        "PutLogEvents" => |region, input, context| put::put(&mut region.logs, input, context),
        "GetLogEvents" => |region, input, context| get::get(&region.logs, input, context),
        "FilterLogEvents" => {
            |region, input, context| read(filter::filter(&region.logs, input, context))
        }
        "DeleteLogGroup" => |region, input, _| group::operations::delete(&mut region.logs, input),
        "ListLogGroups" => {
            |region, input, context| group::operations::list(&region.logs, input, context)
        }
        "DeleteRetentionPolicy" => {
            |region, input, _| group::operations::delete_retention(&mut region.logs, input)
        }
        "DeleteLogStream" => |region, input, _| stream::delete(&mut region.logs, input),
        "ListTagsForResource" | "ListTagsLogGroup" => {
            |region, input, context| tag::list(&mut region.logs, input, context)
        }
        "TagResource" | "TagLogGroup" => {
            |region, input, context| tag::add(&mut region.logs, input, context)
        }
        "UntagResource" | "UntagLogGroup" => {
            |region, input, context| tag::remove(&mut region.logs, input, context)
        }
        _ => return None,
    };
    Some(handler)
}
