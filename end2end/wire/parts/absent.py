"""Resources of which the simulator has none: their reading operations say so in AWS's shape."""

from parts.common import ARN


def run(check):
    ecs = check.service("ecs")
    admin = {"cluster": "todo", "service": "admin"}
    found = ecs("describe_task_sets", **admin, taskSets=["ecs-svc/1"])
    check.expect(found["taskSets"] == [] and len(found["failures"]) == 1, f"task sets: {found}")
    ecs("describe_task_sets", cluster="todo", service="missing", error="ServiceNotFoundException")
    ecs("describe_task_sets", cluster="nowhere", service="missing", error="ClusterNotFoundException")
    invalid = {"error": "InvalidParameterException"}
    ecs("create_task_set", **admin, taskDefinition="admin", **invalid)
    ecs("update_task_set", **admin, taskSet="a", scale={"value": 50, "unit": "PERCENT"}, **invalid)
    ecs("delete_task_set", **admin, taskSet="a", **invalid)
    ecs("update_service_primary_task_set", **admin, primaryTaskSet="a", **invalid)
    for operation, more in (("create_task_set", {"taskDefinition": "a"}), ("delete_task_set", {"taskSet": "a"}),
                            ("update_task_set", {"taskSet": "a", "scale": {}}), ("update_service_primary_task_set", {"primaryTaskSet": "a"})):
        ecs(operation, cluster="todo", service="missing", **more, error="ServiceNotFoundException")
        ecs(operation, cluster="nowhere", service="missing", **more, error="ClusterNotFoundException")
        # The part `deployments` has deleted it.
        ecs(operation, cluster="batch", service="wire", **more, error="ServiceNotActiveException")
    ecs("describe_task_sets", cluster="batch", service="wire", error="ServiceNotActiveException")

    daemon = f"{ARN}:daemon/todo/agent"
    ecs("list_daemons", clusterArn=f"{ARN}:cluster/todo")
    ecs("list_daemons", clusterArn=f"{ARN}:cluster/nowhere", error="ClusterNotFoundException")
    ecs("list_daemon_deployments", daemonArn=daemon)
    ecs("list_daemon_task_definitions")
    ecs("describe_daemon", daemonArn=daemon, error="DaemonNotFoundException")
    for operation, parameters in (
        ("describe_daemon", {"daemonArn": f"{ARN}:daemon/nowhere/agent"}),
        ("list_daemon_deployments", {"daemonArn": f"{ARN}:daemon/nowhere/agent"}),
        ("describe_express_gateway_service", {"serviceArn": f"{ARN}:service/nowhere/admin"}),
    ):
        ecs(operation, **parameters, error="ClusterNotFoundException")
    ecs("describe_daemon_task_definition", daemonTaskDefinition="a", error="ClientException")
    ecs("describe_daemon_deployments", daemonDeploymentArns=[f"{ARN}:daemon-deployment/todo/agent/1"])
    ecs("describe_daemon_revisions", daemonRevisionArns=[f"{ARN}:daemon-revision/todo/agent/1"])
    ecs("describe_express_gateway_service", serviceArn=f"{ARN}:service/todo/admin", error="ResourceNotFoundException")
    ecs("list_gateways")
    ecs("list_gateway_routes")
    ecs("list_gateway_routes", gateway="a", error="GatewayNotFoundException")
    ecs("list_gateway_cluster_associations")
    ecs("describe_gateway", gateway="a", error="GatewayNotFoundException")
    ecs("describe_gateway_resources", gateway="a", error="GatewayNotFoundException")
    ecs("describe_gateway_route", gatewayRouteArn=f"{ARN}:gateway-route/a", error="ResourceNotFoundException")
