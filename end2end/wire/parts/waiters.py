"""boto3's waiters and the aws CLI's, on a clock that runs fast."""

import os
import subprocess
import sys
from pathlib import Path

from parts.common import NETWORK, ensure


def aws(check, *arguments):
    """Runs the aws CLI of this environment."""
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": check.endpoint, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "simulator", "AWS_SECRET_ACCESS_KEY": "simulator", "AWS_MAX_ATTEMPTS": "1",
        "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
    }
    program = Path(sys.executable).parent / "aws"
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False)
    check.expect(done.returncode == 0, f"aws {' '.join(arguments)}: {done.returncode} {done.stderr.strip()}")
    return done.stdout


def run(check):
    ecs = check.clients["ecs"]
    wire = ensure(check, "wire")
    check.control("clock", {"paused": False, "speed": 30})
    waits = lambda name, **parameters: ecs.get_waiter(name).wait(**parameters, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    cluster = {"cluster": "batch"}
    ecs.create_service(**cluster, serviceName="waited", taskDefinition=wire, desiredCount=2, launchType="FARGATE",
                       networkConfiguration=NETWORK)
    waits("services_stable", **cluster, services=["waited"])
    aws(check, "ecs", "wait", "services-stable", "--cluster", "batch", "--services", "waited")
    run_task = lambda: ecs.run_task(**cluster, taskDefinition=wire, launchType="FARGATE", networkConfiguration=NETWORK)["tasks"][0]["taskArn"]
    task = run_task()
    waits("tasks_running", **cluster, tasks=[task])
    other = run_task()
    # The task isn't running yet, so the CLI really waits.
    aws(check, "ecs", "wait", "tasks-running", "--cluster", "batch", "--tasks", task, other)
    ecs.stop_task(**cluster, task=task)
    waits("tasks_stopped", **cluster, tasks=[task])
    ecs.stop_task(**cluster, task=other)
    aws(check, "ecs", "wait", "tasks-stopped", "--cluster", "batch", "--tasks", task, other)
    ecs.delete_service(**cluster, service="waited", force=True)
    waits("services_inactive", **cluster, services=["waited"])
    aws(check, "ecs", "wait", "services-inactive", "--cluster", "batch", "--services", "waited")
    images = check.clients["ecr"]
    images.create_repository(repositoryName="wire/waited", imageScanningConfiguration={"scanOnPush": True})
    images.put_image(repositoryName="wire/waited", imageManifest="{}", imageTag="1")
    image = {"repositoryName": "wire/waited", "imageId": {"imageTag": "1"}}
    images.get_waiter("image_scan_complete").wait(**image, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    images.put_lifecycle_policy(repositoryName="wire/waited", lifecyclePolicyText=policy())
    images.start_lifecycle_policy_preview(repositoryName="wire/waited")
    preview = images.get_waiter("lifecycle_policy_preview_complete")
    preview.wait(repositoryName="wire/waited", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    check.calls += 6
    check.control("clock", {"paused": True, "speed": 1})
    for arguments in (("ecs", "list-clusters"), ("ecr", "describe-repositories"), ("logs", "describe-log-groups"),
                      ("sts", "get-caller-identity")):
        check.expect(aws(check, *arguments).strip().startswith("{"), f"aws {' '.join(arguments)} printed no JSON")


def policy():
    from parts.lifecycle import KEEP_ONE

    return KEEP_ONE
