//! What the describing operations share: choosing by ARN or name, and pages.

use serde_json::{Value, json};

use crate::{
    document::Document,
    elb::{invalid, member},
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page as cut},
};

/// What a request asks for; everything when it names nothing.
pub(super) struct Wanted<'a> {
    pub(super) arns: Vec<&'a str>,
    pub(super) names: Vec<&'a str>,
    /// The error for those that don't exist.
    pub(super) missing: fn(&str) -> AwsError,
}

impl Wanted<'_> {
    /// The items asked for, out of ARNs, names and items.
    pub(super) fn find<'b, T>(
        &self,
        all: impl Iterator<Item = (&'b str, &'b str, T)>,
    ) -> Result<Vec<T>, AwsError> {
        let everything = self.arns.is_empty() && self.names.is_empty();
        let (mut found, mut seen) = (Vec::new(), Vec::new());
        for (arn, name, item) in all {
            if everything || self.arns.contains(&arn) || self.names.contains(&name) {
                found.push(item);
                seen.extend([arn, name]);
            }
        }
        let mut asked = self.arns.iter().chain(&self.names);
        match asked.find(|asked| !seen.contains(asked)) {
            Some(missing) => Err((self.missing)(missing)),
            None => Ok(found),
        }
    }
}

/// One page of an answer, by `Marker` and `PageSize`.
pub(super) fn page(
    items: impl Iterator<Item = (String, Value)>,
    input: &Input,
    list: &'static str,
) -> Answer {
    let size = member::number(input, "PageSize", 1..=400)?;
    let request = Document::new()
        .maybe("maxResults", size)
        .maybe("nextToken", input.text("Marker")?);
    let bounds = PageSize {
        default: 400,
        most: 400,
    };
    let (items, marker) = cut(items, &Input::from_value(request.build()), bounds, list)
        .map_err(|_| invalid("The marker is not valid."))?;
    Ok(Document::with(serde_json::Map::new())
        .set(list, json!(items))
        .maybe("NextMarker", marker)
        .build())
}
