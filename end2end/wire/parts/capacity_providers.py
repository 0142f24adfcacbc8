"""Capacity providers from creation to deletion."""

from parts.common import ACCOUNT, ARN, MANAGED, TAGS


def group(name):
    return f"arn:aws:autoscaling:us-east-1:{ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/{name}"


def run(check):
    ecs = check.service("ecs")
    provider = {"autoScalingGroupArn": group("wire"), "managedScaling": {"status": "ENABLED", "targetCapacity": 90}}
    ecs("create_capacity_provider", name="wire", autoScalingGroupProvider=provider, tags=TAGS)
    invalid = {"error": "InvalidParameterException"}
    ecs("create_capacity_provider", name="wire", autoScalingGroupProvider=provider, **invalid)
    ecs("create_capacity_provider", name="wire-2", autoScalingGroupProvider=provider, **invalid)
    ecs("create_capacity_provider", name="fargate-2", autoScalingGroupProvider=provider, **invalid)
    ecs("create_capacity_provider", name="wire-2", **invalid)
    protected = {"autoScalingGroupArn": group("p"), "managedTerminationProtection": "ENABLED"}
    ecs("create_capacity_provider", name="wire-2", autoScalingGroupProvider=protected, **invalid)
    ecs("create_capacity_provider", name="managed", cluster="sandbox", managedInstancesProvider=MANAGED)
    ecs("create_capacity_provider", name="managed-2", cluster="nowhere", managedInstancesProvider=MANAGED,
        error="ClusterNotFoundException")
    ecs("update_capacity_provider", name="wire", autoScalingGroupProvider={"managedScaling": {"targetCapacity": 80}})
    ecs("update_capacity_provider", name="missing", autoScalingGroupProvider={}, **invalid)
    ecs("tag_resource", resourceArn=f"{ARN}:capacity-provider/todo-ec2", tags=[{"key": "c", "value": "d"}])
    ecs("describe_capacity_providers")
    found = ecs("describe_capacity_providers", capacityProviders=["todo-ec2", "wire", "FARGATE", "missing"], include=["TAGS"])
    check.expect(len(found["capacityProviders"]) == 3 and len(found["failures"]) == 1, f"capacity providers: {found}")
    ecs("describe_capacity_providers", cluster="sandbox")
    ecs("describe_capacity_providers", cluster="nowhere", error="ClusterNotFoundException")
    ecs("delete_capacity_provider", capacityProvider="todo-ec2", **invalid)
    ecs("delete_capacity_provider", capacityProvider="FARGATE", **invalid)
    ecs("delete_capacity_provider", capacityProvider="wire")
    ecs("delete_capacity_provider", capacityProvider="wire", **invalid)
    ecs("delete_capacity_provider", capacityProvider="managed", cluster="sandbox")
