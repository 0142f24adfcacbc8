"""A service from creation to deletion: deployments, a rollback that is asked for, idempotency."""

from parts.common import NETWORK, ensure

VOLUME = {
    "name": "data",
    "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/ebs", "volumeType": "gp3", "sizeInGiB": 10,
                         "iops": 3000, "throughput": 125, "filesystemType": "ext4"},
}


def run(check):
    ecs = check.service("ecs")
    wire = ensure(check, "wire")
    ecs(
        "create_service",
        cluster="batch",
        serviceName="wire",
        taskDefinition=wire,
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
    ecs("create_service", cluster="batch", serviceName="wire", taskDefinition=wire, networkConfiguration=NETWORK,
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
    tokens(check)


def tokens(check):
    """A service is created once by its token."""
    ecs = check.service("ecs")
    create = {"cluster": "batch", "serviceName": "token", "taskDefinition": ensure(check, "wire"), "desiredCount": 0,
              "launchType": "FARGATE", "networkConfiguration": NETWORK, "clientToken": "wire-token"}
    one = ecs("create_service", **create)["service"]["serviceArn"]
    check.expect(ecs("create_service", **create)["service"]["serviceArn"] == one, "a repeated token makes the same service")
    ecs("create_service", **{**create, "desiredCount": 1}, error="InvalidParameterException")
    ecs("delete_service", cluster="batch", service="token")
