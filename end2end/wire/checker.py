"""Makes calls with boto3 and collects what is wrong with the answers."""

import json
import re
import urllib.error
import urllib.request
from collections import defaultdict

from botocore.exceptions import ClientError

from examples import paths
from wirecheck import Wire

# No model has them, but AWS answers them.
UNMODELLED = {"ThrottlingException", "UnknownOperationException", "SerializationException"}

TARGETS = {
    "ecs": "AmazonEC2ContainerServiceV20141113",
    "ecr": "AmazonEC2ContainerRegistry_V20150921",
    "logs": "Logs_20140328",
}
SCOPE = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"


class Checker:
    """A simulator, clients for it, and what was found."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.wire = Wire(endpoint)
        self.clients = {name: self.wire.client(name) for name in TARGETS}
        self.defects = []
        self.calls = 0
        # Member paths of answers, and codes of errors, by (service, operation).
        self.seen = defaultdict(set)
        self.errors = defaultdict(set)
        # Parameters of the last call that succeeded.
        self.succeeded = {}

    def defect(self, text):
        self.defects.append(text)

    def expect(self, condition, text):
        self.calls += 1
        if not condition:
            self.defect(text)

    def service(self, name):
        """A function that calls operations of one service."""
        return lambda operation, /, **parameters: self.call(name, operation, **parameters)

    def call(self, service, operation, /, error=None, **parameters):
        """Calls an operation; the answer, or None where an error with that code is expected."""
        client = self.clients[service]
        self.calls += 1
        label = f"{service}:{operation}"
        try:
            answer = getattr(client, operation)(**parameters)
            code = None
        except ClientError as failure:
            answer, code = None, failure.response["Error"]["Code"]
        model, raw = self.wire.last
        for defect in self.wire.check_last():
            self.defect(f"{label}: {defect}")
        if code != error:
            detail = raw["body"][:300] if code else ""
            self.defect(f"{label}: expected {error or 'success'}, got {code or 'success'} {detail}")
        if code is not None:
            self.check_code(label, model, code)
            self.errors[service, model.name].add(code)
            return None
        self.seen[service, model.name] |= paths(json.loads(raw["body"] or b"{}"))
        self.succeeded[service, model.name] = (operation, parameters)
        return answer

    def check_code(self, label, model, code):
        modelled = {shape.metadata.get("error", {}).get("code", shape.name) for shape in model.error_shapes}
        modelled |= {shape.name for shape in model.error_shapes}
        if code not in modelled | UNMODELLED:
            self.defect(f"{label}: {code} is not among the operation's errors")

    def raw(self, service, operation, body):
        """Posts any body; the status and the parsed answer."""
        self.calls += 1
        request = urllib.request.Request(
            self.endpoint,
            data=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={
                "content-type": "application/x-amz-json-1.1",
                "x-amz-target": f"{TARGETS[service]}.{operation}",
                "authorization": SCOPE.format(service),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as failure:
            return failure.code, json.loads(failure.read())

    def control(self, path, body):
        """Posts to the control API."""
        request = urllib.request.Request(
            f"{self.endpoint}/_ecscope/{path}",
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def step(self, seconds):
        """Lets simulated time pass."""
        self.control("clock", {"step_ms": int(seconds * 1000)})

    def now_ms(self):
        """The simulated time."""
        return self.control("clock", {})["now_ms"]


def snake(operation):
    """boto3's name of an operation."""
    partial = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", operation)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", partial).lower()
