import { ListTasksCommand, StopTaskCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "../fixtures.ts";
import { LiveSocket } from "../support/live.ts";
import { clusterPath, servicePath } from "../support/paths.ts";
import type { Simulator } from "../support/simulator.ts";

test.use({ isolated: true });

test.describe("live", () => {
  test("a task stopped from outside changes on screen without a reload", async ({
    page,
    signIn,
    simulator,
  }) => {
    const task = await someTask(simulator, "todo-app");
    await signIn("Viewer");
    await page.goto(clusterPath());
    const dot = (phase: string) => page.getByLabel(`Task ${task.slice(0, 8)}, ${phase}`, { exact: true });
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "todo-app", exact: true }) });
    await expect(dot("running")).toBeVisible();
    await expect(row).toContainText("6 / 6");
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));

    await simulator.clock({ paused: true });
    await simulator.ecs.send(new StopTaskCommand({ cluster: "todo", task, reason: "stopped from outside" }));
    await expect(dot("running")).toHaveCount(0);
    await expect(dot("stopping")).toBeVisible();

    await simulator.clock({ step_ms: 120_000 });
    await expect(dot("stopping")).toHaveCount(0);
    await expect(row).toContainText("6 / 6");
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  });

  test("rows keep their places while somebody scrolls", async ({ page, signIn, simulator }) => {
    await page.setViewportSize({ width: 1440, height: 400 });
    await signIn("Viewer");
    await page.goto(clusterPath());
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    const names = page.locator("tbody tr[data-key]");
    const keys = () => names.evaluateAll((rows) => rows.map((row) => row.getAttribute("data-key")));
    const before = await keys();
    const last = before.at(-1) ?? "";
    const place = async () => (await keys()).indexOf(last);
    await page.evaluate(() => {
      let step = 1;
      const timer = setInterval(() => {
        scrollBy(0, step);
        step = -step;
      }, 50);
      Object.assign(window, { rest: () => clearInterval(timer) });
    });

    await simulator.clock({ paused: true });
    await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: last, desiredCount: 5 }));
    await expect(names.last()).toContainText("3 of 5 running");
    expect(await keys()).toEqual(before);

    await page.evaluate(() => (window as unknown as { rest: () => void }).rest());
    await expect.poll(place).toBeLessThan(before.length - 1);
  });

  test("what is shown anew keeps the focus", async ({ page, signIn, simulator }) => {
    await signIn("Viewer");
    await page.goto(servicePath("todo-app", "configuration"));
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    const copy = page.getByRole("button", { name: "Copy ARN" });
    await copy.focus();
    await copy.evaluate((button) => Object.assign(button, { first: true }));

    await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "todo-app", desiredCount: 7 }));
    await expect(page.getByText("6 of 7 running, Fargate")).toBeVisible();
    // The facts around the button were made anew, and so was the button.
    await expect.poll(() => copy.evaluate((button) => "first" in button)).toBe(false);
    await expect(copy).toBeFocused();
  });

  test("a lost connection is shown, and what was missed comes with the next one", async ({
    page,
    signIn,
    simulator,
  }) => {
    const socket = await LiveSocket.of(page);
    const task = await someTask(simulator, "web-gateway");
    await signIn("Viewer");
    await page.goto(servicePath("web-gateway", "tasks"));
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");

    await socket.block();
    await expect(page.locator(".live")).toHaveAttribute("data-state", "lost");
    await simulator.ecs.send(new StopTaskCommand({ cluster: "todo", task, reason: "while nobody saw it" }));
    await simulator.clock({ step_ms: 120_000 });
    socket.mend();

    await expect(page.locator(".live")).toHaveAttribute("data-state", "live", { timeout: 40_000 });
    await expect(page.getByRole("main")).toContainText("while nobody saw it");
  });

  test("a server that restarts or has no room is asked again", async ({ page, signIn, simulator }) => {
    const socket = await LiveSocket.of(page);
    await signIn("Viewer");
    await page.goto(clusterPath());
    const live = page.locator(".live");
    await expect(live).toHaveAttribute("data-state", "live");
    for (const [round, code] of [1011, 1012, 1013].entries()) {
      await socket.cut(code);
      await expect.poll(() => socket.connections).toBe(round + 2);
      await expect(live).toHaveAttribute("data-state", "live");
    }
    await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "todo-app", desiredCount: 7 }));
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "todo-app", exact: true }) });
    await expect(row).toContainText("/ 7");
    await expect(page.getByText("The console was updated.")).toHaveCount(0);
  });
});

test.describe("a page of another build than the server", () => {
  const notice = "The console was updated. Load the page again to go on with the new version.";

  test("says so, and goes on while both understand each other", async ({ page, signIn, simulator }) => {
    await page.routeWebSocket("**/live", (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => socket.send(String(message).replace(/"build":"[^"]*"/, '"build":"another"')));
    });
    await signIn("Viewer");
    await page.goto(clusterPath());
    await expect(page.getByText(notice)).toBeVisible();
    await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "todo-app", desiredCount: 7 }));
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "todo-app", exact: true }) });
    await expect(row).toContainText("/ 7");

    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.getByRole("button", { name: "Reload" }).click();
    await expect.poll(() => page.evaluate(() => "sameDocument" in window)).toBe(false);
    await expect(row).toContainText("/ 7");
  });

  test("says so when it can't read what comes, and keeps what it has", async ({ page, signIn }) => {
    await page.routeWebSocket("**/live", (socket) => {
      const server = socket.connectToServer();
      // Everything but the greeting is of a kind that the page does not know.
      server.onMessage((message) => socket.send(String(message).replace(/^\{"topic"/, '{"volcano"')));
    });
    await signIn("Viewer");
    await page.goto(clusterPath());
    await expect(page.getByText(notice)).toBeVisible();
    await expect(page.getByRole("link", { name: "todo-app", exact: true })).toBeVisible();
  });

  test("does not ask again and again what the server does not understand", async ({ page, signIn }) => {
    let connections = 0;
    await page.routeWebSocket("**/live", (socket) => {
      connections += 1;
      socket.onMessage(() => void socket.close({ code: 1007 }));
      socket.send(JSON.stringify({ hello: { build: "another", epoch: "another", time: 0 } }));
    });
    await signIn("Viewer");
    await page.clock.install();
    await page.goto(clusterPath());
    await expect(page.getByText(notice)).toBeVisible();
    await expect(page.locator(".live")).toHaveAttribute("data-state", "lost");
    const before = connections;
    await page.clock.runFor(14_000);
    expect(connections).toBe(before);
    await page.clock.runFor(17_000);
    await expect.poll(() => connections).toBe(before + 1);
    await expect(page.getByRole("link", { name: "todo-app", exact: true })).toBeVisible();
  });
});

/** The id of a running task of the service. */
async function someTask(simulator: Simulator, serviceName: string): Promise<string> {
  const listed = await simulator.ecs.send(new ListTasksCommand({ cluster: "todo", serviceName }));
  const id = listed.taskArns?.[0]?.split("/").pop();
  if (id === undefined) throw new Error(`${serviceName} has no task`);
  return id;
}
