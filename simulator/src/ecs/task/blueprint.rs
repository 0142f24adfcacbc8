//! What a task reads from its task definition.

use serde_json::{Map, Value};

use crate::{
    clock::{Millis, SECOND},
    ecs::{
        placement::{Port, Protocol},
        task::{
            Container, Health,
            behaviour::Behaviour,
            container::{Binding, State},
            dependency::Dependency,
        },
    },
    logs::StreamKey,
    random::Random,
};

/// Default seconds between SIGTERM and SIGKILL.
const STOP_TIMEOUT: i64 = 30;

/// Default seconds that others wait for a container to complete or to become healthy.
const START_TIMEOUT: i64 = 180;

/// More CPU units or MiB than any machine has; odd definitions are cut to it.
const MOST: i64 = 1 << 32;

/// A container health check.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub(crate) struct HealthCheck {
    pub(super) interval: Millis,
    pub(super) start_period: Millis,
    pub(super) retries: Millis,
}

/// When a container is restarted within its task.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct RestartPolicy {
    /// Exit codes after which it is not.
    pub(super) ignored: Vec<i32>,
    /// How long it must have run.
    pub(super) period: Millis,
}

impl RestartPolicy {
    fn of(definition: &Value) -> Option<Self> {
        let policy = definition.get("restartPolicy")?;
        policy
            .get("enabled")?
            .as_bool()
            .filter(|enabled| *enabled)?;
        let codes = policy.get("ignoredExitCodes").and_then(Value::as_array);
        let codes = codes.into_iter().flatten().filter_map(Value::as_i64);
        let period = number(policy.get("restartAttemptPeriod")).unwrap_or(300);
        Some(Self {
            ignored: codes.filter_map(|code| code.try_into().ok()).collect(),
            period: period.clamp(60, 1_800) * SECOND,
        })
    }
}

/// A number that the API writes as text at the task level and as a number at the container level.
pub(crate) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    }
}

/// CPU units and MiB of memory a task reserves: its own sizes, or the sum of its containers', with
/// what is overridden for it.
pub(crate) fn reservation(
    definition: &Map<String, Value>,
    overrides: Option<&Value>,
) -> (i64, i64) {
    let sum = |names: &[&str]| {
        let amounts = containers(definition).filter_map(|container| {
            let of_container = container_override(overrides, container);
            names.iter().find_map(|name| {
                number(of_container.and_then(|over| over.get(*name)))
                    .or_else(|| number(container.get(*name)))
            })
        });
        amounts.fold(0, i64::saturating_add)
    };
    let of_task = |name: &str| {
        number(overrides.and_then(|over| over.get(name))).or_else(|| number(definition.get(name)))
    };
    let cpu = of_task("cpu").unwrap_or_else(|| sum(&["cpu"]));
    let memory = of_task("memory").unwrap_or_else(|| sum(&["memoryReservation", "memory"]));
    (cpu.clamp(0, MOST), memory.clamp(0, MOST))
}

/// What a `TaskOverride` says about a container.
fn container_override<'a>(overrides: Option<&'a Value>, container: &Value) -> Option<&'a Value> {
    let all = overrides?.get("containerOverrides")?.as_array()?;
    all.iter()
        .find(|item| item.get("name").is_some() && item.get("name") == container.get("name"))
}

/// GiB of ephemeral storage of a task on Fargate.
pub(crate) fn ephemeral_storage(definition: &Map<String, Value>, overrides: Option<&Value>) -> i64 {
    let size = |of: Option<&Value>| number(of?.get("ephemeralStorage")?.get("sizeInGiB"));
    let definition = definition
        .get("ephemeralStorage")
        .and_then(|storage| number(storage.get("sizeInGiB")));
    size(overrides).or(definition).unwrap_or(20)
}

/// Ports of the host that a task asks for by number.
pub(crate) fn host_ports(definition: &Map<String, Value>) -> Vec<Port> {
    let mode = network_mode(definition);
    let ports = containers(definition).flat_map(|container| {
        let mappings = container.get("portMappings").and_then(Value::as_array);
        mappings.into_iter().flatten()
    });
    ports
        .filter_map(|mapping| {
            let number = fixed_port(mapping, mode)?;
            let udp = mapping.get("protocol").and_then(Value::as_str) == Some("udp");
            Some((if udp { Protocol::Udp } else { Protocol::Tcp }, number))
        })
        .collect()
}

/// The host's port that a mapping asks for.
fn fixed_port(mapping: &Value, mode: &str) -> Option<i64> {
    let port = match mode {
        "bridge" => number(mapping.get("hostPort")),
        "host" => number(mapping.get("containerPort")),
        _ => None,
    };
    port.filter(|port| *port > 0)
}

/// The network mode of a task definition; on Linux `bridge` when it names none.
pub(crate) fn network_mode(definition: &Map<String, Value>) -> &str {
    let mode = definition.get("networkMode").and_then(Value::as_str);
    mode.unwrap_or("bridge")
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
    overrides: Option<&Value>,
    network_mode: &str,
    (task_arn, task_id): (&str, &str),
    random: &mut Random,
) -> Container {
    let over = container_override(overrides, definition);
    let size = |name: &str| {
        number(over.and_then(|over| over.get(name))).or_else(|| number(definition.get(name)))
    };
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
        pinned: None,
        runtime_id: format!("{task_id}-{}", random.digits(10)),
        essential: definition
            .get("essential")
            .and_then(Value::as_bool)
            .unwrap_or(true),
        cpu: size("cpu").unwrap_or(0),
        memory: size("memory"),
        memory_reservation: size("memoryReservation"),
        state: State::Pending,
        started: None,
        run: 0,
        sick_since: None,
        depends_on: Dependency::all_of(definition),
        start_timeout: number(definition.get("startTimeout"))
            .unwrap_or(START_TIMEOUT)
            .clamp(2, 600)
            * SECOND,
        restart_policy: RestartPolicy::of(definition),
        health: health_check.map(|_| Health::Unknown),
        health_check,
        behaviour: Behaviour::of(definition),
        log: log_stream(definition, name, task_id),
        bindings: if matches!(network_mode, "bridge" | "host") {
            bindings(definition, network_mode, random)
        } else {
            Vec::new()
        },
        stop_timeout: number(definition.get("stopTimeout"))
            .unwrap_or(STOP_TIMEOUT)
            .clamp(2, 120),
    }
}

/// The host's ports for a container: those it asks for, or any of the range for such ports.
fn bindings(definition: &Value, mode: &str, random: &mut Random) -> Vec<Binding> {
    let mappings = definition
        .get("portMappings")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    mappings
        .filter_map(|mapping| {
            let host_port = fixed_port(mapping, mode);
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
