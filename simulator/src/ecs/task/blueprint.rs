//! What a task reads from its task definition.

use serde_json::{Map, Value};

use crate::{
    clock::{Millis, SECOND},
    ecs::task::{
        Container, Health,
        behaviour::Behaviour,
        container::{Binding, State},
    },
    logs::StreamKey,
    random::Random,
};

/// Default seconds between SIGTERM and SIGKILL.
const STOP_TIMEOUT: i64 = 30;

/// More CPU units or MiB than any machine has; odd definitions are cut to it.
const MOST: i64 = 1 << 32;

/// A container health check.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub(crate) struct HealthCheck {
    pub(super) interval: Millis,
    pub(super) start_period: Millis,
    pub(super) retries: Millis,
}

/// A number that the API writes as text at the task level and as a number at the container level.
pub(crate) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    }
}

/// CPU units and MiB of memory a task reserves: its own sizes, or the sum of its containers'.
pub(crate) fn reservation(definition: &Map<String, Value>) -> (i64, i64) {
    let sum = |names: &[&str]| {
        let amounts = containers(definition)
            .filter_map(|container| names.iter().find_map(|name| number(container.get(*name))));
        amounts.fold(0, i64::saturating_add)
    };
    let cpu = number(definition.get("cpu")).unwrap_or_else(|| sum(&["cpu"]));
    let memory =
        number(definition.get("memory")).unwrap_or_else(|| sum(&["memoryReservation", "memory"]));
    (cpu.clamp(0, MOST), memory.clamp(0, MOST))
}

/// The container definitions of a task definition.
pub(crate) fn containers(definition: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    definition
        .get("containerDefinitions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Makes a container of a task from its definition.
pub(super) fn container(
    definition: &Value,
    bridged: bool,
    task_arn: &str,
    task_id: &str,
    random: &mut Random,
) -> Container {
    let text = |name: &str| {
        definition
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let name = text("name");
    let health_check = definition
        .get("healthCheck")
        .filter(|check| check.is_object())
        .map(|check| {
            let within = |name: &str, default: i64, most: i64| {
                number(check.get(name)).unwrap_or(default).clamp(0, most)
            };
            HealthCheck {
                interval: within("interval", 30, 300).max(1) * SECOND,
                start_period: within("startPeriod", 0, 300) * SECOND,
                retries: within("retries", 3, 10),
            }
        });
    let container_id = random.uuid();
    Container {
        arn: format!(
            "{}/{container_id}",
            task_arn.replacen(":task/", ":container/", 1)
        ),
        name: name.to_owned(),
        image: text("image").to_owned(),
        digest: None,
        runtime_id: format!("{task_id}-{}", random.digits(10)),
        essential: definition
            .get("essential")
            .and_then(Value::as_bool)
            .unwrap_or(true),
        cpu: number(definition.get("cpu")).unwrap_or(0),
        memory: number(definition.get("memory")),
        memory_reservation: number(definition.get("memoryReservation")),
        state: State::Pending,
        health: health_check.map(|_| Health::Unknown),
        health_check,
        behaviour: Behaviour::of(definition),
        log: log_stream(definition, name, task_id),
        bindings: if bridged {
            bindings(definition, random)
        } else {
            Vec::new()
        },
        stop_timeout: number(definition.get("stopTimeout"))
            .unwrap_or(STOP_TIMEOUT)
            .clamp(2, 120),
    }
}

/// The host's ports for a container: those it asks for, or free ones.
fn bindings(definition: &Value, random: &mut Random) -> Vec<Binding> {
    let mappings = definition
        .get("portMappings")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    mappings
        .filter_map(|mapping| {
            let host_port = number(mapping.get("hostPort")).filter(|port| *port > 0);
            Some(Binding {
                container_port: number(mapping.get("containerPort"))?,
                host_port: host_port.unwrap_or_else(|| random.between(32_768, 60_999)),
                protocol: mapping
                    .get("protocol")
                    .and_then(Value::as_str)
                    .unwrap_or("tcp")
                    .to_owned(),
            })
        })
        .collect()
}

/// The stream a container's lines end in: `prefix/container/task` of the driver `awslogs`, or the
/// one that FireLens writes when its output is CloudWatch Logs.
fn log_stream(definition: &Value, container: &str, task_id: &str) -> Option<StreamKey> {
    let log = definition.get("logConfiguration")?;
    let option = |name: &str| {
        log.get("options")
            .and_then(|options| options.get(name))
            .and_then(Value::as_str)
    };
    let (group, stream) = match log.get("logDriver")?.as_str()? {
        "awslogs" => {
            let prefix = option("awslogs-stream-prefix").unwrap_or("ecs");
            (
                option("awslogs-group")?,
                format!("{prefix}/{container}/{task_id}"),
            )
        }
        "awsfirelens" if matches!(option("Name"), Some("cloudwatch" | "cloudwatch_logs")) => {
            let prefix = option("log_stream_prefix").unwrap_or_default();
            (
                option("log_group_name")?,
                format!("{prefix}{container}-firelens-{task_id}"),
            )
        }
        _ => return None,
    };
    Some(StreamKey {
        group: group.to_owned(),
        stream,
    })
}
