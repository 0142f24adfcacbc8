"""Tasks: running, stopping, failing, protecting, connecting to."""

from parts.common import NETWORK, arm, definition, ensure


def run(check):
    ecs = check.service("ecs")
    wire = ensure(check, "wire")
    everything = []
    token = {}
    while True:
        answer = ecs("list_tasks", cluster="todo", maxResults=10, **token)
        everything += answer["taskArns"]
        if "nextToken" not in answer:
            break
        token = {"nextToken": answer["nextToken"]}
    for filters in ({"family": "worker"}, {"launchType": "EC2"}, {"desiredStatus": "STOPPED"}, {"serviceName": "admin"}):
        everything += ecs("list_tasks", cluster="todo", **filters)["taskArns"]
    ecs("describe_tasks", cluster="todo", tasks=[*sorted(set(everything))[:99], "0" * 32], include=["TAGS"])
    ecs("describe_tasks", cluster="todo", tasks=["a"] * 101, error="InvalidParameterException")
    started = ecs("run_task", cluster="batch", taskDefinition=wire, launchType="FARGATE", count=2,
                  networkConfiguration=NETWORK, startedBy="wire")["tasks"]
    placed = ecs("run_task", cluster="todo", taskDefinition="wire-ec2", launchType="EC2")["tasks"][0]["taskArn"]
    check.step(30)
    ecs("describe_tasks", cluster="todo", tasks=[placed])
    ecs("stop_task", cluster="todo", task=placed)
    ecs("run_task", cluster="batch", taskDefinition=wire, launchType="FARGATE", error="InvalidParameterException")
    ecs("run_task", cluster="batch", taskDefinition="nothing", error="ClientException")
    arn = started[0]["taskArn"]
    for _ in range(12):
        check.step(2)
        ecs("describe_tasks", cluster="batch", tasks=[arn])
    ecs("stop_task", cluster="batch", task=arn, reason="wire check")
    for _ in range(12):
        check.step(2)
        ecs("describe_tasks", cluster="batch", tasks=[arn])
    ecs("stop_task", cluster="batch", task="0" * 32, error="InvalidParameterException")
    missing_image = check.clients["ecs"].register_task_definition(
        family="wire-missing", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
        containerDefinitions=[{"name": "web", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/admin:absent"}],
    )["taskDefinition"]["taskDefinitionArn"]
    broken = ecs("run_task", cluster="batch", taskDefinition=missing_image, networkConfiguration=NETWORK)["tasks"][0]["taskArn"]
    check.step(60)
    task = ecs("describe_tasks", cluster="batch", tasks=[broken])["tasks"][0]
    if task.get("stopCode") != "TaskFailedToStart" or "CannotPullContainerError" not in task.get("stoppedReason", ""):
        check.defects.append(f"a missing image stopped the task with {task.get('stopCode')}: {task.get('stoppedReason')}")
    refusals(check)
    tokens(check)
    protection(check)
    execute_command(check)


def refusals(check):
    ecs = check.service("ecs")
    wire = ensure(check, "wire")
    base = {"cluster": "batch", "taskDefinition": wire, "launchType": "FARGATE", "networkConfiguration": NETWORK}
    for change, error in (
        ({"cluster": "nowhere"}, "ClusterNotFoundException"),
        ({"platformVersion": "9.9.9"}, "PlatformUnknownException"),
        ({"platformVersion": "1.3.0", "taskDefinition": arm(check)}, "PlatformTaskDefinitionIncompatibilityException"),
        ({"count": 11}, "InvalidParameterException"),
        ({"count": 0}, "InvalidParameterException"),
        ({"propagateTags": "SERVICE"}, "InvalidParameterException"),
        ({"tags": [{"key": "a"}, {"key": "a"}]}, "InvalidParameterException"),
    ):
        ecs("run_task", **{**base, **change}, error=error)
    ecs("list_tasks", cluster="nowhere", error="ClusterNotFoundException")
    ecs("list_tasks", cluster="todo", serviceName="missing", error="ServiceNotFoundException")
    ecs("list_tasks", cluster="todo", startedBy="a", family="b", error="InvalidParameterException")
    ecs("describe_tasks", cluster="nowhere", tasks=["a"], error="ClusterNotFoundException")
    ecs("describe_tasks", cluster="todo", tasks=[], error="InvalidParameterException")
    ecs("stop_task", cluster="nowhere", task="a", error="ClusterNotFoundException")


def tokens(check):
    ecs = check.service("ecs")
    request = {"cluster": "batch", "taskDefinition": ensure(check, "wire"), "launchType": "FARGATE",
               "networkConfiguration": NETWORK, "clientToken": "wire-run"}
    one = ecs("run_task", **request, enableECSManagedTags=True)["tasks"][0]
    check.expect(one["tags"] == [{"key": "aws:ecs:clusterName", "value": "batch"}], f"managed tags: {one['tags']}")
    again = ecs("run_task", **request, enableECSManagedTags=True)["tasks"][0]
    check.expect(again["taskArn"] == one["taskArn"], "a repeated token runs the same task")
    ecs("run_task", **request, error="ConflictException")
    ecs("stop_task", cluster="batch", task=one["taskArn"])


def protection(check):
    ecs = check.service("ecs")
    task = ecs("list_tasks", cluster="todo", serviceName="todo-app")["taskArns"][0]
    found = ecs("update_task_protection", cluster="todo", tasks=[task, "0" * 32], protectionEnabled=True, expiresInMinutes=60)
    check.expect(len(found["failures"]) == 1, f"protection: {found}")
    ecs("get_task_protection", cluster="todo", tasks=[task, "0" * 32])
    ecs("get_task_protection", cluster="todo")
    ecs("update_task_protection", cluster="todo", tasks=[task], protectionEnabled=False)
    ecs("update_task_protection", cluster="todo", tasks=[task], protectionEnabled=True, expiresInMinutes=0,
        error="InvalidParameterException")
    ecs("update_task_protection", cluster="nowhere", tasks=[task], protectionEnabled=True, error="InvalidParameterException")
    ecs("update_task_protection", cluster="nowhere", tasks=["a"], protectionEnabled=True, error="ClusterNotFoundException")
    ecs("get_task_protection", cluster="nowhere", error="ClusterNotFoundException")


def execute_command(check):
    ecs = check.service("ecs")
    containers = definition("wire")["containerDefinitions"]
    once = {"name": "once", "image": "busybox", "essential": False, "dockerLabels": {"ecscope.simulator/exit": "0@1s"}}
    both = ensure(check, "wire-both", containerDefinitions=[*containers, once])
    running = ecs("run_task", cluster="batch", taskDefinition=both, launchType="FARGATE",
                  networkConfiguration=NETWORK, enableExecuteCommand=True)["tasks"][0]["taskArn"]
    request = {"cluster": "batch", "task": running, "container": "web", "command": "sh", "interactive": True}
    ecs("execute_command", **request, error="InvalidParameterException")
    check.step(120)
    ecs("execute_command", **request)
    ecs("execute_command", **{**request, "container": "missing"}, error="InvalidParameterException")
    ecs("execute_command", **{**request, "container": "once"}, error="TargetNotConnectedException")
    ecs("execute_command", **{**request, "task": "0" * 32}, error="InvalidParameterException")
    ecs("execute_command", **{**request, "cluster": "nowhere", "task": "a"}, error="ClusterNotFoundException")
    ecs("stop_task", cluster="batch", task=running)
