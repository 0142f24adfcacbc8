//! Small conversions that several resources share.

use aws_sdk_ecs::types;
use aws_smithy_types::DateTime;
use model::Timestamp;
use model::cluster::Tag;

/// The time in milliseconds; `None` without one, and for one that can't be counted.
pub(super) fn time(time: Option<DateTime>) -> Option<Timestamp> {
    time?.to_millis().ok().map(Timestamp)
}

/// Tags, without those that have no key.
pub(super) fn tags(tags: Option<Vec<types::Tag>>) -> Vec<Tag> {
    let tag = |tag: types::Tag| {
        Some(Tag {
            key: tag.key?,
            value: tag.value.unwrap_or_default(),
        })
    };
    tags.unwrap_or_default()
        .into_iter()
        .filter_map(tag)
        .collect()
}
