"""What several parts create things with."""

ACCOUNT = "123456789012"
ARN = f"arn:aws:ecs:us-east-1:{ACCOUNT}"
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}}
MANAGED = {
    "infrastructureRoleArn": f"arn:aws:iam::{ACCOUNT}:role/ecs",
    "instanceLaunchTemplate": {
        "ec2InstanceProfileArn": f"arn:aws:iam::{ACCOUNT}:instance-profile/ecs",
        "networkConfiguration": {"subnets": ["subnet-1"]},
    },
}
TAGS = [{"key": "a", "value": "b"}]


def definition(family, /, **change):
    """A task definition for Fargate with one container."""
    container = {
        "name": "web",
        "image": "public.ecr.aws/nginx/nginx:1.27",
        "portMappings": [{"containerPort": 80}],
        "environment": [{"name": "A", "value": "b"}],
    }
    return {
        "family": family,
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [container],
        **change,
    }


def arm(check):
    """A task definition for ARM processors."""
    return ensure(check, "wire-arm", runtimePlatform={"cpuArchitecture": "ARM64"})


def ensure(check, family, **change):
    """Registers a family unless it is there; its newest revision."""
    ecs = check.clients["ecs"]
    found = ecs.list_task_definitions(familyPrefix=family, sort="DESC")["taskDefinitionArns"]
    if found:
        return found[0]
    return ecs.register_task_definition(**definition(family, **change))["taskDefinition"]["taskDefinitionArn"]
