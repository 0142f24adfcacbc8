"""Container instances, their attributes, and tasks that are started on them."""

import json

from parts.common import NETWORK, TAGS, ensure


def run(check):
    ecs = check.service("ecs")
    nowhere = {"cluster": "nowhere", "error": "ClusterNotFoundException"}
    missing = "0" * 32
    instances = ecs("list_container_instances", cluster="todo")["containerInstanceArns"]
    ecs("list_container_instances", cluster="todo", status="DRAINING")
    ecs("list_container_instances", **nowhere)
    ecs("describe_container_instances", cluster="todo", containerInstances=[*instances, missing], include=["TAGS"])
    ecs("describe_container_instances", containerInstances=["a"], **nowhere)
    identity = {"instanceId": "i-0123", "availabilityZone": "us-east-1c", "instanceType": "t3.small", "region": "us-east-1"}
    resource = lambda name, amount: {"name": name, "type": "INTEGER", "integerValue": amount}
    made = ecs("register_container_instance", cluster="sandbox", instanceIdentityDocument=json.dumps(identity), tags=TAGS,
               totalResources=[resource("CPU", 2048), resource("MEMORY", 1024),
                               {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22"]}],
               attributes=[{"name": "stack", "value": "wire"}])["containerInstance"]
    arn = made["containerInstanceArn"]
    ecs("register_container_instance", cluster="sandbox", containerInstanceArn=arn, instanceIdentityDocument=json.dumps(identity))
    ecs("register_container_instance", cluster="sandbox", containerInstanceArn=missing, error="ClientException")
    ecs("register_container_instance", cluster="sandbox", instanceIdentityDocument="no", error="ClientException")
    ecs("register_container_instance", cluster="sandbox", instanceIdentityDocument=json.dumps(identity), tags=[*TAGS, *TAGS],
        error="InvalidParameterException")
    ecs("register_container_instance", **nowhere)
    attributes(check, arn)
    started = ecs("start_task", cluster="sandbox", taskDefinition="wire-ec2", containerInstances=[arn, missing], tags=TAGS,
                  overrides={"containerOverrides": [{"name": "main", "environment": [{"name": "A", "value": "b"}]}],
                             "inferenceAcceleratorOverrides": []})
    check.expect(len(started["tasks"]) == 1 and len(started["failures"]) == 1, f"started: {started}")
    ecs("start_task", cluster="sandbox", taskDefinition=ensure(check, "wire"), containerInstances=[arn], networkConfiguration=NETWORK)
    ecs("start_task", cluster="sandbox", taskDefinition="nothing", containerInstances=[arn], error="ClientException")
    ecs("start_task", cluster="sandbox", taskDefinition="wire-ec2", containerInstances=["a"] * 11, error="InvalidParameterException")
    ecs("start_task", taskDefinition="wire-ec2", containerInstances=["a"], **nowhere)
    check.step(60)
    ecs("update_container_instances_state", cluster="sandbox", containerInstances=[arn, missing], status="DRAINING")
    ecs("update_container_instances_state", cluster="sandbox", containerInstances=[arn], status="REGISTERING",
        error="InvalidParameterException")
    ecs("update_container_instances_state", containerInstances=["a"], status="ACTIVE", **nowhere)
    ecs("deregister_container_instance", cluster="sandbox", containerInstance=arn, error="InvalidParameterException")
    ecs("deregister_container_instance", cluster="sandbox", containerInstance=arn, force=True)
    ecs("deregister_container_instance", cluster="sandbox", containerInstance=arn, error="InvalidParameterException")
    ecs("deregister_container_instance", containerInstance="a", **nowhere)


def attributes(check, arn):
    ecs = check.service("ecs")
    attribute = lambda name, target=arn: {"name": name, "value": "x", "targetType": "container-instance", "targetId": target}
    ecs("put_attributes", cluster="sandbox", attributes=[attribute("rack"), attribute("row")])
    found = ecs("list_attributes", cluster="sandbox", targetType="container-instance", attributeName="stack", attributeValue="wire")
    check.expect(len(found["attributes"]) == 1, f"attributes: {found}")
    ecs("put_attributes", cluster="sandbox", attributes=[attribute(f"a{n}") for n in range(10)], error="AttributeLimitExceededException")
    ecs("put_attributes", cluster="sandbox", attributes=[attribute("a", "0" * 32)], error="TargetNotFoundException")
    ecs("put_attributes", cluster="sandbox", attributes=[attribute("ecs.a")], error="InvalidParameterException")
    ecs("delete_attributes", cluster="sandbox", attributes=[attribute("rack")])
    ecs("delete_attributes", cluster="sandbox", attributes=[attribute("a", "0" * 32)], error="TargetNotFoundException")
    for operation, more in (("put_attributes", {"attributes": [attribute("a")]}), ("delete_attributes", {"attributes": [attribute("a")]}),
                            ("list_attributes", {"targetType": "container-instance"})):
        ecs(operation, cluster="nowhere", **more, error="ClusterNotFoundException")
