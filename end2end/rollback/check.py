"""Rollbacks through the console, checked with boto3: what UpdateService can set and the images are
those of the target afterwards, everything else is as it was, and what differs was said before.

Usage: ECSCOPE_BIN=path/to/ecscope python check.py [NAME...]
"""

import os
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from account import LIMIT_S, STEP_S, Account
from course import WAYS, Course
from demo import Console, Demo
from properties import NOT_KEPT, RETURNS, STAYS
from residents import CHANGES, Resident
from twins import CLUSTER, Twin, prepare

# Pages of the console that are open at once.
THREADS = 8
STRATEGIES = ("rolling", "rolling-alarms", "blue-green", "linear", "canary", "approval")


class Report:
    """What was checked, and what was seen to come back and to stay."""

    def __init__(self):
        self.passed, self.failures = 0, []
        self.seen_to_return, self.seen_to_stay = Counter(), Counter()
        self.lock = Lock()

    def check(self, name, condition, words):
        with self.lock:
            if condition:
                self.passed += 1
            else:
                self.failures.append(f"{name}: {words}")
                print(f"FAILED: {name}: {words}", flush=True)

    def returned(self, members):
        with self.lock:
            self.seen_to_return.update(members)

    def stayed(self, members):
        with self.lock:
            self.seen_to_stay.update(members)

    def cover(self):
        """Every property was another one before it came back, or since then where it stays."""
        for name in RETURNS:
            self.check("coverage", self.seen_to_return[name], f"no rollback here brings {name} back")
        for name in STAYS:
            self.check("coverage", self.seen_to_stay[name], f"no rollback here leaves a {name} alone that was changed")


def play(account, courses, report):
    """Lets all courses go on side by side, so that the clock is stepped for all at once."""
    now, runs, until = 0, {course.name: course.run() for course in courses}, {}

    def resume(name):
        """Lets a course go on, and notes what it waits for then."""
        try:
            wait = next(runs[name])
            until[name] = None if wait is None else now + wait
        except StopIteration:
            del until[name]
        except Exception as failure:  # The others still have something to say.
            traceback.print_exc()
            report.check(name, False, f"it ended early: {failure!r}")
            until.pop(name, None)

    cluster = courses[0].cluster
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(resume, list(runs)))
        while until and now < LIMIT_S:
            account.step(STEP_S)
            now += STEP_S
            answer_pauses(account, [course for course in courses if course.name in until])
            ready = account.settled(cluster, [name for name, time in until.items() if time is None])
            ready |= {name for name, time in until.items() if time is not None and time <= now}
            list(pool.map(resume, sorted(ready)))
    for name in until:
        report.check(name, False, f"it does not settle: {account.service(cluster, name)['events'][:3]}")


def answer_pauses(account, courses):
    """Continues what waits for an answer."""
    for course in courses:
        if not course.name.startswith("approval"):
            continue
        newest = account.deployment(course.cluster, course.name)
        for hook in newest.get("lifecycleHookDetails", []):
            if hook["status"] == "AWAITING_ACTION":
                account.ecs.continue_service_deployment(serviceDeploymentArn=newest["serviceDeploymentArn"], hookId=hook["hookId"])


def settings(services):
    """What nobody may have changed of services."""
    names = [*RETURNS, *STAYS, "tags"]
    return {one["serviceArn"]: ({name: one.get(name) for name in names}, one["deployments"][0]["id"]) for one in services}


def releases(binary, wanted, report):
    """Every way back by every strategy."""
    names = [(strategy, way) for strategy in STRATEGIES for way in WAYS if wanted(f"{strategy}-{way.name}")]
    if not names:
        return 0
    with Demo(binary, "releases") as demo:
        account, console = Account(demo.simulator), Console(demo.console, "operator")
        prepare(account)
        bystander = Twin(account, "blue-green", "bystander", len(names))
        twins = [Twin(account, strategy, f"{strategy}-{way.name}", number) for number, (strategy, way) in enumerate(names)]
        account.ecs.update_service(cluster=CLUSTER, service=bystander.name, forceNewDeployment=True, **NOT_KEPT)
        kept = NOT_KEPT.keys() & account.current_revision(CLUSTER, bystander.name).keys()
        report.check("properties", not kept, f"the simulator keeps {kept}, so that they belong to what returns")
        before = settings([account.service(CLUSTER, bystander.name)])
        play(account, [Course(account, console, twin, way, report) for twin, (_, way) in zip(twins, names)], report)
        after = settings([account.service(CLUSTER, bystander.name)])
        report.check("bystander", after == before, f"another service is as it was: {after}")
    return len(names)


def todo(binary, wanted, report):
    """Services with a history of their own."""
    ways = {way.name: way for way in WAYS}
    chosen = {
        "todo-app": "moved", "web-gateway": "two-back", "scheduler": "unlisted-moved", "mailer": "one-back", "worker": "unlisted",
        "admin": "ongoing",
    }
    assert chosen.keys() == CHANGES.keys()
    names = [name for name in chosen if wanted(name)]
    if not names:
        return 0
    with Demo(binary, "todo") as demo:
        account, console = Account(demo.simulator), Console(demo.console, "operator")
        before = settings(account.services("batch"))
        play(account, [Course(account, console, Resident(account, name), ways[chosen[name]], report) for name in names], report)
        report.check("batch", settings(account.services("batch")) == before, "services of another cluster are as they were")
    return len(names)


def main():
    binary = os.environ.get("ECSCOPE_BIN") or sys.exit("ECSCOPE_BIN names no ecscope binary")
    report, began = Report(), time.monotonic()
    chosen = set(sys.argv[1:])
    count = sum(part(binary, lambda name: not chosen or name in chosen, report) for part in (releases, todo))
    if not chosen:
        report.cover()
    print(f"{count} rollbacks, {time.monotonic() - began:.1f} s")
    print(f"{report.passed} passed, {len(report.failures)} failed")
    sys.exit(1 if report.failures or not count else 0)


if __name__ == "__main__":
    main()
