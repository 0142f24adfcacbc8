//! Deploying another revision of a task definition, or the same one with another image.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::diff::Change;
use crate::image::ImageReference;
use crate::rollback::Call;
use crate::service::{CircuitBreaker, DeploymentController, Service, ServiceStatus};
use crate::{Error, ErrorKind};

/// What is to be deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// A registered task definition: `family:revision`, a family (its newest active revision) or an
    /// ARN.
    Revision(String),
    /// What the service runs now, with another image for one container.
    Image {
        /// The container's name.
        container: String,
        /// The tag, or the digest as `sha256:…`, within the repository of its image now.
        tag: String,
    },
}

/// Settings of the service that a deployment may change along with it. Absent ones stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeployOptions {
    /// Whether to start a deployment although nothing differs.
    #[serde(default)]
    pub force: bool,
    /// The circuit breaker.
    #[serde(default)]
    pub circuit_breaker: Option<CircuitBreaker>,
    /// `minimumHealthyPercent`.
    #[serde(default)]
    pub minimum_healthy_percent: Option<i32>,
    /// `maximumPercent`.
    #[serde(default)]
    pub maximum_percent: Option<i32>,
}

/// What a deployment will do, for the confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeployPreview {
    /// The ARN of the task definition set now.
    pub from: String,
    /// The ARN of the task definition that is deployed; `None` when it is registered first.
    pub to: Option<String>,
    /// What differs between the two.
    pub changes: Vec<Change>,
    /// What is not certain, in a sentence: whether an image is there, for example.
    pub doubt: Option<String>,
    /// The calls, in order; none for those who may not see values.
    pub calls: Vec<Call>,
}

/// Whether another revision can be deployed at all; else the error says why not.
pub fn can_deploy(service: &Service) -> Result<(), Error> {
    let refuse = |why: &str| Err(Error::new(ErrorKind::Invalid, why));
    match (&service.controller, &service.status) {
        (DeploymentController::CodeDeploy, _) => {
            refuse("Its deployments are made by CodeDeploy: deploy there.")
        }
        (DeploymentController::External, _) => {
            refuse("Its deployments are made by an external controller: deploy there.")
        }
        (_, ServiceStatus::Draining) => refuse("The service is being deleted."),
        (_, ServiceStatus::Inactive) => refuse("The service is deleted."),
        _ => Ok(()),
    }
}

/// The image of the same repository with another tag, or of a digest; else the error says what is
/// wrong with it.
pub fn image_with(image: &str, tag: &str) -> Result<String, Error> {
    let repository = ImageReference::of(image).repository;
    if let Some(hex) = tag.strip_prefix("sha256:") {
        let is_hex = hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        return if is_hex {
            Ok(format!("{repository}@{tag}"))
        } else {
            Err(Error::invalid(
                "A digest is sha256: and 64 hexadecimal digits.",
            ))
        };
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_tag = tag.starts_with(is_word)
        && tag.len() <= 128
        && tag.chars().all(|c| is_word(c) || matches!(c, '.' | '-'));
    if tag.is_empty() {
        return Err(Error::invalid("Name the tag to deploy."));
    }
    if !is_tag {
        return Err(Error::invalid(
            "A tag has letters, digits, dots, dashes and underscores, 128 at most, and begins with a letter, a digit or an underscore.",
        ));
    }
    Ok(format!("{repository}:{tag}"))
}

/// The image of a container in a task definition document.
pub fn image_of<'a>(definition: &'a Value, container: &str) -> Result<&'a str, Error> {
    let containers = definition["containerDefinitions"].as_array();
    let mut containers = containers.into_iter().flatten();
    containers
        .find(|one| one["name"] == container)
        .and_then(|one| one["image"].as_str())
        .ok_or_else(|| {
            Error::invalid(format!(
                "The task definition has no container “{container}”."
            ))
        })
}

/// The document with another image for one container. Nothing else changes.
pub fn with_image(definition: &Value, container: &str, image: &str) -> Value {
    let mut copy = definition.clone();
    let containers = copy
        .get_mut("containerDefinitions")
        .and_then(Value::as_array_mut);
    for one in containers.into_iter().flatten() {
        if one["name"] == container {
            one["image"] = Value::String(image.to_owned());
        }
    }
    copy
}

