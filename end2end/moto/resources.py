"""What the check creates in moto, from outside of the console."""

import time
from dataclasses import dataclass

from programs import REGION, client

GROUP = "/ecs/shop"
LINES = ["listening on :8080", 'GET /health 200 <b id="x">', "second of the same moment"]


@dataclass
class Resources:
    """Names of what was created."""

    cluster: str
    service: str
    task: str
    image: str
    definition: str


def create(endpoint):
    """Creates a cluster with a service and a task of its own, an image and log lines."""
    ecs = client("ecs", endpoint)
    ecr = client("ecr", endpoint)
    ecs.create_cluster(clusterName="shop", tags=[{"key": "team", "value": "north"}])
    ecs.create_cluster(clusterName="empty")

    repository = ecr.create_repository(repositoryName="shop/web")["repository"]
    ecr.put_image(
        repositoryName="shop/web",
        imageTag="1.4.2",
        imageManifest='{"schemaVersion": 2, "config": {"size": 2, "digest": "sha256:0"}, "layers": []}',
        imageManifestMediaType="application/vnd.oci.image.manifest.v1+json",
    )
    image = f"{repository['repositoryUri']}:1.4.2"

    registered = ecs.register_task_definition(
        family="web",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[
            {
                "name": "web",
                "image": image,
                "memory": 256,
                "essential": True,
                "portMappings": [{"containerPort": 8080}],
                "environment": [{"name": "GREETING", "value": "hello from outside"}],
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": GROUP,
                        "awslogs-region": REGION,
                        "awslogs-stream-prefix": "web",
                    },
                },
            },
            {"name": "sidecar", "image": "envoy:1.31", "memory": 64, "essential": False},
        ],
    )
    definition = registered["taskDefinition"]["taskDefinitionArn"]
    network = {"awsvpcConfiguration": awsvpc(endpoint)}
    ecs.create_service(
        cluster="shop",
        serviceName="storefront",
        taskDefinition=definition,
        desiredCount=2,
        launchType="FARGATE",
        networkConfiguration=network,
    )
    ran = ecs.run_task(
        cluster="shop",
        taskDefinition=definition,
        launchType="FARGATE",
        startedBy="nightly",
        networkConfiguration=network,
    )
    task = ran["tasks"][0]["taskArn"].rsplit("/", 1)[-1]
    write_lines(endpoint, task)
    return Resources("shop", "storefront", task, image, definition.rsplit("/", 1)[-1])


def write_lines(endpoint, task):
    """Writes what the awslogs driver would have written."""
    logs = client("logs", endpoint)
    stream = f"web/web/{task}"
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName=stream)
    now = int(time.time() * 1000) - 5_000
    moments = [now, now + 1_000, now + 1_000]
    logs.put_log_events(
        logGroupName=GROUP,
        logStreamName=stream,
        logEvents=[
            {"timestamp": at, "message": line} for at, line in zip(moments, LINES, strict=True)
        ],
    )


def awsvpc(endpoint):
    """A subnet and a security group that moto knows."""
    ec2 = client("ec2", endpoint)
    return {
        "subnets": [ec2.describe_subnets()["Subnets"][0]["SubnetId"]],
        "securityGroups": [ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]],
    }
