"""Services and their history: reading, refusals, tokens."""

from parts.common import NETWORK, arm, ensure


def run(check):
    ecs = check.service("ecs")
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
    ecs("describe_service_deployments", serviceDeploymentArns=["arn:aws:ecs:us-east-1:123456789012:service-deployment/todo/admin/x"])
    ecs("describe_service_revisions", serviceRevisionArns=["arn:aws:ecs:us-east-1:123456789012:service-revision/todo/admin/1"])
    refusals(check)


def refusals(check):
    ecs = check.service("ecs")
    base = {"cluster": "batch", "serviceName": "refused", "taskDefinition": ensure(check, "wire"),
            "networkConfiguration": NETWORK, "launchType": "FARGATE"}
    for change, error in (
        ({"cluster": "nowhere"}, "ClusterNotFoundException"),
        ({"serviceName": "not a name"}, "InvalidParameterException"),
        ({"taskDefinition": "nothing"}, "ClientException"),
        ({"desiredCount": -1}, "InvalidParameterException"),
        ({"networkConfiguration": {}}, "InvalidParameterException"),
        ({"launchType": "MOON"}, "InvalidParameterException"),
        ({"clientToken": "ä"}, "InvalidParameterException"),
        ({"deploymentController": {"type": "CODE_DEPLOY"}}, "UnsupportedFeatureException"),
        ({"platformVersion": "9.9.9"}, "PlatformUnknownException"),
        ({"platformVersion": "1.3.0", "taskDefinition": arm(check)}, "PlatformTaskDefinitionIncompatibilityException"),
        ({"deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}}, "InvalidParameterException"),
    ):
        ecs("create_service", **{**base, **change}, error=error)
    admin = {"cluster": "todo", "service": "admin"}
    ecs("update_service", **admin, platformVersion="9.9.9", error="PlatformUnknownException")
    ecs("update_service", **admin, platformVersion="1.3.0", taskDefinition=arm(check),
        error="PlatformTaskDefinitionIncompatibilityException")
    ecs("update_service", **admin, deploymentController={"type": "EXTERNAL"}, error="UnsupportedFeatureException")
    ecs("update_service", **admin, taskDefinition="nothing", error="ClientException")
    ecs("update_service", cluster="batch", service="missing", desiredCount=1, error="ServiceNotFoundException")
    ecs("update_service", cluster="nowhere", service="missing", desiredCount=1, error="ClusterNotFoundException")
    ecs("delete_service", cluster="nowhere", service="a", error="ClusterNotFoundException")
    ecs("delete_service", cluster="batch", service="missing", error="ServiceNotFoundException")
    ecs("describe_services", cluster="nowhere", services=["a"], error="ClusterNotFoundException")
    ecs("describe_services", cluster="batch", services=["arn:aws:ecs:us-east-1:123456789012:service/todo/admin"],
        error="InvalidParameterException")
