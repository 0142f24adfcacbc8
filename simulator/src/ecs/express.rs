//! Express services: there are none.

use crate::error::{Answer, AwsError};

/// `DescribeExpressGatewayService`.
pub(crate) fn describe() -> Answer {
    Err(AwsError::new(
        "ResourceNotFoundException",
        "The specified Express service wasn't found.",
    ))
}
