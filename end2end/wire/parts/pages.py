"""Lists: pages of one item join to the whole, bad tokens and sizes are refused, batches have limits."""

from checker import snake
from parts.common import ARN

# Paginators with parameters under which they have more than one item.
PAGINATORS = (
    ("ecs", "list_clusters", {}),
    ("ecs", "list_services", {"cluster": "todo"}),
    ("ecs", "list_services_by_namespace", {"namespace": "todo.local"}),
    ("ecs", "list_tasks", {"cluster": "todo"}),
    ("ecs", "list_task_definition_families", {}),
    ("ecs", "list_task_definitions", {"familyPrefix": "admin", "status": "INACTIVE"}),
    ("ecs", "list_container_instances", {"cluster": "todo"}),
    ("ecs", "list_account_settings", {"effectiveSettings": True}),
    ("ecs", "list_attributes", {"cluster": "todo", "targetType": "container-instance"}),
    ("ecr", "describe_repositories", {}),
    ("ecr", "list_images", {"repositoryName": "todo-app"}),
    ("ecr", "describe_images", {"repositoryName": "todo-app"}),
    ("logs", "describe_log_groups", {}),
    ("logs", "describe_log_streams", {"logGroupName": "/ecs/todo/todo-app"}),
)

# Lists for which botocore has no paginator.
LOOPS = (
    ("list_service_deployments", {"cluster": "todo", "service": "todo-app"}, "serviceDeployments"),
    ("describe_capacity_providers", {}, "capacityProviders"),
    ("list_daemons", {}, "daemonSummariesList"),
    ("list_daemon_deployments", {"daemonArn": f"{ARN}:daemon/todo/a"}, "daemonDeployments"),
    ("list_daemon_task_definitions", {}, "daemonTaskDefinitions"),
    ("list_gateways", {}, "gateways"),
    ("list_gateway_routes", {}, "gatewayRoutes"),
    ("list_gateway_cluster_associations", {}, "gatewayClusterAssociations"),
)

# The most items a call takes, and its other parameters.
BATCHES = (
    ("ecs", "describe_clusters", "clusters", 100, {}),
    ("ecs", "describe_tasks", "tasks", 100, {"cluster": "todo"}),
    ("ecs", "describe_services", "services", 10, {"cluster": "todo"}),
    ("ecs", "describe_container_instances", "containerInstances", 100, {"cluster": "todo"}),
    ("ecs", "describe_capacity_providers", "capacityProviders", 100, {}),
    ("ecs", "describe_service_deployments", "serviceDeploymentArns", 20, {}),
    ("ecs", "describe_service_revisions", "serviceRevisionArns", 20, {}),
    ("ecs", "describe_daemon_deployments", "daemonDeploymentArns", 20, {}),
    ("ecs", "delete_task_definitions", "taskDefinitions", 10, {}),
    ("ecs", "get_task_protection", "tasks", 100, {"cluster": "todo"}),
    ("ecs", "update_task_protection", "tasks", 10, {"cluster": "todo", "protectionEnabled": True}),
    ("ecs", "update_container_instances_state", "containerInstances", 10, {"cluster": "todo", "status": "ACTIVE"}),
    ("ecr", "describe_repositories", "repositoryNames", 100, {}),
    ("ecr", "describe_images", "imageIds", 100, {"repositoryName": "todo-app"}),
    ("ecr", "batch_get_image", "imageIds", 100, {"repositoryName": "todo-app"}),
    ("ecr", "batch_delete_image", "imageIds", 100, {"repositoryName": "todo-app"}),
    ("logs", "filter_log_events", "logStreamNames", 100, {"logGroupName": "/ecs/todo/todo-app"}),
)


def items(client, operation, parameters, size):
    """All items, by pages of a size, and how many pages there were."""
    found, pages = [], 0
    paginator = client.get_paginator(operation)
    for page in paginator.paginate(**parameters, PaginationConfig={"PageSize": size}):
        pages += 1
        for key in paginator.result_keys:
            found += key.search(page) or []
    return found, pages


def run(check):
    for service, operation, parameters in PAGINATORS:
        client = check.clients[service]
        single, pages = items(client, operation, parameters, 1)
        whole, _ = items(client, operation, parameters, 10 if operation == "list_account_settings" else 50)
        label = f"{service}:{operation}"
        check.expect(single == whole, f"{label}: {len(single)} items one by one, {len(whole)} together")
        check.expect(len(whole) > 1 and pages >= len(whole), f"{label}: {pages} pages for {len(whole)} items")
        tokens(check, service, operation, parameters)
    for operation, parameters, member in LOOPS:
        whole, token = [], {}
        while True:
            page = check.call("ecs", operation, **parameters, **token, **({} if operation.startswith("describe") else {"maxResults": 1}))
            whole += page[member]
            if "nextToken" not in page:
                break
            token = {"nextToken": page["nextToken"]}
        together = check.call("ecs", operation, **parameters)[member]
        check.expect(whole == together, f"ecs:{operation}: {len(whole)} items one by one, {len(together)} together")
        check.call("ecs", operation, **parameters, nextToken="nonsense", error="InvalidParameterException")
    for service, operation, member, most, parameters in BATCHES:
        check.call(service, operation, **parameters, **{member: batch(service, operation, member, most + 1)},
                   error="InvalidParameterException")


def batch(service, operation, member, size):
    if member == "imageIds":
        return [{"imageTag": f"t{number}"} for number in range(size)]
    if member == "repositoryNames":
        return [f"r{number}" for number in range(size)]
    if operation == "delete_task_definitions":
        return [f"admin:{number + 1}" for number in range(size)]
    return [f"item-{number}" for number in range(size)]


def tokens(check, service, operation, parameters):
    """Tokens of other lists, altered ones and nonsense are refused; so are sizes out of bounds."""
    client = check.clients[service]
    model = client.meta.service_model.operation_model("".join(word.capitalize() for word in operation.split("_")))
    size = "limit" if service == "logs" else "maxResults"
    other = check.clients["ecs"].list_clusters(maxResults=1)["nextToken"]
    bad = ["nonsense", "{}", "=" * 8] + ([other] if snake(model.name) != "list_clusters" else [])
    for token in bad:
        check.call(service, operation, **parameters, nextToken=token, error="InvalidParameterException")
    for wrong in (0, -1, 1_001):
        check.call(service, operation, **parameters, **{size: wrong}, error="InvalidParameterException")
