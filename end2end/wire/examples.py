"""The outputs in the aws CLI's own examples, as sets of member paths."""

import json
import re
from pathlib import Path

import awscli

SERVICES = ("ecs", "ecr", "logs", "application-autoscaling", "cloudtrail")


def examples():
    """Yields (service, operation, member paths) for each example whose output is JSON."""
    for service in SERVICES:
        folder = Path(awscli.__file__).parent / "examples" / service
        for file in sorted(folder.glob("*.rst")):
            operation = "".join(word.capitalize() for word in file.stem.split("-"))
            for block in outputs(file.read_text(encoding="utf-8")):
                try:
                    yield service, operation, paths(json.loads(block))
                except json.JSONDecodeError:
                    # Some examples are cut short with "..." or have a comma too many.
                    continue


def outputs(text):
    """The indented blocks that follow the lines `Output::`."""
    for part in re.split(r"^Output::?\s*$", text, flags=re.MULTILINE)[1:]:
        lines = []
        for line in part.splitlines():
            if line.strip() and not line.startswith((" ", "\t")):
                break
            lines.append(line)
        yield "\n".join(lines)


def paths(value, prefix=""):
    """The paths of all members, lists written as []."""
    found = set()
    if isinstance(value, dict):
        for name, member in value.items():
            path = f"{prefix}.{name}" if prefix else name
            found.add(path)
            found |= paths(member, path)
    elif isinstance(value, list):
        for item in value:
            found |= paths(item, f"{prefix}[]")
    return found
