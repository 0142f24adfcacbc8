//! Gateways: there are none, which is what their reading operations answer.

use serde_json::json;

use crate::{
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
};

/// `ListGateways`, `ListGatewayRoutes` and `ListGatewayClusterAssociations`.
pub(crate) fn list(input: &Input, member: &str, operation: &str) -> Answer {
    let size = PageSize {
        default: 100,
        most: 100,
    };
    page::<String, ()>([], input, size, operation)?;
    if operation == "ListGatewayRoutes" && input.get("gateway").is_some() {
        return describe();
    }
    Ok(json!({ member: [] }))
}

/// `DescribeGateway` and `DescribeGatewayResources`.
pub(crate) fn describe() -> Answer {
    Err(AwsError::new(
        "GatewayNotFoundException",
        "The specified gateway wasn't found.",
    ))
}

/// `DescribeGatewayRoute`.
pub(crate) fn describe_route() -> Answer {
    Err(AwsError::new(
        "ResourceNotFoundException",
        "The specified gateway route wasn't found.",
    ))
}
