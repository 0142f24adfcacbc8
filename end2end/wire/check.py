"""Calls every operation of a running simulator (scenario `todo`) and fails on any wire defect.

    python check.py http://127.0.0.1:4566

Checked are the raw bodies against botocore's model, the codes of errors, that objects have at least
the members the aws CLI's own examples show, that every served operation was called with success and
made to answer each error of its model, pages, waiters, and what a request may do wrong. It resets the simulator and moves its clock.
"""

import importlib
import re
import sys
import time
import traceback
from pathlib import Path

import schema
from checker import Checker
from coverage import check_coverage
from examples import examples
from exceptions import EXCEPTIONS

PARTS = (
    "clusters", "capacity_providers", "settings", "task_definitions", "services", "deployments", "strategies", "tasks", "instances",
    "absent", "registry", "scans", "lifecycle", "logs", "tokens", "balancers", "scaling", "trail", "pages", "waiters", "refusals", "errors", "faults",
)


def compare_with_examples(check):
    """Members the aws CLI's examples show must be there, but for the documented exceptions."""
    used, compared = set(), 0
    for service, operation, expected in examples():
        if (service, operation) not in check.seen:
            continue
        compared += 1
        for path in sorted(expected - check.seen[service, operation]):
            names = (f"{service}:{operation}", "*")
            reason = next((key for key in EXCEPTIONS if key[0] in names and re.fullmatch(key[1], path)), None)
            if reason is None:
                check.defect(f"{service}:{operation}: the aws CLI's example has {path}")
            used.add(reason)
    for stale in sorted(set(EXCEPTIONS) - used):
        check.defect(f"exceptions.py: {stale} is not needed")
    return compared


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: python check.py ENDPOINT [PART...]")
    check = Checker(sys.argv[1].rstrip("/"))
    check.control("clock", {"paused": True, "speed": 1})
    check.control("reset", {"scenario": "todo"})
    began = time.monotonic()
    chosen = sys.argv[2:] or PARTS
    for part in chosen:
        try:
            importlib.import_module(f"parts.{part}").run(check)
        except Exception as failure:  # The other parts still have something to say.
            traceback.print_exc()
            check.defect(f"the part {part} ended early: {failure!r}")
    compared = 0
    if not sys.argv[2:]:
        compared = compare_with_examples(check)
        check_coverage(check)
        for service in schema.stale():
            check.defect(f"simulator/src/schema/{service}.json is not what botocore's model says: run schema.py")
    for defect in dict.fromkeys(check.defects):
        print(f"defect: {defect}")
    defects = len(set(check.defects))
    print(f"{check.calls} calls, {compared} examples compared, {time.monotonic() - began:.1f} s, {defects} defects")
    print(f"{check.calls + compared} passed, {defects} failed")
    sys.exit(1 if check.defects else 0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
