//! Reading scalable targets.

use serde_json::Value;

use crate::{
    autoscaling::{AutoScaling, DIMENSION, NAMESPACE, invalid},
    document::Document,
    error::{Answer, AwsError},
    input::Input,
    page::{open_token, seal_token},
};

/// Targets on a page, unless the caller asks for fewer.
const MOST: usize = 50;
const OPERATION: &str = "DescribeScalableTargets";

/// `DescribeScalableTargets`: those of the resources named, or all.
pub(super) fn describe(autoscaling: &AutoScaling, input: &Input) -> Answer {
    let resources = input.texts("ResourceIds")?;
    let dimension = input.text("ScalableDimension")?;
    if dimension.is_none() && !resources.is_empty() {
        return Err(invalid(
            "ScalableDimension must be specified when ResourceIds is specified",
        ));
    }
    let size = match input.integer("MaxResults")? {
        None => MOST,
        Some(size) => usize::try_from(size)
            .ok()
            .filter(|size| (1..=MOST).contains(size))
            .ok_or_else(|| invalid(format!("MaxResults must be between 1 and {MOST}")))?,
    };
    let after = match input.text("NextToken")? {
        None => None,
        Some(token) => Some(
            open_token(token, OPERATION)
                .map_err(|error| AwsError::new("InvalidNextTokenException", error.message))?,
        ),
    };
    let here = input.text("ServiceNamespace")? == Some(NAMESPACE)
        && dimension.is_none_or(|dimension| dimension == DIMENSION);
    let mut rest = autoscaling
        .targets
        .iter()
        .filter(|(resource, _)| {
            here && after.as_ref().is_none_or(|after| *resource > after)
                && (resources.is_empty() || resources.contains(&resource.as_str()))
        })
        .peekable();
    let taken: Vec<_> = rest.by_ref().take(size).collect();
    let last = taken.last().filter(|_| rest.peek().is_some());
    let token = last.map(|(resource, _)| seal_token(resource, OPERATION));
    let documents: Vec<Value> = taken
        .iter()
        .map(|(resource, target)| target.document(resource))
        .collect();
    Ok(Document::new()
        .set("ScalableTargets", documents)
        .maybe("NextToken", token)
        .build())
}
