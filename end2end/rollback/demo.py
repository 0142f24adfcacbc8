"""The program `ecscope demo`, and its console as a signed-in page calls it."""

import http.cookiejar
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

REGION = "us-east-1"
PASSWORD = "ecscope-demo"
START_LIMIT_S = 60
# The watcher looks every second or two; a busy machine takes longer.
SEEN_LIMIT_S = 30


class Refused(Exception):
    """An answer of the console that is an error."""

    def __init__(self, status, answer):
        self.status, self.kind, self.message = status, answer.get("kind"), answer.get("message", "")
        super().__init__(f"{status} {answer}")


class Demo:
    """A console on a simulator, each on a free port, in a directory of its own."""

    def __init__(self, binary, scenario):
        self.binary, self.scenario = binary, scenario

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="ecscope-rollback-")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "ECSCOPE_"))}
        self.log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8")
        command = [self.binary, "demo", "--listen", "127.0.0.1:0", "--simulator", "127.0.0.1:0", "--scenario", self.scenario]
        self.process = subprocess.Popen(
            command, cwd=self.folder, env={**clean, "HOME": self.folder}, text=True, stdout=subprocess.PIPE, stderr=self.log,
        )
        # Without it a program that says nothing would be waited for without end.
        limit = threading.Timer(START_LIMIT_S, self.process.kill)
        limit.start()
        found = {}
        for line in self.process.stdout:
            if match := re.match(r"(console|simulator)\s.*?(http://\S+)$", line.strip()):
                found[match[1]] = match[2].rstrip("/")
            if len(found) == 2:
                break
        limit.cancel()
        if len(found) < 2:
            words = self.logged()
            self.__exit__()
            raise SystemExit(f"FAILED: ecscope demo did not start: {words}")
        # What it prints later must not fill the pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.console, self.simulator = found["console"], found["simulator"]
        return self

    def logged(self):
        """The end of what the program has logged."""
        self.log.flush()
        self.log.seek(0)
        return self.log.read()[-4000:]

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Console:
    """What a page of the console asks for."""

    def __init__(self, base, user):
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        form = urllib.parse.urlencode({"user": user, "password": PASSWORD, "next": "/"}).encode()
        with self.opener.open(self.request("/auth/sign-in", form), timeout=30) as answer:
            if "/sign-in" in answer.geturl():
                raise SystemExit(f"FAILED: signing in as {user} led to {answer.geturl()}")

    def request(self, path, data=None, kind="application/x-www-form-urlencoded"):
        return urllib.request.Request(
            self.base + path, data=data, headers={"Origin": self.base, "Content-Type": kind, "Accept": "application/json"},
        )

    def answer(self, request):
        try:
            with self.opener.open(request, timeout=60) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            try:
                said = json.loads(text)
            except ValueError:
                said = {"message": text}
            raise Refused(error.code, said) from None

    def read(self, name, **parameters):
        """`GET /api/NAME`."""
        query = urllib.parse.urlencode({"target": "demo", "region": REGION, **parameters})
        return self.answer(self.request(f"/api/{name}?{query}"))

    def act(self, name, **members):
        """`POST /api/NAME`."""
        body = {"target": "demo", "region": REGION, **members}
        return self.answer(self.request(f"/api/{name}", json.dumps(body).encode(), "application/json"))

    def view(self, place, until):
        """The view of a service's page, once the page shows what `until` asks for."""
        deadline = time.monotonic() + SEEN_LIMIT_S
        while True:
            view = self.read("service", **place)["view"]
            if until(view):
                return view
            if time.monotonic() > deadline:
                raise AssertionError(f"the page of {place['service']} does not show what AWS says: {view['service']}")
            time.sleep(0.1)
