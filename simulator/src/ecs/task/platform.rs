//! Platform versions of AWS Fargate.

use serde_json::{Map, Value};

use crate::error::AwsError;

/// The version that `LATEST` is, and that is meant when none is named.
pub(crate) const LATEST: &str = "1.4.0";

/// The version before it, which lacks some of what task definitions ask for.
const OLD: &str = "1.3.0";

/// The version that a request for `name` gets for a task definition.
pub(crate) fn resolve(
    name: Option<&str>,
    fargate: bool,
    definition: &Map<String, Value>,
) -> Result<&'static str, AwsError> {
    match name {
        Some(_) if !fargate => Err(AwsError::invalid_parameter(
            "The platform version must be null when specifying an EC2 launch type.",
        )),
        None | Some("LATEST" | LATEST) => Ok(LATEST),
        Some(OLD) if needs_latest(definition) => Err(AwsError::new(
            "PlatformTaskDefinitionIncompatibilityException",
            "One or more of the requested capabilities are not supported.",
        )),
        Some(OLD) => Ok(OLD),
        Some(_) => Err(AwsError::new(
            "PlatformUnknownException",
            "The specified platform does not exist.",
        )),
    }
}

/// Whether a definition has what came with the newest version: EFS volumes, larger ephemeral
/// storage, ARM processors.
fn needs_latest(definition: &Map<String, Value>) -> bool {
    let volumes = definition.get("volumes").and_then(Value::as_array);
    let mut volumes = volumes.into_iter().flatten();
    let platform = definition.get("runtimePlatform");
    volumes.any(|volume| volume.get("efsVolumeConfiguration").is_some())
        || definition.contains_key("ephemeralStorage")
        || platform.is_some_and(|platform| {
            platform.get("cpuArchitecture").and_then(Value::as_str) == Some("ARM64")
        })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::{Value, json};

    use super::resolve;

    /// The name, whether for Fargate, the definition, and the version or the error's code.
    type Case<'a> = (Option<&'a str>, bool, &'a Value, Result<&'a str, &'a str>);

    #[test]
    fn a_version_must_exist_and_have_what_the_definition_asks_for() {
        let plain = json!({ "family": "web", "volumes": [{ "name": "scratch" }] });
        let efs = json!({ "volumes": [{ "name": "a", "efsVolumeConfiguration": {} }] });
        let arm = json!({ "runtimePlatform": { "cpuArchitecture": "ARM64" } });
        let incompatible = Err("PlatformTaskDefinitionIncompatibilityException");
        let unknown = Err("PlatformUnknownException");
        let cases: [Case<'_>; 8] = [
            (None, true, &efs, Ok("1.4.0")),
            (None, false, &plain, Ok("1.4.0")),
            (Some("LATEST"), true, &arm, Ok("1.4.0")),
            (Some("1.3.0"), true, &plain, Ok("1.3.0")),
            (Some("1.3.0"), true, &efs, incompatible),
            (Some("1.3.0"), true, &arm, incompatible),
            (Some("9.9.9"), true, &plain, unknown),
            (
                Some("LATEST"),
                false,
                &plain,
                Err("InvalidParameterException"),
            ),
        ];
        for (name, fargate, definition, expected) in cases {
            let found = resolve(name, fargate, definition.as_object().unwrap());
            let found = found.map_err(|error| error.code.into_owned());
            assert_eq!(
                found,
                expected.map_err(str::to_owned),
                "{name:?} {definition}"
            );
        }
    }
}
