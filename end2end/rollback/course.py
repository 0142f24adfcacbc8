"""What happens to one service: changes, the rollback through the console, and what is there then."""

from dataclasses import dataclass

from demo import Refused
from properties import RETURNS, SAID, SHOWN, STAYS, content, differing, digests, plain, same

# Long enough for tasks of a deployment to start, too short for its end.
UNDER_WAY_S = 40


@dataclass(frozen=True)
class Way:
    """A way to go back."""

    name: str
    # How many revisions.
    back: int = 2
    # What happens to the target's image and definition in between.
    moves_tag: bool = False
    loses_digest: bool = False
    deregisters: bool = False
    # What the user says otherwise than the console proposes.
    pins: bool | None = None
    # Whether the newest deployment is under way.
    ongoing: bool = False
    # Whether another deployment takes the place of one under way.
    supersedes: bool = False


WAYS = [
    Way("two-back"),
    Way("one-back", back=1),
    Way("moved", moves_tag=True),
    Way("unpinned", moves_tag=True, pins=False),
    Way("gone", moves_tag=True, loses_digest=True),
    Way("unlisted", deregisters=True),
    Way("unlisted-moved", moves_tag=True, deregisters=True),
    Way("ongoing", back=1, moves_tag=True, ongoing=True),
    Way("ongoing-two", back=2, ongoing=True),
    Way("superseded", back=1, supersedes=True),
]


@dataclass
class Moment:
    """What a service was when it was at a revision."""

    revision: dict
    service: dict


