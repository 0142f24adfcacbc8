"""The console on moto: what a boto3 script creates there must show up, and what moto lacks must be
named as not available instead of breaking a page.

Usage: ECSCOPE_BIN=path/to/ecscope python check.py
"""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import boto3
from botocore.config import Config

REGION = "eu-west-1"
PASSWORD = "correct horse battery staple"
PASSED = 0


def check(condition, words):
    """Counts a check, or ends the run with what was wrong."""
    global PASSED
    if not condition:
        sys.exit(f"FAILED: {words}")
    PASSED += 1


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, process, seconds=30):
    """Waits until the URL answers anything at all."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"FAILED: {process.args[0]} ended with {process.returncode} before it answered")
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"FAILED: {url} did not answer within {seconds} s")


def create(endpoint):
    """What somebody has in their account, made with boto3."""

    def client(service):
        return boto3.client(
            service, endpoint_url=endpoint, region_name=REGION, aws_access_key_id="test",
            aws_secret_access_key="test", config=Config(retries={"max_attempts": 1}),
        )

    ec2 = client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]

    ecr = client("ecr")
    repository = ecr.create_repository(repositoryName="shop/web")["repository"]
    manifest = json.dumps({
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 2, "digest": "sha256:" + "0" * 64},
        "layers": [],
    })
    ecr.put_image(repositoryName="shop/web", imageManifest=manifest, imageTag="2.4.1")
    image = f"{repository['repositoryUri']}:2.4.1"

    logs = client("logs")
    logs.create_log_group(logGroupName="/ecs/shop")

    ecs = client("ecs")
    ecs.create_cluster(clusterName="shop", tags=[{"key": "team", "value": "<b>checkout</b>"}])
    ecs.create_cluster(clusterName="quiet")
    for memory in (512, 1024):
        definition = ecs.register_task_definition(
            family="web",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory=str(memory),
            containerDefinitions=[{
                "name": "web",
                "image": image,
                "memory": memory,
                "essential": True,
                "portMappings": [{"containerPort": 8080}],
                "environment": [{"name": "GREETING", "value": "moto-greeting"}],
                "logConfiguration": {"logDriver": "awslogs", "options": {
                    "awslogs-group": "/ecs/shop", "awslogs-region": REGION, "awslogs-stream-prefix": "web",
                }},
            }],
        )["taskDefinition"]["taskDefinitionArn"]
    network = {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}}
    ecs.create_service(
        cluster="shop", serviceName="storefront", taskDefinition="web:2", desiredCount=2,
        launchType="FARGATE", networkConfiguration=network,
    )
    task = ecs.run_task(
        cluster="shop", taskDefinition="web:2", launchType="FARGATE", networkConfiguration=network,
    )["tasks"][0]["taskArn"]
    task_id = task.rsplit("/", 1)[1]
    stream = f"web/web/{task_id}"
    logs.create_log_stream(logGroupName="/ecs/shop", logStreamName=stream)
    now = int(time.time() * 1000)
    logs.put_log_events(
        logGroupName="/ecs/shop", logStreamName=stream,
        logEvents=[{"timestamp": now - 1000 + i, "message": f"line {i} of moto"} for i in range(3)],
    )
    return {"definition": definition, "task": task_id, "image": image}


class Console:
    """A signed-in browser, as far as HTTP goes."""

    def __init__(self, base):
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def sign_in(self, user, password):
        form = urllib.parse.urlencode({"user": user, "password": password, "next": "/"})
        request = urllib.request.Request(
            f"{self.base}/auth/sign-in", data=form.encode(), headers={"Origin": self.base},
        )
        with self.opener.open(request, timeout=30) as answer:
            check("/sign-in" not in answer.geturl(), "signing in leads to the console")

    def page(self, path, status=200):
        try:
            with self.opener.open(self.base + path, timeout=30) as answer:
                code, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            code, text = error.code, error.read().decode()
        check(code == status, f"{path} answers {status}, not {code}: {text[:300]}")
        return text

    def api(self, name, **parameters):
        query = urllib.parse.urlencode({"target": "default", "region": REGION, **parameters})
        return json.loads(self.page(f"/api/{name}?{query}"))


def examine(console, made):
    """Everything that was created is there, and what is missing is said."""
    clusters = console.api("clusters")["view"]["clusters"]
    check({c["name"] for c in clusters} == {"shop", "quiet"}, "both clusters are listed")

    cluster = console.api("cluster", cluster="shop")["view"]
    deadline = time.monotonic() + 20
    # The first look may still be under way.
    while not cluster["services"] and time.monotonic() < deadline:
        time.sleep(0.3)
        cluster = console.api("cluster", cluster="shop")["view"]
    check([s["name"] for s in cluster["services"]] == ["storefront"], "the service is listed")
    check([t["id"] for t in cluster["tasks"]] == [made["task"]], "the task of RunTask is listed")
    check(cluster["tasks"][0]["phase"] == "running", "the task runs")
    check(cluster["services"][0]["desired"] == 2, "the service wants 2 tasks")

    service = console.api("service", cluster="shop", service="storefront")["view"]
    check(service["service"]["images"] == [made["image"]], "the service shows the ECR image")
    deadline = time.monotonic() + 20
    while service["deployments"] == "loading" and time.monotonic() < deadline:
        time.sleep(0.3)
        service = console.api("service", cluster="shop", service="storefront")["view"]
    missing = service["deployments"].get("unavailable", "") if isinstance(service["deployments"], dict) else ""
    check("does not offer" in missing, f"service deployments are named as not offered: {service['deployments']}")

    task = console.api("task", cluster="shop", task=made["task"])["view"]["task"]
    check(task["task_definition"] == made["definition"], "the task names its definition")

    definition = console.api("task_definition", task_definition="web:2")
    container = definition["containers"][0]
    check(container["image"] == made["image"], "the definition names the ECR image")
    check(container["environment"][0]["value"] == {"kind": "shown", "value": "moto-greeting"}, "an admin sees values")
    changes = console.api("task_definition_changes", before="web:1", after="web:2")
    check({c["name"] for c in changes} == {"memory"}, "two revisions differ in memory only")

    logs = console.api("logs", cluster="shop", task=made["task"])["view"]
    messages = [line["message"] for line in logs["lines"]]
    check(messages == [f"line {i} of moto" for i in range(3)], f"the log lines are there: {messages}")

    base = f"/t/default/{REGION}/clusters/shop"
    html = console.page(base)
    check("storefront" in html and made["task"][:8] in html, "the cluster page holds service and task")
    check("<b>checkout</b>" not in html, "a tag is shown as text")
    html = console.page(f"{base}/services/storefront")
    check("does not offer" in html or "ot available here" in html, "the service page says what is not available here")
    for tab in ("tasks", "events", "configuration", "logs"):
        check("storefront" in console.page(f"{base}/services/storefront/{tab}"), f"the tab {tab} is a page")
    check(made["task"][:8] in console.page(f"{base}/tasks/{made['task']}"), "the task has a page")
    html = console.page(f"/t/default/{REGION}/task-definitions/web/2")
    check(re.search(r"GREETING", html), "the task definition has a page")
    console.page(f"{base}/services/nothing", status=404)
    console.page(f"/t/default/{REGION}/clusters/nothing", status=404)


def main():
    binary = os.environ.get("ECSCOPE_BIN") or sys.exit("ECSCOPE_BIN names no ecscope binary")
    folder = tempfile.mkdtemp(prefix="ecscope-moto-")
    processes = []
    try:
        port = free_port()
        server = shutil.which("moto_server", path=os.path.dirname(sys.executable)) or "moto_server"
        moto = subprocess.Popen(
            [server, "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        processes.append(moto)
        endpoint = f"http://127.0.0.1:{port}"
        wait_for(endpoint + "/moto-api/", moto)
        # By default moto moves a task one step with each DescribeTasks: a poller would end it.
        transition = json.dumps({"model_name": "ecs::task", "transition": {"progression": "manual", "times": 100000}})
        urllib.request.urlopen(urllib.request.Request(
            endpoint + "/moto-api/state-manager/set-transition", data=transition.encode(),
            headers={"Content-Type": "application/json"}, method="POST",
        ))
        made = create(endpoint)

        clean = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "ECSCOPE_"))}
        environment = {
            **clean, "HOME": folder, "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            "ECSCOPE_STORE": f"sqlite:{folder}/store.sqlite",
        }
        subprocess.run(
            [binary, "user", "add", "ada", "--role", "admin", "--password-stdin"],
            input=PASSWORD, text=True, check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL,
        )
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        console = subprocess.Popen(
            [binary, "serve", "--listen", f"127.0.0.1:{port}"], env=environment, cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        processes.append(console)
        wait_for(base + "/healthz", console)
        browser = Console(base)
        browser.sign_in("ada", PASSWORD)
        examine(browser, made)
        console.send_signal(signal.SIGTERM)
        check(console.wait(timeout=15) == 0, "the console shuts down cleanly")
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{PASSED} passed, 0 failed")


if __name__ == "__main__":
    main()
