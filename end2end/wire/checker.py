"""Makes calls with boto3 and collects what is wrong with the answers."""

import json
import re
import urllib.error
import urllib.request
from collections import defaultdict
from urllib.parse import urlencode

from botocore.exceptions import ClientError

from examples import paths
from queryxml import error_code
from wirecheck import Wire, code_of

# Not every model has them, but AWS answers them.
UNMODELLED = {"ThrottlingException", "UnknownOperationException", "SerializationException", "AccessDeniedException",
              "ServiceUnavailableException"}
# The same in the query protocol, of which no model names an error for a parameter.
UNMODELLED_QUERY = {"Throttling", "InvalidAction", "ValidationError", "AccessDenied", "ServiceUnavailable"}

# Services over JSON, with the prefixes of their targets.
TARGETS = {
    "ecs": "AmazonEC2ContainerServiceV20141113",
    "ecr": "AmazonEC2ContainerRegistry_V20150921",
    "logs": "Logs_20140328",
    "application-autoscaling": "AnyScaleFrontendService",
    "cloudtrail": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
}
# Services over the query protocol.
QUERY = ("elbv2", "sts")
SERVICES = (*TARGETS, *QUERY)
SCOPE = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"


class Checker:
    """A simulator, clients for it, and what was found."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.wire = Wire(endpoint)
        self.clients = {name: self.wire.client(name) for name in SERVICES}
        self.defects = []
        self.calls = 0
        # Member paths of answers (of none in the query protocol), and codes of errors, by (service, operation).
        self.seen = defaultdict(set)
        self.errors = defaultdict(set)
        # Parameters of the last call of an operation, and of the last that succeeded.
        self.called = {}
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
        self.called.setdefault((service, model.name), (operation, parameters))
        if code is not None:
            self.check_code(label, model, code)
            self.errors[service, model.name].add(code)
            return None
        self.seen[service, model.name] |= paths(json.loads(raw["body"] or b"{}")) if service in TARGETS else set()
        self.succeeded[service, model.name] = self.called[service, model.name] = (operation, parameters)
        return answer

    def check_code(self, label, model, code):
        unmodelled = UNMODELLED_QUERY if model.service_model.metadata["protocol"] == "query" else UNMODELLED
        if code not in {code_of(shape) for shape in model.error_shapes} | unmodelled:
            self.defect(f"{label}: {code} is not among the operation's errors")

    def raw(self, service, operation, body):
        """Posts any body; the status and the parsed answer. An error counts as answered by the operation."""
        self.calls += 1
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"{TARGETS[service]}.{operation}",
            "authorization": SCOPE.format(service),
        }
        status, answer = self.post(body if isinstance(body, bytes) else json.dumps(body).encode(), headers)
        answer = json.loads(answer or b"{}")
        if status >= 300:
            model = self.clients[service].meta.service_model.operation_model(operation)
            for defect in self.wire.check_json_error(model, status, answer):
                self.defect(f"{service}:{operation}: {defect}")
            self.errors[service, operation].add(answer.get("__type"))
        return status, answer

    def is_served(self, service, operation):
        """Whether an empty request is answered by anything but "unknown operation"."""
        if service in TARGETS:
            return self.raw(service, operation, {})[1].get("__type") != "UnknownOperationException"
        model = self.clients[service].meta.service_model
        form = urlencode({"Action": operation, "Version": model.api_version}).encode()
        scope = SCOPE.format(model.signing_name)
        _, body = self.post(form, {"content-type": "application/x-www-form-urlencoded", "authorization": scope})
        return error_code(body) != "InvalidAction"

    def post(self, body, headers):
        """Status and body of an answer."""
        request = urllib.request.Request(self.endpoint, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as failure:
            return failure.code, failure.read()

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
