//! `deploymentConfiguration`: what AWS accepts.

use crate::{ecs::service_deployment::stage::Stage, error::AwsError, input::Input};

/// Checks a deployment configuration.
pub(super) fn check(configuration: &Input) -> Result<(), AwsError> {
    percentages(configuration)?;
    minutes(configuration, "bakeTimeInMinutes")?;
    for hook in configuration.list("lifecycleHooks")? {
        check_hook(&Input::from_value(hook.clone()))?;
    }
    let strategy = configuration.text("strategy")?.unwrap_or("ROLLING");
    let settings = [
        ("LINEAR", "linearConfiguration", "stepPercent", 3.0),
        ("CANARY", "canaryConfiguration", "canaryPercent", 0.1),
    ];
    for (of, name, percent, least) in settings {
        let Some(given) = configuration.object(name)? else {
            continue;
        };
        if strategy != of {
            return Err(AwsError::invalid_parameter(format!(
                "{name} is only valid when the deployment strategy is {of}."
            )));
        }
        if given
            .number(percent)?
            .is_some_and(|value| !is_percent(value, least))
        {
            return Err(AwsError::invalid_parameter(format!(
                "{percent} must be a multiple of 0.1 from {least:.1} to 100.0."
            )));
        }
        minutes(&given, &percent.replace("Percent", "BakeTimeInMinutes"))?;
    }
    match strategy {
        "ROLLING" | "BLUE_GREEN" | "LINEAR" | "CANARY" => Ok(()),
        other => Err(AwsError::invalid_parameter(format!(
            "Invalid deployment strategy: {other}. Valid values are: ROLLING, BLUE_GREEN, LINEAR, CANARY"
        ))),
    }
}

fn percentages(configuration: &Input) -> Result<(), AwsError> {
    let (minimum, maximum) = (
        configuration
            .integer("minimumHealthyPercent")?
            .unwrap_or(100),
        configuration.integer("maximumPercent")?.unwrap_or(200),
    );
    if minimum < 0 || maximum < 0 || (minimum >= 100 && maximum <= 100 && minimum >= maximum) {
        return Err(AwsError::invalid_parameter(
            "maximumPercent must be greater than minimumHealthyPercent where both are 100 or more.",
        ));
    }
    Ok(())
}

fn minutes(input: &Input, name: &str) -> Result<(), AwsError> {
    match input.integer(name)? {
        Some(minutes) if !(0..=1_440).contains(&minutes) => Err(AwsError::invalid_parameter(
            format!("{name} must be between 0 and 1440."),
        )),
        _ => Ok(()),
    }
}

fn is_percent(value: f64, least: f64) -> bool {
    let tenths = value * 10.0;
    (least..=100.0).contains(&value) && (tenths - tenths.round()).abs() < 1e-6
}

fn check_hook(hook: &Input) -> Result<(), AwsError> {
    let pauses = match hook.text("targetType")?.unwrap_or("AWS_LAMBDA") {
        "AWS_LAMBDA" => false,
        "PAUSE" => true,
        _ => {
            return Err(AwsError::invalid_parameter(
                "Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE",
            ));
        }
    };
    if !pauses {
        hook.required_text("hookTargetArn")?;
        hook.required_text("roleArn")?;
    }
    let stages = hook.texts("lifecycleStages")?;
    if stages.is_empty() {
        return Err(AwsError::invalid_parameter(
            "lifecycleStages can not be empty.",
        ));
    }
    for name in stages {
        match Stage::parse(name).filter(|stage| stage.takes_hooks()) {
            Some(stage) if pauses && !stage.takes_pauses() => {
                return Err(AwsError::invalid_parameter(
                    "Invalid lifecycle stage provided for Pause Hook",
                ));
            }
            Some(_) => {}
            None => {
                return Err(AwsError::invalid_parameter(format!(
                    "Invalid lifecycle stage: {name}."
                )));
            }
        }
    }
    let timeout = hook.object("timeoutConfiguration")?.unwrap_or_default();
    if timeout
        .integer("timeoutInMinutes")?
        .is_some_and(|minutes| !(1..=20_160).contains(&minutes))
    {
        return Err(AwsError::invalid_parameter(
            "timeoutInMinutes must be between 1 and 20160.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::check;
    use crate::input::Input;

    fn message(configuration: Value) -> Option<String> {
        check(&Input::from_value(configuration))
            .err()
            .map(|error| error.message)
    }

    #[test]
    fn what_aws_accepts_is_accepted() {
        for configuration in [
            json!({}),
            json!({ "strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5 }),
            json!({ "strategy": "LINEAR", "linearConfiguration": { "stepPercent": 3.3, "stepBakeTimeInMinutes": 0 } }),
            json!({ "strategy": "CANARY", "canaryConfiguration": { "canaryPercent": 0.1 } }),
            json!({ "lifecycleHooks": [{ "targetType": "PAUSE", "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"] }] }),
            json!({ "minimumHealthyPercent": 0, "maximumPercent": 100 }),
        ] {
            assert_eq!(message(configuration.clone()), None, "{configuration}");
        }
    }

    #[test]
    fn what_aws_refuses_is_refused() {
        let pause = |stage: &str| json!({ "lifecycleHooks": [{ "targetType": "PAUSE", "lifecycleStages": [stage] }] });
        for (configuration, part) in [
            (
                json!({ "strategy": "MAGIC" }),
                "Invalid deployment strategy",
            ),
            (json!({ "bakeTimeInMinutes": 1_441 }), "bakeTimeInMinutes"),
            (
                json!({ "strategy": "LINEAR", "linearConfiguration": { "stepPercent": 2.9 } }),
                "stepPercent",
            ),
            (
                json!({ "strategy": "CANARY", "canaryConfiguration": { "canaryPercent": 0.15 } }),
                "canaryPercent",
            ),
            (
                json!({ "strategy": "CANARY", "canaryConfiguration": { "canaryBakeTimeInMinutes": -1 } }),
                "canaryBakeTimeInMinutes",
            ),
            (
                json!({ "strategy": "CANARY", "linearConfiguration": {} }),
                "only valid when",
            ),
            (pause("TEST_TRAFFIC_SHIFT"), "for Pause Hook"),
            (pause("SCALE_UP"), "Invalid lifecycle stage"),
            (
                json!({ "lifecycleHooks": [{ "targetType": "SNS" }] }),
                "Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE",
            ),
            (
                json!({ "lifecycleHooks": [{ "lifecycleStages": ["PRE_SCALE_UP"] }] }),
                "hookTargetArn",
            ),
            (
                json!({ "minimumHealthyPercent": 100, "maximumPercent": 100 }),
                "maximumPercent must be greater",
            ),
        ] {
            let found = message(configuration.clone());
            assert!(
                found.as_ref().is_some_and(|text| text.contains(part)),
                "{configuration} {found:?}"
            );
        }
    }
}
