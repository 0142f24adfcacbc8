//! The task definitions of the services, with what changes from release to release as parameters.

use serde_json::{Map, Value, json};

use crate::scenario::{
    script::REGION,
    todo::network::{image, role, secret},
};

/// A task definition for Fargate.
pub(super) fn fargate(family: &str, cpu: &str, memory: &str, containers: Value) -> Value {
    json!({
        "family": family,
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "runtimePlatform": { "cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX" },
        "cpu": cpu,
        "memory": memory,
        "taskRoleArn": role(&format!("{family}-task")),
        "executionRoleArn": role("ecs-execution"),
        "containerDefinitions": containers,
        "tags": [{ "key": "app", "value": "todo" }, { "key": "family", "value": family }],
    })
}

/// `logConfiguration` for the driver `awslogs`.
pub(super) fn awslogs(group: &str) -> Value {
    json!({ "logDriver": "awslogs", "options": {
        "awslogs-group": group, "awslogs-region": REGION, "awslogs-stream-prefix": "ecs",
    } })
}

/// `environment` from pairs.
pub(super) fn environment(pairs: &[(&str, &str)]) -> Value {
    pairs
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

/// `healthCheck` of an HTTP server.
fn http_check(port: u16, interval: i64) -> Value {
    json!({
        "command": ["CMD-SHELL", format!("curl -fs http://127.0.0.1:{port}/health || exit 1")],
        "interval": interval, "timeout": 5, "retries": 3, "startPeriod": 10,
    })
}

/// The proxy beside an application.
fn envoy(tag: &str, group: &str) -> Value {
    json!({
        "name": "envoy",
        "image": image(&format!("envoy:{tag}")),
        "cpu": 64,
        "memoryReservation": 128,
        "essential": true,
        "portMappings": [{ "containerPort": 9901, "name": "envoy-admin" }],
        "environment": environment(&[("ENVOY_LOG_LEVEL", "info"), ("ENVOY_CONCURRENCY", "2")]),
        "user": "1337",
        "logConfiguration": awslogs(group),
    })
}

/// A revision of `todo-app`.
pub(super) fn todo_app(tag: &str, memory: &str, extra: &[(&str, &str)]) -> Value {
    let mut variables = vec![
        ("NODE_ENV", "production"),
        ("PORT", "8080"),
        ("DB_HOST", "db-proxy"),
        ("DB_USER", "todo"),
        ("LOG_LEVEL", "info"),
        ("SESSION_TTL_SECONDS", "3600"),
    ];
    variables.extend_from_slice(extra);
    fargate(
        "todo-app",
        "512",
        memory,
        json!([
            {
                "name": "todo-app",
                "image": image(&format!("todo-app:{tag}")),
                "cpu": 384,
                "memoryReservation": 512,
                "portMappings": [{ "containerPort": 8080, "name": "todo", "appProtocol": "http" }],
                "environment": environment(&variables),
                "secrets": [
                    { "name": "DB_PASSWORD", "valueFrom": secret("todo/db") },
                    { "name": "SESSION_KEY", "valueFrom": secret("todo/session") },
                ],
                "healthCheck": http_check(8080, 10),
                "dependsOn": [{ "containerName": "envoy", "condition": "START" }],
                "logConfiguration": awslogs("/ecs/todo/todo-app"),
                "stopTimeout": 30,
            },
            envoy("v1.30.1", "/ecs/todo/todo-app"),
        ]),
    )
}

/// A revision of `web-gateway`.
pub(super) fn web_gateway(tag: &str, rate_limit: &str) -> Value {
    fargate(
        "web-gateway",
        "256",
        "512",
        json!([
            {
                "name": "gateway",
                "image": image(&format!("gateway:{tag}")),
                "cpu": 192,
                "memoryReservation": 256,
                "portMappings": [{ "containerPort": 80, "name": "http", "appProtocol": "http" }],
                "environment": environment(&[("UPSTREAM_TODO", "http://todo:8080"), ("UPSTREAM_ADMIN", "http://admin:80"), ("RATE_LIMIT", rate_limit)]),
                "healthCheck": http_check(80, 10),
                "dockerLabels": { "ecscope.simulator/log": "http", "ecscope.simulator/log-rate": "2.6" },
                "logConfiguration": awslogs("/ecs/todo/web-gateway"),
            },
            envoy("v1.30.1", "/ecs/todo/web-gateway"),
        ]),
    )
}

/// A revision of `admin`.
pub(super) fn admin(tag: &str, memory: &str, extra: &[(&str, &str)]) -> Value {
    let mut variables = vec![
        ("PORT", "8080"),
        ("TODO_URL", "http://todo:8080"),
        ("LOG_FORMAT", "json"),
    ];
    variables.extend_from_slice(extra);
    fargate(
        "admin",
        "256",
        memory,
        json!([
            {
                "name": "admin",
                "image": image(&format!("admin:{tag}")),
                "cpu": 128,
                "memoryReservation": 256,
                "portMappings": [{ "containerPort": 8080, "name": "admin", "appProtocol": "http" }],
                "environment": environment(&variables),
                "secrets": [{ "name": "DB_PASSWORD", "valueFrom": secret("todo/db") }],
                "healthCheck": http_check(8080, 45),
                "dependsOn": [{ "containerName": "log-router", "condition": "START" }],
                "dockerLabels": { "ecscope.simulator/log": "json" },
                "logConfiguration": { "logDriver": "awsfirelens", "options": {
                    "Name": "cloudwatch_logs", "region": REGION,
                    "log_group_name": "/ecs/todo/admin", "log_stream_prefix": "firelens/", "auto_create_group": "false",
                } },
            },
            envoy("v1.30.1", "/ecs/todo/admin"),
            {
                "name": "log-router",
                "image": image("fluent-bit:2.32.2"),
                "cpu": 32,
                "memoryReservation": 50,
                "essential": true,
                "user": "0",
                "firelensConfiguration": { "type": "fluentbit", "options": { "enable-ecs-log-metadata": "true" } },
                "logConfiguration": awslogs("/ecs/todo/admin"),
            },
        ]),
    )
}

/// A revision of `db-proxy`; `labels` say how it fails.
pub(super) fn db_proxy(tag: &str, memory: &str, clients: &str, labels: Value) -> Value {
    fargate(
        "db-proxy",
        "256",
        memory,
        json!([{
            "name": "pgbouncer",
            "image": image(&format!("pgbouncer:{tag}")),
            "cpu": 256,
            "memory": memory.parse::<i64>().unwrap_or(512),
            "portMappings": [{ "containerPort": 5432, "name": "db" }],
            "environment": environment(&[("POOL_MODE", "transaction"), ("MAX_CLIENT_CONN", clients), ("DEFAULT_POOL_SIZE", "20")]),
            "secrets": [{ "name": "DATABASE_URL", "valueFrom": secret("todo/database-url") }],
            "healthCheck": { "command": ["CMD", "pg_isready", "-h", "127.0.0.1"], "interval": 10, "timeout": 3, "retries": 3, "startPeriod": 5 },
            "dockerLabels": labels,
            "logConfiguration": awslogs("/ecs/todo/db-proxy"),
        }]),
    )
}

/// A revision of `worker`, which runs on container instances.
pub(super) fn worker(tag: &str, concurrency: &str) -> Value {
    json!({
        "family": "worker",
        "networkMode": "bridge",
        "requiresCompatibilities": ["EC2"],
        "taskRoleArn": role("worker-task"),
        "executionRoleArn": role("ecs-execution"),
        "containerDefinitions": [{
            "name": "worker",
            "image": image(&format!("worker:{tag}")),
            "cpu": 512,
            "memory": 2_048,
            "memoryReservation": 1_024,
            "command": ["./worker", "--queue", "default,exports"],
            "environment": environment(&[
                ("QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/todo-jobs"),
                ("CONCURRENCY", concurrency),
                ("DB_PASSWORD", "correct-horse-battery-staple"),
                ("THIRD_PARTY_API_KEY", "demo-4f6e1a9c7b3d"),
            ]),
            "mountPoints": [{ "sourceVolume": "scratch", "containerPath": "/scratch" }],
            "ulimits": [{ "name": "nofile", "softLimit": 65_536, "hardLimit": 65_536 }],
            "logConfiguration": awslogs("/ecs/todo/worker"),
        }],
        "volumes": [{ "name": "scratch", "host": { "sourcePath": "/mnt/scratch" } }],
        "tags": [{ "key": "app", "value": "todo" }, { "key": "family", "value": "worker" }],
    })
}

/// A revision of a small program with one container.
pub(super) fn small(
    family: &str,
    tag: &str,
    group: &str,
    variables: &[(&str, &str)],
    labels: Map<String, Value>,
) -> Value {
    fargate(
        family,
        "256",
        "512",
        json!([{
            "name": family,
            "image": image(&format!("{family}:{tag}")),
            "cpu": 256,
            "memory": 512,
            "environment": environment(variables),
            "dockerLabels": labels,
            "logConfiguration": awslogs(group),
        }]),
    )
}
