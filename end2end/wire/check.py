"""Calls every operation of a running simulator (scenario `todo`) and fails on any wire defect.

    python check.py http://127.0.0.1:4566

Checked are the raw bodies against botocore's model, the codes of errors, and that objects have at
least the members the aws CLI's own examples show.
"""

import hashlib
import json
import re
import sys
import time
import urllib.request
from collections import defaultdict

import boto3
from botocore.exceptions import ClientError

from examples import examples, paths
from exceptions import EXCEPTIONS
from wirecheck import Wire

ALWAYS_ALLOWED = {"ThrottlingException", "UnknownOperationException", "SerializationException"}


class Checker:
    """Makes calls and collects what is wrong with the answers."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.wire = Wire(endpoint)
        self.clients = {name: self.wire.client(name) for name in ("ecs", "ecr", "logs")}
        self.defects = []
        self.calls = 0
        self.seen = defaultdict(set)

    def call(self, service, operation, /, error=None, **parameters):
        """Calls an operation; the answer, or None where an error with that code is expected."""
        client = self.clients[service]
        self.calls += 1
        label = f"{service}:{operation}"
        try:
            answer = getattr(client, operation)(**parameters)
            code = None
        except ClientError as failure:
            answer, code = None, failure.response["Error"]["Code"]
        model, raw = self.wire.last
        for defect in self.wire.check_last():
            self.defects.append(f"{label}: {defect}")
        if code != error:
            self.defects.append(f"{label}: expected {error or 'success'}, got {code or 'success'}")
        if code is not None:
            self.check_code(label, model, code)
            return None
        self.seen[model.name] |= paths(json.loads(raw["body"]))
        return answer

    def check_code(self, label, model, code):
        modelled = {shape.metadata.get("error", {}).get("code", shape.name) for shape in model.error_shapes}
        modelled |= {shape.name for shape in model.error_shapes}
        if code not in modelled | ALWAYS_ALLOWED:
            self.defects.append(f"{label}: {code} is not among the operation's errors")

    def control(self, path, body):
        """Posts to the control API."""
        request = urllib.request.Request(
            f"{self.endpoint}/_ecscope/{path}",
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def step(self, seconds):
        """Lets simulated time pass."""
        self.control("clock", {"step_ms": int(seconds * 1000)})


def clusters(check):
    ecs = lambda operation, /, **parameters: check.call("ecs", operation, **parameters)
    strategy = [{"capacityProvider": "todo-ec2", "weight": 1, "base": 0}]
    ecs("create_cluster", clusterName="wire", tags=[{"key": "a", "value": "b"}], capacityProviders=["todo-ec2"],
        defaultCapacityProviderStrategy=strategy)
    ecs("create_cluster", clusterName="not a name", error="InvalidParameterException")
    ecs("list_clusters")
    ecs("list_clusters", maxResults=1)
    ecs("list_clusters", nextToken="nonsense", error="InvalidParameterException")
    sections = ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"]
    ecs("describe_clusters", clusters=["todo", "batch", "missing"], include=sections)
    ecs("describe_clusters", clusters=["todo"] * 101, error="InvalidParameterException")
    provider = "arn:aws:ecs:us-east-1:123456789012:capacity-provider/todo-ec2"
    ecs("tag_resource", resourceArn=provider, tags=[{"key": "c", "value": "d"}])
    ecs("describe_capacity_providers")
    ecs("describe_capacity_providers", capacityProviders=["todo-ec2", "missing"], include=["TAGS"])
    instances = ecs("list_container_instances", cluster="todo")["containerInstanceArns"]
    ecs("describe_container_instances", cluster="todo", containerInstances=[*instances, "0" * 32], include=["TAGS"])
    arn = "arn:aws:ecs:us-east-1:123456789012:cluster/wire"
    ecs("tag_resource", resourceArn=arn, tags=[{"key": "c", "value": "d"}])
    ecs("untag_resource", resourceArn=arn, tagKeys=["a"])
    ecs("list_tags_for_resource", resourceArn=arn)
    ecs("list_tags_for_resource", resourceArn="arn:aws:ecs:us-east-1:123456789012:cluster/no", error="InvalidParameterException")
    ecs("delete_cluster", cluster="todo", error="ClusterContainsServicesException")
    ecs("delete_cluster", cluster="wire")
    ecs("delete_cluster", cluster="nowhere", error="ClusterNotFoundException")


def task_definitions(check):
    ecs = lambda operation, /, **parameters: check.call("ecs", operation, **parameters)
    ecs("list_task_definition_families")
    ecs("list_task_definition_families", familyPrefix="todo", status="ACTIVE")
    ecs("list_task_definitions", sort="DESC")
    ecs("list_task_definitions", familyPrefix="todo-app", status="INACTIVE", maxResults=5)
    for family in ("todo-app", "admin", "worker", "mailer"):
        ecs("describe_task_definition", taskDefinition=family, include=["TAGS"])
    ecs("describe_task_definition", taskDefinition="nothing", error="ClientException")
    document = {
        "family": "wire",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {
                "name": "web",
                "image": "public.ecr.aws/nginx/nginx:1.27",
                "portMappings": [{"containerPort": 80}],
                "environment": [{"name": "A", "value": "b"}],
            }
        ],
    }
    ecs("register_task_definition", **document, tags=[{"key": "a", "value": "b"}])
    ecs("register_task_definition", **{**document, "memory": "700"}, error="ClientException")
    ecs("register_task_definition", **document)
    helper = {"name": "helper", "image": "busybox", "memory": 64, "command": ["sleep", "3600"]}
    main = {"name": "main", "image": "nginx", "memory": 64, "links": ["helper"],
            "portMappings": [{"containerPort": 80, "hostPort": 0}]}
    ecs("register_task_definition", family="wire-ec2", networkMode="bridge", containerDefinitions=[helper, main])
    ecs("describe_task_definition", taskDefinition="wire-ec2")
    ecs("deregister_task_definition", taskDefinition="wire:2")
    ecs("deregister_task_definition", taskDefinition="wire:9", error="ClientException")


VOLUME = {
    "name": "data",
    "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/ebs", "volumeType": "gp3", "sizeInGiB": 10,
                         "iops": 3000, "throughput": 125, "filesystemType": "ext4"},
}
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}}


def services(check):
    ecs = lambda operation, /, **parameters: check.call("ecs", operation, **parameters)
    ecs("list_services", cluster="todo")
    ecs("list_services", cluster="todo", maxResults=2, launchType="FARGATE")
    ecs("list_services", cluster="missing", error="ClusterNotFoundException")
    ecs("list_services_by_namespace", namespace="todo.local")
    ecs("list_services_by_namespace", namespace="nowhere", error="NamespaceNotFoundException")
    names = ["admin", "db-proxy", "mailer", "scheduler", "todo-app", "web-gateway", "worker", "missing"]
    ecs("describe_services", cluster="todo", services=names, include=["TAGS"])
    ecs("describe_services", cluster="todo", services=["a"] * 11, error="InvalidParameterException")
    for name in ("todo-app", "web-gateway", "admin", "mailer"):
        found = ecs("list_service_deployments", cluster="todo", service=name)["serviceDeployments"]
        described = ecs("describe_service_deployments", serviceDeploymentArns=[item["serviceDeploymentArn"] for item in found])
        arns = [item["targetServiceRevision"]["arn"] for item in described["serviceDeployments"]]
        ecs("describe_service_revisions", serviceRevisionArns=arns)
    ecs("list_service_deployments", cluster="todo", service="missing", error="ServiceNotFoundException")
    ecs("list_service_deployments", cluster="todo", service="web-gateway", status=["ROLLBACK_SUCCESSFUL"])

    ecs(
        "create_service",
        cluster="batch",
        serviceName="wire",
        taskDefinition="wire:1",
        desiredCount=2,
        launchType="FARGATE",
        networkConfiguration=NETWORK,
        deploymentConfiguration={
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "minimumHealthyPercent": 100,
            "maximumPercent": 200,
        },
        loadBalancers=[{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}],
        volumeConfigurations=[VOLUME],
        tags=[{"key": "a", "value": "b"}],
    )
    ecs("create_service", cluster="batch", serviceName="wire", taskDefinition="wire:1", networkConfiguration=NETWORK,
        error="InvalidParameterException")
    for _ in range(20):
        check.step(7)
        ecs("describe_services", cluster="batch", services=["wire"])
        found = ecs("list_tasks", cluster="batch", serviceName="wire")["taskArns"]
        if found:
            ecs("describe_tasks", cluster="batch", tasks=found)
    check.clients["ecs"].get_waiter("services_stable").wait(cluster="batch", services=["wire"], WaiterConfig={"Delay": 1})
    ecs("update_service", cluster="batch", service="wire", desiredCount=2)
    strategy = [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]
    ecs("update_service", cluster="batch", service="wire", capacityProviderStrategy=strategy, error="InvalidParameterException")
    ecs("update_service", cluster="batch", service="wire", capacityProviderStrategy=strategy, forceNewDeployment=True)
    current = ecs("describe_services", cluster="batch", services=["wire"])["services"][0]["currentServiceDeployment"]
    check.step(5)
    ecs("stop_service_deployment", serviceDeploymentArn=current, stopType="ROLLBACK")
    for _ in range(20):
        check.step(9)
        ecs("describe_services", cluster="batch", services=["wire"])
        ecs("describe_service_deployments", serviceDeploymentArns=[current])
    final = ecs("describe_service_deployments", serviceDeploymentArns=[current])["serviceDeployments"][0]
    if final["status"] != "ROLLBACK_SUCCESSFUL":
        check.defects.append(f"a rollback that was asked for ended as {final['status']}")
    ecs("stop_service_deployment", serviceDeploymentArn=current, error="ConflictException")
    ecs("stop_service_deployment", serviceDeploymentArn=current + "x", error="ServiceDeploymentNotFoundException")
    ecs("update_service", cluster="batch", service="missing", desiredCount=1, error="ServiceNotFoundException")
    ecs("delete_service", cluster="batch", service="wire", error="InvalidParameterException")
    ecs("delete_service", cluster="batch", service="wire", force=True)
    for _ in range(6):
        check.step(5)
        ecs("describe_services", cluster="batch", services=["wire"])
    ecs("update_service", cluster="batch", service="wire", desiredCount=1, error="ServiceNotActiveException")


def tasks(check):
    ecs = lambda operation, /, **parameters: check.call("ecs", operation, **parameters)
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
    started = ecs("run_task", cluster="batch", taskDefinition="wire:1", launchType="FARGATE", count=2,
                  networkConfiguration=NETWORK, startedBy="wire")["tasks"]
    placed = ecs("run_task", cluster="todo", taskDefinition="wire-ec2", launchType="EC2")["tasks"][0]["taskArn"]
    check.step(30)
    ecs("describe_tasks", cluster="todo", tasks=[placed])
    ecs("stop_task", cluster="todo", task=placed)
    ecs("run_task", cluster="batch", taskDefinition="wire:1", launchType="FARGATE", error="InvalidParameterException")
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


def registry(check):
    ecr = lambda operation, /, **parameters: check.call("ecr", operation, **parameters)
    ecr("describe_repositories")
    ecr("describe_repositories", repositoryNames=["missing"], error="RepositoryNotFoundException")
    ecr("create_repository", repositoryName="wire/one")
    ecr("create_repository", repositoryName="wire/one", error="RepositoryAlreadyExistsException")
    manifest = json.dumps({"schemaVersion": 2, "config": {"size": 10}, "layers": [{"size": 20}]})
    image = ecr("put_image", repositoryName="wire/one", imageManifest=manifest, imageTag="1")["image"]
    if image["imageId"]["imageDigest"] != "sha256:" + hashlib.sha256(manifest.encode()).hexdigest():
        check.defects.append("ecr:put_image: the digest is not that of the manifest")
    ecr("put_image", repositoryName="wire/one", imageManifest=manifest, imageTag="1", error="ImageAlreadyExistsException")
    ecr("list_images", repositoryName="todo-app", maxResults=2)
    ecr("describe_images", repositoryName="todo-app", filter={"tagStatus": "TAGGED"})
    ecr("describe_images", repositoryName="todo-app", imageIds=[{"imageTag": "absent"}], error="ImageNotFoundException")
    ecr("batch_get_image", repositoryName="todo-app", imageIds=[{"imageTag": "1.8.2"}, {"imageTag": "absent"}])


def logs(check):
    call = lambda operation, /, **parameters: check.call("logs", operation, **parameters)
    call("describe_log_groups", logGroupNamePrefix="/ecs/todo/")
    group = "/ecs/todo/todo-app"
    streams = call("describe_log_streams", logGroupName=group, orderBy="LastEventTime", descending=True, limit=5)["logStreams"]
    stream = streams[0]["logStreamName"]
    head = call("get_log_events", logGroupName=group, logStreamName=stream, startFromHead=True, limit=20)
    call("get_log_events", logGroupName=group, logStreamName=stream, nextToken=head["nextForwardToken"], limit=20)
    call("get_log_events", logGroupName=group, logStreamName=stream)
    call("get_log_events", logGroupName=group, logStreamName="missing", error="ResourceNotFoundException")
    page = call("filter_log_events", logGroupName=group, filterPattern="?ERROR ?WARN", limit=50)
    if "nextToken" in page:
        call("filter_log_events", logGroupName=group, filterPattern="?ERROR ?WARN", limit=50, nextToken=page["nextToken"])
    call("filter_log_events", logGroupName="missing", error="ResourceNotFoundException")
    call("create_log_group", logGroupName="/wire")
    call("create_log_group", logGroupName="/wire", error="ResourceAlreadyExistsException")
    call("create_log_stream", logGroupName="/wire", logStreamName="one")
    now = check.control("clock", {})["now_ms"]
    call("put_log_events", logGroupName="/wire", logStreamName="one",
         logEvents=[{"timestamp": now + index, "message": f"line {index}"} for index in range(5)])
    found = call("filter_log_events", logGroupName="/wire", logStreamNames=["one"])["events"]
    if [event["message"] for event in found] != [f"line {index}" for index in range(5)]:
        check.defects.append("logs: what was put is not what is found")


def tokens(check):
    """STS speaks the query protocol, which boto3 parses strictly enough."""
    sts = boto3.client("sts", endpoint_url=check.endpoint, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    check.calls += 2
    if sts.get_caller_identity()["Account"] != "123456789012":
        check.defects.append("sts:get_caller_identity: unexpected account")
    role = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/reader", RoleSessionName="wire")
    if not role["Credentials"]["SessionToken"] or role["Credentials"]["Expiration"].tzinfo is None:
        check.defects.append("sts:assume_role: incomplete credentials")


def unknown_operation(check):
    check.call("ecs", "list_account_settings", error="UnknownOperationException")


def compare_with_examples(check):
    """Members the aws CLI's examples show must be there, but for the documented exceptions."""
    used, compared = set(), 0
    for operation, expected in examples():
        if operation not in check.seen:
            continue
        compared += 1
        for path in sorted(expected - check.seen[operation]):
            reason = next((key for key in EXCEPTIONS if key[0] in (operation, "*") and re.fullmatch(key[1], path)), None)
            if reason is None:
                check.defects.append(f"ecs:{operation}: the aws CLI's example has {path}")
            used.add(reason)
    for stale in sorted(set(EXCEPTIONS) - used):
        check.defects.append(f"exceptions.py: {stale} is not needed")
    return compared


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python check.py ENDPOINT")
    check = Checker(sys.argv[1].rstrip("/"))
    check.control("reset", {"scenario": "todo"})
    check.control("clock", {"paused": True})
    began = time.monotonic()
    for part in (clusters, task_definitions, services, tasks, registry, logs, tokens, unknown_operation):
        part(check)
    compared = compare_with_examples(check)
    for defect in dict.fromkeys(check.defects):
        print(f"defect: {defect}")
    defects = len(set(check.defects))
    print(f"{check.calls} calls, {compared} examples compared, {time.monotonic() - began:.1f} s, {defects} defects")
    print(f"{check.calls + compared} passed, {defects} failed")
    sys.exit(1 if check.defects else 0)


if __name__ == "__main__":
    main()
