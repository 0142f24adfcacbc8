//! Running one task on its own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::deploy::image_of;
use crate::service::{Service, ServiceStatus};
use crate::{Error, ErrorKind};

/// What is different from the definition in one container.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RunOverrides {
    /// The container's name; empty for none.
    #[serde(default)]
    pub container: String,
    /// The command, one word an item; empty for the definition's own.
    #[serde(default)]
    pub command: Vec<String>,
    /// Environment variables, set beside and instead of the definition's.
    #[serde(default)]
    pub environment: Vec<(String, String)>,
}

/// The most bytes of a request's `overrides` (RunTask).
const MAX_OVERRIDES: usize = 8_192;

impl RunOverrides {
    /// Reads what was typed: one word of the command a line, one `NAME=value` a line; else the error
    /// says which line is wrong.
    pub fn from_lines(container: &str, command: &str, environment: &str) -> Result<Self, Error> {
        let mut variables = Vec::new();
        for line in environment.lines().filter(|line| !line.trim().is_empty()) {
            let Some((name, value)) = line.split_once('=') else {
                return Err(Error::invalid(format!(
                    "“{}” is no variable: write NAME=value.",
                    line.trim()
                )));
            };
            variables.push((name.trim().to_owned(), value.to_owned()));
        }
        Ok(Self {
            container: container.to_owned(),
            command: command
                .lines()
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            environment: variables,
        })
    }

    fn is_empty(&self) -> bool {
        self.command.is_empty() && self.environment.is_empty()
    }

    /// What is overridden in words: names, never values.
    pub fn words(&self) -> String {
        if self.is_empty() {
            return "as defined".to_owned();
        }
        let mut parts = Vec::new();
        if !self.command.is_empty() {
            parts.push("another command".to_owned());
        }
        if !self.environment.is_empty() {
            let names: Vec<&str> = self.environment.iter().map(|(name, _)| &**name).collect();
            parts.push(names.join(", "));
        }
        format!("{} with {}", self.container, parts.join(" and "))
    }
}

/// Whether a task can be run the way a service runs its own; else the error says why not.
pub fn can_run(service: &Service) -> Result<(), Error> {
    match service.status {
        ServiceStatus::Active | ServiceStatus::Unknown(_) => Ok(()),
        ServiceStatus::Draining | ServiceStatus::Inactive => Err(Error::new(
            ErrorKind::Invalid,
            "The service is deleted, and with it how its tasks run.",
        )),
    }
}

/// The RunTask request for one task of a definition, where and how a service's own run. `service` is
/// its DescribeServices document, `definition` the task definition's; else the error
/// says what is wrong with the overrides. `user` becomes part of `startedBy`.
pub fn request(
    service: &Value,
    definition: &Value,
    overrides: &RunOverrides,
    user: &str,
) -> Result<Value, Error> {
    let mut request = Map::new();
    let mut take = |from: &str, to: &str| {
        if let Some(value) = service.get(from).filter(|value| !value.is_null()) {
            let is_empty = value.as_array().is_some_and(Vec::is_empty);
            if !is_empty {
                request.insert(to.to_owned(), value.clone());
            }
        }
    };
    take("clusterArn", "cluster");
    take("networkConfiguration", "networkConfiguration");
    take("platformVersion", "platformVersion");
    take("placementConstraints", "placementConstraints");
    take("placementStrategy", "placementStrategy");
    take("enableExecuteCommand", "enableExecuteCommand");
    take("enableECSManagedTags", "enableECSManagedTags");
    take("capacityProviderStrategy", "capacityProviderStrategy");
    if !request.contains_key("capacityProviderStrategy")
        && let Some(launch_type) = service["launchType"].as_str()
    {
        request.insert("launchType".to_owned(), json!(launch_type));
    }
    let arn = definition["taskDefinitionArn"].as_str();
    let arn = arn.ok_or_else(|| Error::new(ErrorKind::Aws, "The task definition has no ARN."))?;
    request.insert("taskDefinition".to_owned(), json!(arn));
    request.insert("count".to_owned(), json!(1));
    request.insert("propagateTags".to_owned(), json!("TASK_DEFINITION"));
    request.insert("startedBy".to_owned(), json!(started_by(user)));
    if !overrides.is_empty() {
        // Says which container is missing before AWS does.
        image_of(definition, &overrides.container)?;
        let mut one = Map::new();
        one.insert("name".to_owned(), json!(overrides.container));
        if !overrides.command.is_empty() {
            one.insert("command".to_owned(), json!(overrides.command));
        }
        if overrides
            .environment
            .iter()
            .any(|(name, _)| name.is_empty())
        {
            return Err(Error::invalid("A variable needs a name."));
        }
        let environment = overrides.environment.iter();
        let environment: Vec<Value> = environment
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        if !environment.is_empty() {
            one.insert("environment".to_owned(), json!(environment));
        }
        let overrides = json!({ "containerOverrides": [one] });
        if overrides.to_string().len() > MAX_OVERRIDES {
            return Err(Error::invalid(
                "The command and the variables are longer than ECS takes: 8,192 characters together.",
            ));
        }
        request.insert("overrides".to_owned(), overrides);
    }
    Ok(Value::Object(request))
}

