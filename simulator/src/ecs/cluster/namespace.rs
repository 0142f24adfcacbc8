//! Cloud Map namespaces, as Service Connect names them.

use serde_json::{Value, json};

use crate::{arn, random::hash, world::Context};

/// Whether two texts name the same namespace, each by its name or its ARN.
pub(crate) fn same_namespace(one: &str, other: &str, region: &str) -> bool {
    let arn = |name: &str| {
        if name.starts_with("arn:") {
            name.to_owned()
        } else {
            arn_of_namespace(name, region)
        }
    };
    arn(one) == arn(other)
}

fn arn_of_namespace(name: &str, region: &str) -> String {
    let id = format!("{:016x}", hash(0, name));
    format!(
        "arn:aws:servicediscovery:{region}:{}:namespace/ns-{id}",
        arn::ACCOUNT
    )
}

/// AWS answers a namespace that was given by its name with the ARN of the Cloud Map namespace.
pub(super) fn with_arn(mut defaults: Value, context: &Context<'_>) -> Value {
    if let Some(name) = defaults
        .get("namespace")
        .and_then(Value::as_str)
        .filter(|name| !name.starts_with("arn:"))
    {
        defaults["namespace"] = json!(arn_of_namespace(name, &context.region));
    }
    defaults
}
