"""The account in the simulator, as boto3 reads and changes it."""

import hashlib
import json
import urllib.request

import boto3
from botocore.config import Config

from demo import REGION

STEP_S = 30
# Longer than any deployment here takes.
LIMIT_S = 2 * 3600


def batches(items, size):
    """The items in lists that a call takes."""
    return [items[start:start + size] for start in range(0, len(items), size)]


class Account:
    """Clients, and the simulator's clock, which only moves when it is stepped."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.ecs, self.ecr, self.elb = (self.client(name) for name in ("ecs", "ecr", "elbv2"))
        self.control("clock", paused=True)

    def client(self, name):
        return boto3.client(
            name, endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id="outside",
            aws_secret_access_key="outside", config=Config(retries={"max_attempts": 1}),
        )

    def control(self, name, **members):
        request = urllib.request.Request(
            f"{self.endpoint}/_ecscope/{name}", data=json.dumps(members).encode(), headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def step(self, seconds):
        self.control("clock", step_ms=seconds * 1000)

    def service(self, cluster, name):
        answer = self.ecs.describe_services(cluster=cluster, services=[name], include=["TAGS"])
        return answer["services"][0]

    def services(self, cluster):
        arns = [arn for page in self.ecs.get_paginator("list_services").paginate(cluster=cluster) for arn in page["serviceArns"]]
        found = []
        for some in batches(sorted(arns), 10):
            found += self.ecs.describe_services(cluster=cluster, services=some, include=["TAGS"])["services"]
        return found

    def settled(self, cluster, names):
        """The services that have nothing left to do: one deployment, and as many tasks as they want."""
        found = set()
        for some in batches(sorted(names), 10):
            for service in self.ecs.describe_services(cluster=cluster, services=some)["services"]:
                counts = (service["runningCount"], service["pendingCount"]) == (service["desiredCount"], 0)
                if counts and len(service["deployments"]) == 1 and "currentServiceDeployment" not in service:
                    found.add(service["serviceName"])
        return found

    def deployment(self, cluster, name):
        """The newest service deployment."""
        listed = self.ecs.list_service_deployments(cluster=cluster, service=name)["serviceDeployments"]
        arn = listed[0]["serviceDeploymentArn"]
        return self.ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]

    def revision(self, arn):
        return self.ecs.describe_service_revisions(serviceRevisionArns=[arn])["serviceRevisions"][0]

    def current_revision(self, cluster, name):
        """The revision that the service is at, after a rollback the one it went back to."""
        newest = self.deployment(cluster, name)
        back = newest.get("rollback", {}).get("serviceRevisionArn")
        return self.revision(back or newest["targetServiceRevision"]["arn"])

    def tasks(self, cluster, name):
        """The tasks of a service that are meant to run."""
        arns = self.ecs.list_tasks(cluster=cluster, serviceName=name)["taskArns"]
        return self.ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"] if arns else []

    def definition(self, arn):
        """A task definition with its tags."""
        answer = self.ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        return {**answer["taskDefinition"], "tags": answer.get("tags", [])}

    def definitions(self, family):
        """The ARNs of all revisions of a family."""
        pages = self.ecs.get_paginator("list_task_definitions")
        return {
            arn for status in ("ACTIVE", "INACTIVE")
            for page in pages.paginate(familyPrefix=family, status=status) for arn in page["taskDefinitionArns"]
        }

    def images(self, repository):
        """What each tag and digest of a repository means."""
        found = self.ecr.list_images(repositoryName=repository)["imageIds"]
        return sorted((image["imageDigest"], image.get("imageTag", "")) for image in found)

    def push(self, repository, tag, content):
        """Pushes an image, whose digest depends on `content`, under a tag; the digest."""
        manifest = json.dumps({
            "schemaVersion": 2,
            "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": {
                "mediaType": "application/vnd.docker.container.image.v1+json", "size": 2,
                "digest": "sha256:" + hashlib.sha256(content.encode()).hexdigest(),
            },
            "layers": [],
        })
        answer = self.ecr.put_image(repositoryName=repository, imageManifest=manifest, imageTag=tag)
        return answer["image"]["imageId"]["imageDigest"]
