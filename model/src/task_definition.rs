//! Task definitions: views on the whole JSON document.

mod registration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cluster::Tag;
use crate::log::LogDriver;
use crate::time::Timestamp;

pub use registration::{ANSWERS, registration};

/// A value of a task definition that some roles may not see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Guarded {
    /// The value itself.
    Shown(String),
    /// The reader's role does not allow it.
    Hidden,
}

/// A name with a guarded value: an environment variable or a log option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedValue {
    /// The name.
    pub name: String,
    /// The value, if the reader may see it.
    pub value: Guarded,
}

/// A reference to a secret; never resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretRef {
    /// The environment variable it becomes.
    pub name: String,
    /// The ARN or name of the secret or parameter.
    pub from: String,
}

/// A container's port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortMapping {
    /// The name Service Connect uses.
    pub name: Option<String>,
    /// The port in the container.
    pub container_port: Option<i64>,
    /// The port on the host.
    pub host_port: Option<i64>,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// `http`, `http2` or `grpc` for Service Connect.
    pub app_protocol: Option<String>,
}

/// A container's log configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogConfiguration {
    /// The driver.
    pub driver: LogDriver,
    /// Its options.
    pub options: Vec<NamedValue>,
}

/// A container's health check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    /// The command, guarded like commands.
    pub command: Guarded,
    /// Seconds between checks.
    pub interval_s: Option<i64>,
    /// Failures in a row that make it unhealthy.
    pub retries: Option<i64>,
}

/// A container of a task definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerDefinition {
    /// The name.
    pub name: String,
    /// The image.
    pub image: String,
    /// Whether the task stops when it stops.
    pub essential: bool,
    /// CPU units.
    pub cpu: Option<i64>,
    /// Hard memory limit in MiB.
    pub memory_mib: Option<i64>,
    /// Soft memory limit in MiB.
    pub memory_reservation_mib: Option<i64>,
    /// Ports.
    pub ports: Vec<PortMapping>,
    /// Environment variables.
    pub environment: Vec<NamedValue>,
    /// ARNs of files of environment variables.
    pub environment_files: Vec<String>,
    /// Secret references.
    pub secrets: Vec<SecretRef>,
    /// The command, joined by spaces.
    pub command: Option<Guarded>,
    /// The entry point, joined by spaces.
    pub entry_point: Option<Guarded>,
    /// Where its output goes.
    pub log: Option<LogConfiguration>,
    /// Its health check.
    pub health_check: Option<HealthCheck>,
    /// Containers it waits for, as `envoy (HEALTHY)`.
    pub depends_on: Vec<String>,
    /// The FireLens router type, when it is one: `fluentbit` or `fluentd`.
    pub firelens: Option<String>,
}

/// A task definition revision, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDefinition {
    /// The full ARN.
    pub arn: String,
    /// The family.
    pub family: String,
    /// The revision number.
    pub revision: i64,
    /// `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`.
    pub status: String,
    /// Task CPU units.
    pub cpu: Option<String>,
    /// Task memory in MiB.
    pub memory: Option<String>,
    /// `awsvpc`, `bridge`, `host` or `none`.
    pub network_mode: Option<String>,
    /// Launch types it is valid for.
    pub compatibilities: Vec<String>,
    /// The role the containers have.
    pub task_role: Option<String>,
    /// The role ECS uses to pull images and read secrets.
    pub execution_role: Option<String>,
    /// Operating system and processor, as `LINUX, X86_64`.
    pub platform: Option<String>,
    /// The containers, in order.
    pub containers: Vec<ContainerDefinition>,
    /// Names of volumes.
    pub volumes: Vec<String>,
    /// When it was registered.
    pub registered_at: Option<Timestamp>,
    /// Who registered it, an IAM ARN.
    pub registered_by: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// `family:revision` of a task definition ARN; a text of another form as it is.
pub fn family_revision(arn: &str) -> &str {
    crate::place::short_name(arn)
}

/// The revision number of a task definition ARN.
pub fn revision_number(arn: &str) -> Option<i64> {
    arn.rsplit_once(':')?.1.parse().ok()
}

/// The family of a task definition ARN.
pub fn family(arn: &str) -> &str {
    let short = family_revision(arn);
    short.rsplit_once(':').map_or(short, |(family, _)| family)
}

impl TaskDefinition {
    /// The view of a DescribeTaskDefinition answer's `taskDefinition` document; `None` when it has
    /// no ARN. Members of unexpected types read as absent. `values` says whether the reader may see
    /// values of environment, commands and log options.
    pub fn from_document(document: &Value, tags: Vec<Tag>, values: bool) -> Option<Self> {
        let arn = text(document, "taskDefinitionArn")?;
        let runtime = &document["runtimePlatform"];
        let platform: Vec<String> = ["operatingSystemFamily", "cpuArchitecture"]
            .iter()
            .filter_map(|key| text(runtime, key))
            .collect();
        Some(Self {
            family: text(document, "family").unwrap_or_else(|| family(&arn).to_owned()),
            revision: document["revision"]
                .as_i64()
                .or_else(|| revision_number(&arn))
                .unwrap_or(0),
            status: text(document, "status").unwrap_or_default(),
            cpu: text(document, "cpu"),
            memory: text(document, "memory"),
            network_mode: text(document, "networkMode"),
            compatibilities: strings(&document["compatibilities"]),
            task_role: text(document, "taskRoleArn"),
            execution_role: text(document, "executionRoleArn"),
            platform: (!platform.is_empty()).then(|| platform.join(", ")),
            containers: items(&document["containerDefinitions"])
                .map(|container| container_definition(container, values))
                .collect(),
            volumes: items(&document["volumes"])
                .filter_map(|v| text(v, "name"))
                .collect(),
            registered_at: Timestamp::from_seconds(&document["registeredAt"]),
            registered_by: text(document, "registeredBy"),
            tags,
            arn,
        })
    }
}

