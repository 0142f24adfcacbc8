"""How long scripts take for the first picture of a large cluster: `cold.py plain|e1s ENDPOINT CLUSTER`.

`plain` is what people write: paginators, then batches, one call after the other, with the SDK's own
settings. `e1s` is how the terminal client e1s reads services: the list page by page, then all batches
at once, with tags and the retries of the Go SDK (boto3's mode `standard` is the same algorithm).
Prints one JSON object with milliseconds and counts.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def client(endpoint, **settings):
    return boto3.client(
        "ecs",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",
        config=Config(**settings),
    )


def arns(ecs, operation, member, cluster):
    pages = ecs.get_paginator(operation).paginate(cluster=cluster)
    return [arn for page in pages for arn in page[member]]


def batches(items, size):
    return [items[at : at + size] for at in range(0, len(items), size)]


def plain(endpoint, cluster):
    ecs = client(endpoint)
    begin = time.monotonic()
    first = None
    services = []
    for batch in batches(arns(ecs, "list_services", "serviceArns", cluster), 10):
        services += ecs.describe_services(cluster=cluster, services=batch)["services"]
        first = first or time.monotonic() - begin
    services_done = time.monotonic() - begin
    tasks = []
    for batch in batches(arns(ecs, "list_tasks", "taskArns", cluster), 100):
        tasks += ecs.describe_tasks(cluster=cluster, tasks=batch)["tasks"]
    return {
        "first_ms": first * 1000,
        "services_ms": services_done * 1000,
        "complete_ms": (time.monotonic() - begin) * 1000,
        "services": len(services),
        "tasks": len(tasks),
        "failed_calls": 0,
    }


def e1s(endpoint, cluster):
    ecs = client(
        endpoint,
        max_pool_connections=200,
        retries={"mode": "standard", "max_attempts": 3},
    )
    begin = time.monotonic()
    listed = batches(arns(ecs, "list_services", "serviceArns", cluster), 10)

    def describe(batch):
        try:
            answer = ecs.describe_services(cluster=cluster, services=batch, include=["TAGS"])
            return time.monotonic() - begin, len(answer["services"])
        except ClientError:
            return None

    with ThreadPoolExecutor(len(listed)) as pool:
        answers = list(pool.map(describe, listed))
    good = [answer for answer in answers if answer]
    end = time.monotonic() - begin
    return {
        # It shows nothing before all calls have ended.
        "first_ms": end * 1000,
        "services_ms": end * 1000,
        "complete_ms": None,
        "services": sum(count for _, count in good),
        "tasks": 0,
        "failed_calls": len(answers) - len(good),
    }


if __name__ == "__main__":
    how, endpoint, cluster = sys.argv[1:]
    print(json.dumps({"plain": plain, "e1s": e1s}[how](endpoint, cluster)))
