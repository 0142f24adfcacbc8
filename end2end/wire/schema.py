"""Writes the members of requests that the simulator checks, from botocore's models.

    python schema.py            # writes simulator/src/schema/*.json
    python schema.py --check    # fails when a file isn't what would be written
"""

import json
import sys
from pathlib import Path

import botocore.session

SERVICES = ("ecs", "ecr", "logs", "sts", "elbv2", "application-autoscaling", "cloudtrail")
# Of services with the query protocol only the names of operations are kept.
QUERY = ("sts", "elbv2")
FOLDER = Path(__file__).resolve().parents[2] / "simulator" / "src" / "schema"
CONSTRAINTS = ("min", "max", "pattern")


class Shapes:
    """The shapes that requests of a service reach, each by its name."""

    def __init__(self):
        self.found = {}

    def name(self, shape):
        """How members refer to a shape: by its type alone where nothing limits its values."""
        if shape.metadata.get("document"):
            return "any"
        limits = {key: shape.metadata[key] for key in CONSTRAINTS if key in shape.metadata}
        if "pattern" in limits:
            # The regex library takes a hyphen after a class for a range, unlike AWS.
            limits["pattern"] = limits["pattern"].replace(r"\w-", r"\w\-")
            limits["pattern"] = limits["pattern"].replace(r"\p{Print}", "[ -~]")
            # It writes what lies beyond 16 bits as such and not as pairs.
            limits["pattern"] = limits["pattern"].replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
            # It can't look ahead; what is only refused that way passes.
            if "(?!" in limits["pattern"]:
                del limits["pattern"]
        kind = shape.type_name
        if kind == "structure":
            if shape.name not in self.found:
                entry = self.found[shape.name] = {"type": kind}
                if shape.required_members:
                    entry["required"] = sorted(shape.required_members)
                entry["members"] = {
                    member.serialization.get("name") or name: self.name(member)
                    for name, member in shape.members.items()
                }
        elif kind == "list":
            self.found[shape.name] = {"type": kind, "member": self.name(shape.member), **limits}
        elif kind == "map":
            self.found[shape.name] = {"type": kind, "value": self.name(shape.value), **limits}
        elif kind == "string" and shape.enum:
            self.found[shape.name] = {"type": kind, "enum": shape.enum}
        elif limits:
            self.found[shape.name] = {"type": kind, **limits}
        else:
            return kind
        return shape.name


def text(service):
    """The file of a service: one line for each operation and each shape."""
    model = botocore.session.get_session().get_service_model(service)
    shapes, operations = Shapes(), {}
    for name in sorted(model.operation_names):
        shape = model.operation_model(name).input_shape
        operations[name] = shapes.name(shape) if shape and service not in QUERY else "any"
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(shape)}" for name, shape in operations.items())
    bodies = ",\n".join(f"{json.dumps(name)}: {json.dumps(shapes.found[name])}" for name in sorted(shapes.found))
    return f'{{"operations": {{\n{lines}\n}}, "shapes": {{\n{bodies}\n}}}}\n'


def stale():
    """Services whose file isn't what botocore's model says."""
    return [name for name in SERVICES if (FOLDER / f"{name}.json").read_text(encoding="utf-8") != text(name)]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(f"run schema.py: {stale()} changed" if stale() else 0)
    for service in SERVICES:
        (FOLDER / f"{service}.json").write_text(text(service), encoding="utf-8")
