"""What every operation answers about a resource that doesn't exist."""

from parts.common import ACCOUNT
from wirecheck import code_of

ELB = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}"

# service, member, a value that names nothing, the error where the operation's model has it
MISSING = (
    ("ecs", "cluster", "nowhere", "ClusterNotFoundException"),
    ("ecr", "repositoryName", "nowhere", "RepositoryNotFoundException"),
    ("logs", "logGroupName", "/nowhere", "ResourceNotFoundException"),
    ("elbv2", "LoadBalancerArn", f"{ELB}:loadbalancer/app/missing/1", "LoadBalancerNotFound"),
    ("elbv2", "ListenerArn", f"{ELB}:listener/app/missing/1/1", "ListenerNotFound"),
    ("elbv2", "RuleArn", f"{ELB}:listener-rule/app/missing/1/1/1", "RuleNotFound"),
    ("elbv2", "TargetGroupArn", f"{ELB}:targetgroup/missing/1", "TargetGroupNotFound"),
)

# The call succeeds, as AWS's documentation of the operation says.
SUCCEEDS = {("DeleteLoadBalancer", "LoadBalancerNotFound")}


def run(check):
    for (service, name), (operation, parameters) in sorted(check.succeeded.items()):
        model = check.clients[service].meta.service_model.operation_model(name)
        codes = {code_of(shape) for shape in model.error_shapes}
        members = model.input_shape.members if model.input_shape else {}
        for of, member, value, error in MISSING:
            if of == service and member in members and error in codes and (name, error) not in SUCCEEDS:
                check.call(service, operation, **{**short(parameters), member: value}, error=error)


def short(value):
    """Names of ECS's resources instead of ARNs, which also name the cluster."""
    if isinstance(value, dict):
        return {name: short(member) for name, member in value.items()}
    if isinstance(value, list):
        return [short(item) for item in value]
    return value.rsplit("/", 1)[-1] if isinstance(value, str) and value.startswith("arn:aws:ecs:") else value
