"""What a request may do wrong, for every served operation, from botocore's model of its input."""

from checker import TARGETS, UNMODELLED
from coverage import served

# A value of another type for each type.
WRONG = {
    "structure": "text", "list": {"a": 1}, "map": [1], "string": 5, "integer": "5", "long": "5", "double": "5",
    "float": "5", "boolean": "true", "timestamp": "today", "blob": 5,
}


def run(check):
    for service in TARGETS:
        model = check.clients[service].meta.service_model
        names = set(served(check, service))
        for name in sorted(set(model.operation_names) - names):
            status, body = check.raw(service, name, {})
            check.expect(status == 400 and name in body.get("message", ""), f"{service}:{name} is refused with {status} {body}")
        for name in sorted(names):
            wrong_inputs(check, service, model.operation_model(name))
    bodies(check)


# Old operations whose models have no error for a parameter.
SILENT = {"ListTagsLogGroup", "UntagLogGroup"}


def wrong_inputs(check, service, operation):
    shape = operation.input_shape
    modelled = {error.name for error in operation.error_shapes} | UNMODELLED
    modelled |= {"InvalidParameterException"} if operation.name in SILENT else set()
    label = f"{service}:{operation.name}"

    def refused(body, expected, what):
        status, answer = check.raw(service, operation.name, body)
        code = answer.get("__type")
        allowed = {expected} if expected else modelled
        check.expect(status == 400 and code in allowed, f"{label}: {what}: {status} {answer}")

    if shape is None:
        return
    if shape.required_members:
        refused({}, None, "without its required members")
    for name, member in shape.members.items():
        refused({name: WRONG[member.type_name]}, "SerializationException", f"{name} of the wrong type")
        if member.type_name == "string" and member.enum:
            refused({name: "NO_SUCH_VALUE"}, None, f"{name} outside its enum")
        if member.type_name == "list" and member.member.type_name in WRONG:
            refused({name: [WRONG[member.member.type_name]]}, "SerializationException", f"an item of {name} of the wrong type")
    for body in ([], "text", 5):
        refused(body, "SerializationException", f"the body {body!r}")


def bodies(check):
    """Bodies that are no requests."""
    for body in (b"", b"{", b"\xff\xfe", b"nul", b'{"tasks": [' + b"[" * 5_000, b'{"cluster": "' + b"x" * 100_000 + b'"}'):
        status, answer = check.raw("ecs", "DescribeTasks", body)
        check.expect(status == 400 and answer.get("__type"), f"the body {body[:20]!r}: {status} {answer}")
    status, answer = check.raw("ecs", "DescribeTasks", {"cluster": "todo", "tasks": None})
    check.expect(answer.get("__type") == "InvalidParameterException", f"null is as if it were left out: {status} {answer}")
    status, answer = check.raw("ecs", "ListClusters", {"surprise": 1, "maxResults": 1.0})
    check.expect(status == 200, f"unknown members and whole numbers with a point are accepted: {status} {answer}")
