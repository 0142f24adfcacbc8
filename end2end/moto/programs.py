"""The two programs of the check: moto as an AWS endpoint, and the console in front of it."""

import html
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import boto3
import requests

REGION = "us-east-1"
USER, PASSWORD = "checker", "a password for one run"
START_LIMIT_S = 60


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def moto():
    """Runs moto and gives its address."""
    port = free_port()
    server = Path(sys.executable).with_name("moto_server")
    process = subprocess.Popen(
        [server, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        wait_for(f"{endpoint}/moto-api/", process)
        # Otherwise each look at a task moves it one step nearer to its end.
        requests.post(
            f"{endpoint}/moto-api/state-manager/set-transition",
            json={
                "model_name": "ecs::task",
                "transition": {"progression": "manual", "times": 100_000},
            },
            timeout=10,
        ).raise_for_status()
        yield endpoint
    finally:
        stop(process)


@contextmanager
def console(endpoint):
    """Runs the console on `endpoint` with one signed-in administrator."""
    program = os.environ["ECSCOPE_BIN"]
    with tempfile.TemporaryDirectory() as directory:
        store = f"sqlite:{directory}/check.sqlite"
        environment = {**os.environ, **credentials(), "AWS_ENDPOINT_URL": endpoint}
        subprocess.run(
            [program, "user", "add", USER, "--role", "admin", "--password-stdin", "--store", store],
            input=PASSWORD + "\n",
            text=True,
            check=True,
            cwd=directory,
            stdout=subprocess.DEVNULL,
        )
        process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--store", store],
            cwd=directory,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Console(address(process))
        finally:
            stop(process)


class Console:
    """The console as its HTTP API and its pages show it."""

    target = "default"

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        self.session.headers["origin"] = url
        answer = self.session.post(
            f"{url}/auth/sign-in",
            data={"user": USER, "password": PASSWORD, "next": "/"},
            allow_redirects=False,
            timeout=30,
        )
        if "error" in answer.headers.get("location", "error"):
            raise RuntimeError(f"signing in failed: {answer.status_code} {answer.headers}")

    def get(self, function, **parameters):
        """What the server function answers."""
        place = {"target": self.target, "region": REGION}
        answer = self.session.get(
            f"{self.url}/api/{function}", params={**place, **parameters}, timeout=30
        )
        return answer.status_code, answer.json()

    def post(self, function, **parameters):
        """Calls a server function that changes something."""
        place = {"target": self.target, "region": REGION}
        answer = self.session.post(
            f"{self.url}/api/{function}", json={**place, **parameters}, timeout=30
        )
        return answer.status_code, answer.text

    def page(self, path):
        """Status and text of a page, with character references resolved."""
        answer = self.session.get(f"{self.url}/t/{self.target}/{REGION}{path}", timeout=30)
        return answer.status_code, html.unescape(re.sub(r"<!--.*?-->", "", answer.text))


def credentials():
    """Keys that moto does not look at."""
    return {
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "check",
        "AWS_SECRET_ACCESS_KEY": "check",
    }


def client(service, endpoint):
    """A client from outside."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="check",
        aws_secret_access_key="check",
    )


def wait_for(url, process):
    """Waits until something answers at `url`."""
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server at {url} ended with {process.returncode}")
        try:
            requests.get(url, timeout=5)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {url}")


def address(process):
    """The address that the console prints when it is ready."""
    for line in process.stdout:
        if found := re.search(r"^console\s.*?(http://\S+)$", line.strip()):
            # Read on, or the program would block once the pipe is full.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return found[1].rstrip("/")
    raise RuntimeError(f"the console ended with {process.wait()}")


def stop(process):
    """Ends a program."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