fn container_definition(container: &Value, values: bool) -> ContainerDefinition {
    let guard = |value: String| {
        if values {
            Guarded::Shown(value)
        } else {
            Guarded::Hidden
        }
    };
    let words = |key: &str| {
        let words = strings(&container[key]);
        (!words.is_empty()).then(|| guard(words.join(" ")))
    };
    let log = &container["logConfiguration"];
    let health = &container["healthCheck"];
    ContainerDefinition {
        name: text(container, "name").unwrap_or_default(),
        image: text(container, "image").unwrap_or_default(),
        essential: container["essential"].as_bool().unwrap_or(true),
        cpu: container["cpu"].as_i64().filter(|cpu| *cpu > 0),
        memory_mib: container["memory"].as_i64(),
        memory_reservation_mib: container["memoryReservation"].as_i64(),
        ports: items(&container["portMappings"])
            .map(|port| PortMapping {
                name: text(port, "name"),
                container_port: port["containerPort"].as_i64(),
                host_port: port["hostPort"].as_i64(),
                protocol: text(port, "protocol").unwrap_or_else(|| "tcp".to_owned()),
                app_protocol: text(port, "appProtocol"),
            })
            .collect(),
        environment: items(&container["environment"])
            .filter_map(|variable| {
                let value = text(variable, "value").unwrap_or_default();
                Some(NamedValue {
                    name: text(variable, "name")?,
                    value: guard(value),
                })
            })
            .collect(),
        environment_files: items(&container["environmentFiles"])
            .filter_map(|file| text(file, "value"))
            .collect(),
        secrets: items(&container["secrets"])
            .filter_map(|secret| {
                Some(SecretRef {
                    name: text(secret, "name")?,
                    from: text(secret, "valueFrom")?,
                })
            })
            .collect(),
        command: words("command"),
        entry_point: words("entryPoint"),
        log: text(log, "logDriver").map(|driver| LogConfiguration {
            driver: driver.into(),
            options: log["options"].as_object().map_or_else(Vec::new, |options| {
                options
                    .iter()
                    .map(|(name, value)| NamedValue {
                        name: name.clone(),
                        value: guard(value.as_str().unwrap_or_default().to_owned()),
                    })
                    .collect()
            }),
        }),
        health_check: {
            let command = strings(&health["command"]);
            (!command.is_empty()).then(|| HealthCheck {
                command: guard(command.join(" ")),
                interval_s: health["interval"].as_i64(),
                retries: health["retries"].as_i64(),
            })
        },
        depends_on: items(&container["dependsOn"])
            .filter_map(|dependency| {
                let name = text(dependency, "containerName")?;
                Some(match text(dependency, "condition") {
                    Some(condition) => format!("{name} ({condition})"),
                    None => name,
                })
            })
            .collect(),
        firelens: text(&container["firelensConfiguration"], "type"),
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn strings(value: &Value) -> Vec<String> {
    items(value)
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_hidden_unless_allowed() {
        let document = json!({
            "taskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/web:7",
            "containerDefinitions": [{
                "name": "web",
                "image": "web:1",
                "environment": [{"name": "A", "value": "s3cret-a"}],
                "command": ["run", "s3cret-b"],
                "entryPoint": ["s3cret-c"],
                "healthCheck": {"command": ["CMD-SHELL", "s3cret-d"]},
                "logConfiguration": {"logDriver": "splunk", "options": {"token": "s3cret-e"}},
            }],
        });
        let hidden = TaskDefinition::from_document(&document, Vec::new(), false).unwrap();
        let json = serde_json::to_string(&hidden).unwrap();
        assert!(!json.contains("s3cret"), "{json}");
        assert!(json.contains("token") && json.contains("\"A\""));
        let shown = TaskDefinition::from_document(&document, Vec::new(), true).unwrap();
        assert_eq!(
            serde_json::to_string(&shown)
                .unwrap()
                .matches("s3cret")
                .count(),
            5
        );
        assert_eq!((shown.family.as_str(), shown.revision), ("web", 7));
    }

    #[test]
    fn odd_documents_read_as_absent_members() {
        assert!(TaskDefinition::from_document(&json!({}), Vec::new(), true).is_none());
        let odd = json!({
            "taskDefinitionArn": "x",
            "containerDefinitions": [5, {"name": 7, "environment": "no", "portMappings": [null]}],
            "volumes": {"a": 1},
        });
        let read = TaskDefinition::from_document(&odd, Vec::new(), true).unwrap();
        assert_eq!(read.containers.len(), 2);
    }

    #[test]
    fn names_of_arns() {
        let arn = "arn:aws:ecs:us-east-1:1:task-definition/my-app:12";
        assert_eq!(family_revision(arn), "my-app:12");
        assert_eq!(family(arn), "my-app");
        assert_eq!(revision_number(arn), Some(12));
        assert_eq!(revision_number("odd"), None);
        assert_eq!(family("odd"), "odd");
    }
}
