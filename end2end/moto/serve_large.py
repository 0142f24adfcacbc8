"""Serves moto with as many services and tasks as the simulator's scenario `large`.

Prints its address when it is ready, and serves until it is stopped. Needs the packages of
requirements.txt. Run by `cargo xtask bench simulator`.
"""

import threading
from datetime import datetime, timedelta, timezone

import boto3
import requests
from moto.ecs.models import ecs_backends
from moto.server import ThreadedMotoServer

ACCOUNT, REGION, CLUSTER = "123456789012", "us-east-1", "large"
SERVICES, TASKS, EVENTS = 2_000, 5_000, 10


def client(endpoint, service):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="bench",
        aws_secret_access_key="bench",
    )


def network(endpoint):
    ec2 = client(endpoint, "ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]
    groups = ec2.describe_security_groups()["SecurityGroups"]
    return {
        "awsvpcConfiguration": {
            "subnets": [subnet["SubnetId"]],
            "securityGroups": [groups[0]["GroupId"]],
            "assignPublicIp": "DISABLED",
        }
    }


def fill(endpoint):
    ecs = client(endpoint, "ecs")
    # Otherwise each DescribeTasks moves the tasks it describes one step towards STOPPED.
    transition = {
        "model_name": "ecs::task",
        "transition": {"progression": "manual", "times": 1_000_000_000},
    }
    url = f"{endpoint}/moto-api/state-manager/set-transition"
    requests.post(url, json=transition, timeout=10).raise_for_status()
    ecs.create_cluster(clusterName=CLUSTER)
    ecs.register_task_definition(
        family="app",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[
            {"name": "app", "image": "registry.example.com/app:1", "cpu": 256, "memory": 512}
        ],
    )
    configuration = network(endpoint)
    for number in range(SERVICES):
        ecs.create_service(
            cluster=CLUSTER,
            serviceName=f"service-{number:04}",
            taskDefinition="app",
            desiredCount=2,
            launchType="FARGATE",
            networkConfiguration=configuration,
        )
    for _ in range(TASKS // 10):
        ecs.run_task(
            cluster=CLUSTER,
            taskDefinition="app",
            count=10,
            launchType="FARGATE",
            networkConfiguration=configuration,
        )


def add_events():
    """moto has no way to make events through its API, so they are put where it keeps them."""
    now = datetime.now(timezone.utc)
    for service in ecs_backends[ACCOUNT][REGION].services.values():
        service.events = [
            {
                "id": f"00000000-0000-4000-8000-{number:012}",
                "createdAt": now - timedelta(hours=6 * number),
                "message": f"(service {service.name}) has reached a steady state.",
            }
            for number in range(EVENTS)
        ]


def main():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    fill(endpoint)
    add_events()
    print(f"moto  {endpoint}", flush=True)
    # Until the program is stopped.
    threading.Event().wait()


if __name__ == "__main__":
    main()