class Course:
    """A service on its way; a generator of waits: for seconds, or until it has settled (None)."""

    def __init__(self, account, console, service, way, report):
        self.account, self.console, self.service, self.way, self.report = account, console, service, way, report
        self.cluster, self.name = service.cluster, service.name
        self.place = {"cluster": self.cluster, "service": self.name}

    def check(self, condition, words):
        self.report.check(self.name, condition, words)

    def moment(self):
        return Moment(self.account.current_revision(self.cluster, self.name), self.account.service(self.cluster, self.name))

    def run(self):
        yield None
        moments = [self.moment()]
        self.check(self.ran() == {k: {v} for k, v in digests(moments[0].revision).items()}, "its tasks run the images of its revision")
        self.service.change(1)
        yield None
        moments.append(self.moment())
        if self.way.moves_tag:
            self.service.move()
        self.service.change(2)
        yield UNDER_WAY_S if self.way.ongoing or self.way.supersedes else None
        moments.append(self.moment())
        if self.way.supersedes:
            self.service.change(3)
            yield UNDER_WAY_S
            moments.append(self.moment())
        target = moments[-1 - self.way.back]
        self.spoil(target)
        self.leave_alone()
        if not self.way.ongoing and not self.way.supersedes:
            yield None
        self.now = self.moment()
        others = self.others()
        preview, plan = self.roll_back(target)
        yield None
        self.compare(target, preview, plan)
        self.compare_others(others, plan)

    def spoil(self, target):
        """Takes away what the target needs."""
        arn = target.revision["taskDefinition"]
        if self.way.loses_digest:
            gone = digests(target.revision)[self.service.main]
            self.account.ecr.batch_delete_image(repositoryName=self.service.repository, imageIds=[{"imageDigest": gone}])
        if self.way.deregisters:
            self.account.ecs.deregister_task_definition(taskDefinition=arn)

    def leave_alone(self):
        """Changes what a rollback must not undo."""
        service = self.account.service(self.cluster, self.name)
        self.account.ecs.update_service(**self.place, desiredCount=service["desiredCount"] + 1)
        self.account.ecs.tag_resource(resourceArn=service["serviceArn"], tags=[{"key": "later", "value": self.name}])

    def ran(self):
        """The digests that the tasks run now, by container."""
        found = {}
        for task in self.account.tasks(self.cluster, self.name):
            for container in task["containers"]:
                found.setdefault(container["name"], set()).add(container.get("imageDigest"))
        return found

    def others(self):
        """What nobody asked to be changed."""
        family = self.now.revision["taskDefinition"].split("/")[-1].split(":")[0]
        return {
            "definitions": self.account.definitions(family),
            "images": self.account.images(self.service.repository),
        }

    def roll_back(self, target):
        """Looks and confirms, as the page does; the preview and the plan."""
        arn = target.revision["serviceRevisionArn"]
        primary = self.now.service["deployments"][0]["id"]
        newest = self.account.deployment(self.cluster, self.name)["serviceDeploymentArn"]

        def shows(view):
            known = view["deployments"]
            listed = known["known"] if isinstance(known, dict) and "known" in known else []
            desired = view["service"]["desired"] == self.now.service["desiredCount"]
            return desired and view["service"]["deployments"][0]["id"] == primary and any(one["arn"] == newest for one in listed)

        view = self.console.view(self.place, shows)
        self.check(arn in [one["arn"] for one in view["revisions"]], "the page offers the revision")
        service = view["service"]
        seen = {"deployment": service["deployments"][0]["id"], "task_definition": service["task_definition"], "desired": service["desired"]}
        look = {**self.place, "revision": arn}
        preview = self.console.read("rollback_preview", **look)
        if self.way.pins is not None:
            preview = self.console.read("rollback_preview", **look, pin_images=str(self.way.pins).lower())
        if preview["options"]["register_again"]:
            try:
                self.console.act("roll_back", **look, seen=seen, options={**preview["options"], "register_again": False, "pin_images": False})
                self.check(False, "a deregistered definition is not deployed")
            except Refused as refusal:
                self.check(refusal.status == 400 and "deregistered" in refusal.message, f"the refusal says why: {refusal}")
        plan = self.console.act("roll_back", **look, seen=seen, options=preview["options"])
        self.check(plan == preview["plan"], f"what was done is what was said: {plan}, {preview['plan']}")
        try:
            self.console.act("roll_back", **look, seen=seen, options=preview["options"])
            self.check("stop" in plan, "who presses too late is told")
        except Refused as refusal:
            self.check(refusal.kind in ("conflict", "invalid"), f"who presses too late is told: {refusal}")
        return preview, plan

    def compare(self, target, preview, plan):
        """The service carries what the target carries, and what differs was said."""
        wanted = target.revision
        newest = self.account.deployment(self.cluster, self.name)
        ended = "ROLLBACK_SUCCESSFUL" if "stop" in plan else "SUCCESSFUL"
        self.check(newest["status"] == ended, f"the deployment ends as {ended}, not {newest['status']}")
        after = self.moment()
        copied = "update" in plan and plan["update"]["copy"]
        compared = [name for name in RETURNS if not (copied and name == "taskDefinition")]
        for name in compared:
            self.check(
                same(after.revision.get(name), wanted.get(name)),
                f"{name} comes back: {plain(after.revision.get(name))} is not {plain(wanted.get(name))}",
            )
        shown = {"Service": after.service, "Deployment": after.service["deployments"][0]}
        for shape, names in SHOWN.items():
            for name in set(names) & set(compared):
                value = shown[shape].get(name)
                # The service tells what was asked for, the revision what became of it.
                newest_version = name == "platformVersion" and value == "LATEST" and wanted.get(name) == "1.4.0"
                self.check(newest_version or same(value, wanted.get(name)), f"the {shape.lower()} shows {name} of the target: {value}")
        self.report.returned(differing(self.now.revision, wanted, compared))
        for name in [*STAYS, "tags"]:
            self.check(same(after.service.get(name), self.now.service.get(name)), f"{name} stays: {after.service.get(name)}")
        changed = differing(self.now.service, target.service, [*STAYS, "tags"])
        self.report.stayed(changed)
        self.compare_words(wanted, changed, preview)
        self.compare_images(wanted, after, preview, copied)
        self.compare_tasks(wanted, after)

    def compare_tasks(self, wanted, after):
        """The tasks run where and as the target says."""
        tasks = self.account.tasks(self.cluster, self.name)
        self.check(len(tasks) == self.now.service["desiredCount"], f"as many tasks run as were wanted before: {len(tasks)}")
        network = wanted.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
        providers = {item["capacityProvider"] for item in wanted.get("capacityProviderStrategy", [])}
        for task in tasks:
            self.check(task["taskDefinitionArn"] == after.service["taskDefinition"], f"a task is of the definition: {task['taskDefinitionArn']}")
            self.check(task.get("platformVersion") == wanted.get("platformVersion"), f"a task has the platform: {task.get('platformVersion')}")
            provider = task.get("capacityProviderName")
            self.check(provider in providers if providers else provider is None, f"a task has its capacity: {provider}")
            details = {one["name"]: one.get("value") for attachment in task["attachments"] for one in attachment["details"]}
            if network:
                self.check(details.get("subnetId") in network["subnets"], f"a task is in its subnet: {details}")

    def compare_words(self, wanted, changed, preview):
        """Each difference stands in the confirmation."""
        said = " ".join(preview["kept"])
        for name in changed:
            self.check(SAID[name] in said, f"that {name} stays is said: {said}")
        settings = [f"{change['place']}.{change['name']}" for change in preview["settings"]]
        for name in differing(self.now.revision, wanted, RETURNS):
            if name == "taskDefinition":
                self.check(preview["changes"] != [], "the difference of the definitions is shown")
            else:
                named = any(name in place for place in settings) or any(name in words for words in preview["lost"])
                self.check(named, f"that {name} comes back is shown: {settings}")

    def compare_images(self, wanted, after, preview, copied):
        """The containers run what the target ran, but where the confirmation said otherwise."""
        said = {image["container"]: image["state"] for image in preview["images"]}
        ran, pins = self.ran(), {}
        for container, digest in digests(wanted).items():
            state = said.get(container)
            moved = isinstance(state, dict) and "moved" in state
            if moved and not preview["options"]["pin_images"]:
                digest = state["moved"]["now"]
            elif moved:
                pins[container] = digest
            if state == "gone":
                self.check(any(f"image that {container} ran" in words for words in preview["lost"]), f"that the image of {container} is lost is said")
                self.check(digest not in ran[container], "what is gone does not run")
                continue
            self.check(ran.get(container) == {digest}, f"{container} runs {digest}: {ran.get(container)}")
        before, now = (self.account.definition(one["taskDefinition"]) for one in (wanted, after.revision))
        self.check(copied == (before["taskDefinitionArn"] != now["taskDefinitionArn"]), "only a copy is another definition")
        images = {one["name"]: one["image"].rsplit(":", 1)[0] for one in before["containerDefinitions"]}
        pinned = {container: f"{images[container]}@{digest}" for container, digest in pins.items()}
        self.check(content(now) == content(before, pinned), "the definition is the target's, with its images pinned at most")
        moved = self.way.moves_tag and not self.way.loses_digest and not self.way.ongoing
        self.check(bool(pins or self.way.pins is False) == moved, f"a tag that moved is noticed, and no other: {said}")

    def compare_others(self, before, plan):
        after = self.others()
        self.check(after["images"] == before["images"], "the repository is as it was")
        made = len(after["definitions"] - before["definitions"])
        copies = 1 if "update" in plan and plan["update"]["copy"] else 0
        self.check(made == copies, f"{made} definitions were registered, not {copies}")