/// The members that the options add to UpdateService. `configuration` is the service's
/// `deploymentConfiguration` document now, all of which is sent again when a part changes; else the
/// error says what is wrong.
pub fn option_members(
    service: &Service,
    configuration: &Value,
    options: &DeployOptions,
) -> Result<Map<String, Value>, Error> {
    let mut members = Map::new();
    if options.force {
        members.insert("forceNewDeployment".to_owned(), Value::Bool(true));
    }
    let minimum = options
        .minimum_healthy_percent
        .or(service.minimum_healthy_percent);
    let maximum = options.maximum_percent.or(service.maximum_percent);
    if let (Some(minimum), Some(maximum)) = (minimum, maximum) {
        check_percents(minimum, maximum)?;
    }
    let mut changed = configuration.as_object().cloned().unwrap_or_default();
    if let Some(percent) = options.minimum_healthy_percent {
        changed.insert("minimumHealthyPercent".to_owned(), json!(percent));
    }
    if let Some(percent) = options.maximum_percent {
        changed.insert("maximumPercent".to_owned(), json!(percent));
    }
    if let Some(breaker) = options.circuit_breaker {
        let now = changed.remove("deploymentCircuitBreaker");
        let mut now = now
            .as_ref()
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        now.insert("enable".to_owned(), json!(breaker.enable));
        now.insert(
            "rollback".to_owned(),
            json!(breaker.enable && breaker.rollback),
        );
        changed.insert("deploymentCircuitBreaker".to_owned(), Value::Object(now));
    }
    if configuration.as_object() != Some(&changed) && !changed.is_empty() {
        members.insert("deploymentConfiguration".to_owned(), Value::Object(changed));
    }
    Ok(members)
}

/// Whether a service can be deployed with these percents.
fn check_percents(minimum: i32, maximum: i32) -> Result<(), Error> {
    if !(0..=100).contains(&minimum) {
        return Err(Error::invalid(
            "The minimum healthy percent must be between 0 and 100.",
        ));
    }
    if !(100..=200).contains(&maximum) {
        return Err(Error::invalid(
            "The maximum percent must be between 100 and 200.",
        ));
    }
    if minimum == 100 && maximum == 100 {
        return Err(Error::invalid(
            "With 100 and 100 percent no task could be replaced.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edits;
    use crate::service::tests::service;

    #[test]
    fn images_stay_in_their_repository() {
        let digest = format!("sha256:{}", "ab".repeat(32));
        for (image, tag, wanted) in [
            ("r/web:1", "2", Some("r/web:2".to_owned())),
            ("r/web", "latest", Some("r/web:latest".to_owned())),
            (
                "h:5000/web:1",
                "v1.2-rc_3",
                Some("h:5000/web:v1.2-rc_3".to_owned()),
            ),
            ("r/web:1", &digest, Some(format!("r/web@{digest}"))),
            ("r/web:1", "", None),
            ("r/web:1", "a b", None),
            ("r/web:1", "-a", None),
            ("r/web:1", "x/y:2", None),
            ("r/web:1", "sha256:ab", None),
            ("r/web:1", &"a".repeat(129), None),
        ] {
            assert_eq!(image_with(image, tag).ok(), wanted, "{tag}");
        }
    }

    #[test]
    fn exactly_one_value_changes() {
        let definition = json!({"family": "web", "memberOfTomorrow": [1, null], "containerDefinitions": [
            {"name": "web", "image": "r/web:1", "newer": {"x": 1}}, {"name": "envoy", "image": "r/web:1"}]});
        let copy = with_image(&definition, "web", "r/web:2");
        let changes = edits(&definition, &copy);
        assert_eq!(changes.len(), 1);
        assert_eq!(copy["containerDefinitions"][0]["image"], "r/web:2");
        assert_eq!(copy["memberOfTomorrow"], definition["memberOfTomorrow"]);
        assert!(image_of(&definition, "none").is_err());
    }

    #[test]
    fn options_change_what_they_name_and_keep_the_rest() {
        let mut web = service(2, 2, 0);
        web.minimum_healthy_percent = Some(100);
        web.maximum_percent = Some(200);
        let now = json!({"strategy": "ROLLING", "maximumPercent": 200, "minimumHealthyPercent": 100,
            "deploymentCircuitBreaker": {"enable": true, "rollback": true, "resetOnHealthyTask": false}});
        let members =
            |options: &DeployOptions| option_members(&web, &now, options).map(Value::Object);
        let none = DeployOptions::default();
        assert_eq!(members(&none), Ok(json!({})));
        let force = DeployOptions {
            force: true,
            ..none.clone()
        };
        assert_eq!(members(&force), Ok(json!({"forceNewDeployment": true})));
        let off = DeployOptions {
            circuit_breaker: Some(CircuitBreaker {
                enable: false,
                rollback: true,
            }),
            minimum_healthy_percent: Some(50),
            ..none.clone()
        };
        assert_eq!(
            members(&off),
            Ok(
                json!({"deploymentConfiguration": {"strategy": "ROLLING", "maximumPercent": 200, "minimumHealthyPercent": 50,
                "deploymentCircuitBreaker": {"enable": false, "rollback": false, "resetOnHealthyTask": false}}})
            )
        );
        for (minimum, maximum) in [
            (Some(-1), None),
            (Some(101), None),
            (None, Some(99)),
            (None, Some(201)),
            (Some(100), Some(100)),
        ] {
            let odd = DeployOptions {
                minimum_healthy_percent: minimum,
                maximum_percent: maximum,
                ..none.clone()
            };
            assert!(members(&odd).is_err(), "{minimum:?} {maximum:?}");
        }
    }
}
