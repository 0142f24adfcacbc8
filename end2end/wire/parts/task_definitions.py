"""Task definitions: registering, listing, retiring, deleting."""

from parts.common import TAGS, definition


def refusals(check):
    """What RegisterTaskDefinition refuses."""
    ecs = check.service("ecs")
    base = definition("wire")["containerDefinitions"][0]
    container = lambda **change: {"containerDefinitions": [{**base, **change}]}
    depends = lambda on, condition: container(dependsOn=[{"containerName": on, "condition": condition}])
    for change in (
        {"memory": "700"},
        {"cpu": "lots"},
        {"networkMode": "bridge"},
        {"family": "a b"},
        {"containerDefinitions": []},
        {"ephemeralStorage": {"sizeInGiB": 500}},
        {"volumes": [{"name": "v", "host": {"sourcePath": "/a"}}]},
        {"containerDefinitions": [base, base]},
        container(essential=False),
        container(image=""),
        container(portMappings=[{"containerPort": 80, "hostPort": 81}]),
        container(portMappings=[{"containerPort": 80}, {"containerPort": 80}]),
        depends("db", "START"),
        depends("web", "START"),
        depends("web", "HEALTHY"),
        container(secrets=[{"name": "A", "valueFrom": "x"}]),
        container(secrets=[{"name": "B", "valueFrom": "x"}]),
        container(mountPoints=[{"sourceVolume": "data", "containerPath": "/d"}]),
        container(privileged=True),
        container(links=["db"]),
        container(logConfiguration={"logDriver": "awslogs"}),
        container(logConfiguration={"logDriver": "awsfirelens"}),
        container(logConfiguration={"logDriver": "syslog"}),
        container(healthCheck={"command": ["CMD", "a"], "interval": 1}),
        container(environment=[{"name": "A", "value": "x" * 70_000}]),
    ):
        ecs("register_task_definition", **definition("wire", **change), error="ClientException")
    ecs("register_task_definition", **definition("wire", tags=[{"key": "a"}, {"key": "a"}]), error="InvalidParameterException")
    status, body = check.raw("ecs", "RegisterTaskDefinition", {**definition("wire"), "surprise": 1})
    check.expect((status, body.get("__type")) == (400, "ClientException"), f"an unknown member: {status} {body}")


def run(check):
    ecs = check.service("ecs")
    ecs("list_task_definition_families")
    ecs("list_task_definition_families", familyPrefix="todo", status="ACTIVE")
    ecs("list_task_definitions", sort="DESC")
    ecs("list_task_definitions", familyPrefix="todo-app", status="INACTIVE", maxResults=5)
    for family in ("todo-app", "admin", "worker", "mailer"):
        ecs("describe_task_definition", taskDefinition=family, include=["TAGS"])
    ecs("describe_task_definition", taskDefinition="nothing", error="ClientException")
    document = definition("wire")
    ecs("register_task_definition", **document, tags=TAGS)
    ecs("register_task_definition", **document)
    refusals(check)
    every_member(check)
    helper = {"name": "helper", "image": "busybox", "memory": 64, "command": ["sleep", "3600"], "entryPoint": ["sh"]}
    main = {"name": "main", "image": "nginx", "memory": 64, "links": ["helper"],
            "portMappings": [{"containerPort": 80, "hostPort": 0}]}
    ecs("register_task_definition", family="wire-ec2", networkMode="bridge", containerDefinitions=[helper, main])
    ecs("describe_task_definition", taskDefinition="wire-ec2")
    ecs("deregister_task_definition", taskDefinition="wire:2")
    ecs("deregister_task_definition", taskDefinition="wire:9", error="ClientException")
    ecs("deregister_task_definition", taskDefinition="wire", error="ClientException")
    deleted = ecs("delete_task_definitions", taskDefinitions=["wire:2", "wire:1", "wire:9"])
    check.expect(len(deleted["failures"]) == 2, f"deleted: {deleted}")
    ecs("delete_task_definitions", taskDefinitions=["wire"], error="InvalidParameterException")
    ecs("describe_task_definition", taskDefinition="wire:2")
    # The aws CLI's example of DeleteTaskDefinitions shows members that this one has.
    full = ecs("describe_task_definition", taskDefinition="wire-full:1")["taskDefinition"]
    ecs("deregister_task_definition", taskDefinition=full["taskDefinitionArn"])
    ecs("delete_task_definitions", taskDefinitions=[full["taskDefinitionArn"]])
    check.step(3_700)
    ecs("describe_task_definition", taskDefinition="wire:2", error="ClientException")


def every_member(check):
    """What is registered is what is described, whatever the member."""
    ecs = check.service("ecs")
    container = {
        "name": "web", "image": "busybox", "cpu": 10, "memory": 64, "memoryReservation": 32, "essential": True,
        "command": ["a"], "entryPoint": ["b"], "workingDirectory": "/", "user": "1", "interactive": True,
        "pseudoTerminal": True, "readonlyRootFilesystem": True, "startTimeout": 30, "stopTimeout": 30,
        "dockerLabels": {"x": "y"}, "ulimits": [{"name": "nofile", "softLimit": 1, "hardLimit": 2}],
        "systemControls": [{"namespace": "net.core.somaxconn", "value": "1"}],
        "linuxParameters": {"initProcessEnabled": True, "capabilities": {"add": ["SYS_PTRACE"]}},
        "mountPoints": [{"sourceVolume": "data", "containerPath": "/d", "readOnly": True}],
        "environmentFiles": [{"value": "arn:aws:s3:::b/f.env", "type": "s3"}],
        "repositoryCredentials": {"credentialsParameter": "arn:aws:secretsmanager:us-east-1:1:secret:x"},
        "restartPolicy": {"enabled": True, "ignoredExitCodes": [0], "restartAttemptPeriod": 60},
        "versionConsistency": "disabled",
        "logConfiguration": {"logDriver": "awslogs", "options": {
            "awslogs-group": "/a", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "b", "awslogs-create-group": "true"}},
        "healthCheck": {"command": ["CMD", "true"], "interval": 10, "timeout": 5, "retries": 2, "startPeriod": 1},
    }
    document = definition(
        "wire-full", containerDefinitions=[container], taskRoleArn="arn:aws:iam::1:role/t",
        executionRoleArn="arn:aws:iam::1:role/e", ephemeralStorage={"sizeInGiB": 30}, pidMode="task",
        runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}, enableFaultInjection=True,
        volumes=[{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"}}],
        proxyConfiguration={"type": "APPMESH", "containerName": "web", "properties": [{"name": "a", "value": "b"}]},
    )
    ecs("register_task_definition", **document)
    described = ecs("describe_task_definition", taskDefinition="wire-full")["taskDefinition"]
    for name, value in document.items():
        if name != "containerDefinitions":
            check.expect(described.get(name) == value, f"registered {name} {value}, described {described.get(name)}")
    for name, value in container.items():
        kept = described["containerDefinitions"][0].get(name)
        check.expect(kept == value, f"registered container {name} {value}, described {kept}")