/// `ecscope/<user>` in the letters that `startedBy` may have, 128 at most.
fn started_by(user: &str) -> String {
    let user = user.chars().map(|c| match c {
        c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/') => c,
        _ => '-',
    });
    "ecscope/".chars().chain(user).take(128).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition() -> Value {
        json!({"taskDefinitionArn": "td/web:3", "containerDefinitions": [{"name": "web", "image": "web:1"}]})
    }

    #[test]
    fn runs_where_and_how_the_service_does() {
        let network = json!({"awsvpcConfiguration": {"subnets": ["a"]}});
        let service = json!({"clusterArn": "c", "taskDefinition": "td/web:2", "launchType": "FARGATE",
            "platformVersion": "LATEST", "networkConfiguration": network, "placementStrategy": [],
            "capacityProviderStrategy": null, "desiredCount": 7});
        let plain = request(
            &service,
            &definition(),
            &RunOverrides::default(),
            "ann@x.org",
        );
        assert_eq!(
            plain,
            Ok(
                json!({"cluster": "c", "taskDefinition": "td/web:3", "launchType": "FARGATE",
                "platformVersion": "LATEST", "networkConfiguration": network, "count": 1,
                "propagateTags": "TASK_DEFINITION", "startedBy": "ecscope/ann-x-org"})
            )
        );
        let spot = json!([{"capacityProvider": "FARGATE_SPOT", "weight": 1}]);
        let service = json!({"clusterArn": "c", "taskDefinition": "t", "launchType": "FARGATE", "capacityProviderStrategy": spot});
        let request = request(&service, &definition(), &RunOverrides::default(), "ann");
        assert!(request.is_ok_and(|request| {
            request["capacityProviderStrategy"] == spot && request.get("launchType").is_none()
        }));
    }

    #[test]
    fn overrides_are_read_line_by_line() {
        let read = |command, environment| RunOverrides::from_lines("web", command, environment);
        let overrides = read("rake\ndb:migrate\n--to=a b\n", "A=1=2\n\n B =  x\n");
        let overrides = overrides.unwrap_or_default();
        assert_eq!(overrides.command, ["rake", "db:migrate", "--to=a b"]);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(overrides.environment, [pair("A", "1=2"), pair("B", "  x")]);
        assert_eq!(overrides.words(), "web with another command and A, B");
        assert!(read("", "oops").is_err_and(|error| error.message.contains("oops")));
        assert_eq!(read("", "").unwrap_or_default().words(), "as defined");

        let service = json!({"clusterArn": "c"});
        let sent = request(&service, &definition(), &overrides, "ann").unwrap_or_default();
        assert_eq!(
            sent["overrides"],
            json!({"containerOverrides": [{"name": "web", "command": ["rake", "db:migrate", "--to=a b"],
                "environment": [{"name": "A", "value": "1=2"}, {"name": "B", "value": "  x"}]}]})
        );
        for (container, environment) in [
            ("nobody", "A=1".to_owned()),
            ("web", "=1".to_owned()),
            ("web", format!("A={}", "x".repeat(9_000))),
        ] {
            let odd = RunOverrides::from_lines(container, "", &environment).unwrap_or_default();
            assert!(
                request(&service, &definition(), &odd, "ann").is_err(),
                "{container}"
            );
        }
    }
}
