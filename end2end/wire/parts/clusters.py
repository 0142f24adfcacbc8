"""Clusters and tags."""

import json

from parts.common import ARN, MANAGED, NETWORK, TAGS, ensure


def run(check):
    ecs = check.service("ecs")
    strategy = [{"capacityProvider": "todo-ec2", "weight": 1, "base": 0}]
    ecs("create_cluster", clusterName="wire", tags=TAGS, capacityProviders=["todo-ec2"],
        defaultCapacityProviderStrategy=strategy)
    ecs("create_cluster", clusterName="wire")
    ecs("create_cluster", clusterName="not a name", error="InvalidParameterException")
    ecs("create_cluster", clusterName="other", capacityProviders=["missing"], error="InvalidParameterException")
    ecs("create_cluster", clusterName="other", settings=[{"name": "containerInsights", "value": "x"}],
        error="InvalidParameterException")
    ecs("list_clusters")
    sections = ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"]
    ecs("describe_clusters", clusters=["todo", "batch", "missing", f"{ARN}:cluster/todo"], include=sections)
    found = ecs("describe_clusters", clusters=["missing"])
    check.expect(found["failures"] == [{"arn": f"{ARN}:cluster/missing", "reason": "MISSING"}], f"a missing cluster: {found}")

    ecs("update_cluster", cluster="wire", serviceConnectDefaults={"namespace": "wire.local"},
        settings=[{"name": "containerInsights", "value": "enabled"}],
        configuration={"executeCommandConfiguration": {"logging": "NONE"}})
    ecs("update_cluster", cluster="nowhere", error="ClusterNotFoundException")
    ecs("update_cluster_settings", cluster="wire", settings=[{"name": "containerInsights", "value": "enhanced"}])
    ecs("update_cluster_settings", cluster="nowhere", settings=[], error="ClusterNotFoundException")
    ecs("put_cluster_capacity_providers", cluster="wire", capacityProviders=["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1, "base": 1}])
    ecs("put_cluster_capacity_providers", cluster="wire", capacityProviders=["todo-ec2"],
        defaultCapacityProviderStrategy=strategy)
    ecs("put_cluster_capacity_providers", cluster="wire", capacityProviders=["FARGATE"],
        defaultCapacityProviderStrategy=strategy, error="InvalidParameterException")
    ecs("put_cluster_capacity_providers", cluster="todo", capacityProviders=[], defaultCapacityProviderStrategy=[],
        error="ResourceInUseException")
    ecs("put_cluster_capacity_providers", cluster="nowhere", capacityProviders=[], defaultCapacityProviderStrategy=[],
        error="ClusterNotFoundException")

    arn = f"{ARN}:cluster/wire"
    ecs("tag_resource", resourceArn=arn, tags=[{"key": "c", "value": "d"}])
    ecs("tag_resource", resourceArn=arn, tags=[{"key": "aws:c", "value": "d"}], error="InvalidParameterException")
    ecs("tag_resource", resourceArn=arn, tags=[{"key": f"k{n}", "value": ""} for n in range(50)], error="InvalidParameterException")
    ecs("untag_resource", resourceArn=arn, tagKeys=["a"])
    found = ecs("list_tags_for_resource", resourceArn=arn)
    check.expect(found["tags"] == [{"key": "c", "value": "d"}], f"tags after changes: {found}")
    for operation, more in (("list_tags_for_resource", {}), ("tag_resource", {"tags": TAGS}), ("untag_resource", {"tagKeys": ["a"]})):
        ecs(operation, resourceArn=f"{ARN}:cluster/no", **more, error="ClusterNotFoundException")
        missing = "InvalidParameterException" if operation.startswith("list") else "ResourceNotFoundException"
        ecs(operation, resourceArn=f"{ARN}:service/todo/no", **more, error=missing)
        ecs(operation, resourceArn="nonsense", **more, error="InvalidParameterException")

    in_use(check)
    ecs("delete_cluster", cluster="todo", error="ClusterContainsServicesException")
    ecs("delete_cluster", cluster="wire")
    ecs("delete_cluster", cluster="nowhere", error="ClusterNotFoundException")
    status = ecs("describe_clusters", clusters=["wire"])["clusters"][0]["status"]
    check.expect(status == "INACTIVE", f"a deleted cluster is {status}")


def in_use(check):
    """What keeps a cluster from being deleted."""
    ecs = check.service("ecs")
    full = {"cluster": "wire-full"}
    ecs("create_cluster", clusterName="wire-full")
    ecs("create_capacity_provider", name="wire-full", **full, managedInstancesProvider=MANAGED)
    ecs("delete_cluster", **full, error="ClusterContainsCapacityProviderException")
    ecs("delete_capacity_provider", capacityProvider="wire-full", **full)
    task = ecs("run_task", **full, taskDefinition=ensure(check, "wire-full-task"), launchType="FARGATE", networkConfiguration=NETWORK)
    ecs("delete_cluster", **full, error="ClusterContainsTasksException")
    ecs("stop_task", **full, task=task["tasks"][0]["taskArn"])
    check.step(300)
    identity = json.dumps({"instanceId": "i-9", "availabilityZone": "us-east-1a", "instanceType": "t3.small", "region": "us-east-1"})
    instance = ecs("register_container_instance", **full, instanceIdentityDocument=identity)["containerInstance"]
    ecs("delete_cluster", **full, error="ClusterContainsContainerInstancesException")
    ecs("deregister_container_instance", **full, containerInstance=instance["containerInstanceArn"])
    ecs("delete_cluster", **full)
