//! `GetAuthorizationToken`: what container runtimes sign in to the registry with.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    arn::ACCOUNT,
    clock::{HOUR, seconds},
    error::{Answer, AwsError},
    input::Input,
    world::Context,
};

/// Answers with a made-up password for the user `AWS`, valid for twelve hours.
pub(super) fn authorize(input: &Input, context: &mut Context<'_>) -> Answer {
    if input.texts("registryIds")?.iter().any(|id| *id != ACCOUNT) {
        return Err(AwsError::invalid_parameter(
            "Invalid parameter at 'registryIds' failed to satisfy constraint: 'must be the registry of this account'",
        ));
    }
    let password = context.random.alphanumeric(200);
    Ok(json!({ "authorizationData": [{
        "authorizationToken": STANDARD.encode(format!("AWS:{password}")),
        "expiresAt": seconds(context.now + 12 * HOUR),
        "proxyEndpoint": format!("https://{ACCOUNT}.dkr.ecr.{}.amazonaws.com", context.region),
    }] }))
}
