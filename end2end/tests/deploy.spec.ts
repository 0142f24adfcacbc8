import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { openLive } from "../support/live.ts";
import { servicePath } from "../support/paths.ts";
import type { Simulator } from "../support/simulator.ts";

test.use({ isolated: true });

async function service(simulator: Simulator, name: string) {
  const { services = [] } = await simulator.ecs.send(new DescribeServicesCommand({ cluster: "todo", services: [name] }));
  const found = services[0];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

async function images(simulator: Simulator, taskDefinition: string): Promise<Record<string, string>> {
  const answer = await simulator.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const containers = answer.taskDefinition?.containerDefinitions ?? [];
  return Object.fromEntries(containers.map(({ name = "", image = "" }) => [name, image]));
}

test("deploy another tag, watch it, and find in the history who did it", async ({ page, signIn, simulator }) => {
  const { taskDefinition: before = "" } = await service(simulator, "todo-app");
  await signIn("Operator");
  await openLive(page, servicePath("todo-app"));
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Deploy todo-app" });
  const tag = dialog.getByLabel("New tag or digest");
  await expect(dialog).toContainText("What will changeShown once there is a tag or digest.");
  await tag.fill("no-such-tag");
  await expect(dialog.getByRole("alert")).toContainText("no image todo-app:no-such-tag");
  await expect(tag).toHaveValue("no-such-tag");
  await tag.fill("1.8.0");
  await expect(dialog).toContainText("+image = 123456789012.dkr.ecr.us-east-1.amazonaws.com/todo-app:1.8.0");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main")).toContainText("Deploying");
  const { taskDefinition: after = "" } = await service(simulator, "todo-app");
  const [old, now] = [await images(simulator, before), await images(simulator, after)];
  expect(now).toEqual({ ...old, "todo-app": old["todo-app"]?.replace(/:[^:]+$/, ":1.8.0") });
  await simulator.clock({ step_ms: 600_000 });
  await expect(page.getByRole("main")).toContainText("Steady");

  await page.getByRole("link", { name: "History" }).click();
  const newest = page.getByRole("row").nth(1);
  await expect(newest).toContainText("Successful");
  await expect(newest).toContainText("operator (deploy)");
  await expect(newest).toContainText("current");
  await expect(page.getByRole("main")).toContainText("+image = 123456789012.dkr.ecr.us-east-1.amazonaws.com/todo-app:1.8.0");
  await expectAccessible(page);
});

test("deploy another revision by its name", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await openLive(page, servicePath("todo-app"));
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Another revision" }).click();
  await dialog.getByLabel("Task definition").fill("todo-app:130");
  await expect(dialog).toContainText("132 → 130");
  await dialog.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(dialog).toBeHidden();
  expect((await service(simulator, "todo-app")).taskDefinition).toMatch(/todo-app:130$/);
});

test("any two revisions of the history are compared, and any is returned to", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await openLive(page, servicePath("todo-app", "history"));
  const row = (words: string) => page.getByRole("row").filter({ hasText: words });
  await row("127 → 128").getByRole("radio", { name: /^before/ }).check();
  await row("129 → 130").getByRole("radio", { name: /^after/ }).check();
  await expect(page.getByRole("heading", { name: "Difference 128 → 130" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("+memory = 2048");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Difference 128 → 130" })).toBeVisible();
  await row("127 → 128").getByRole("button", { name: "Roll back to this" }).click();
  const dialog = page.getByRole("dialog", { name: "Roll back todo-app" });
  await expect(dialog).toContainText("132 → 128");
  await dialog.getByRole("button", { name: "Roll back to 128" }).click();
  await expect(dialog).toBeHidden();
  expect((await service(simulator, "todo-app")).taskDefinition).toMatch(/todo-app:128$/);
});

test("two revisions back with another network and Service Connect", async ({ page, signIn, simulator }) => {
  const settings = async () => {
    const { deployments = [] } = await service(simulator, "todo-app");
    const { networkConfiguration, serviceConnectConfiguration } = deployments[0] ?? {};
    return { networkConfiguration, serviceConnectConfiguration };
  };
  const before = await settings();
  const network = before.networkConfiguration?.awsvpcConfiguration;
  const change = async (members: object) => {
    await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "todo-app", ...members }));
    await simulator.clock({ step_ms: 900_000 });
  };
  await change({ networkConfiguration: { awsvpcConfiguration: { ...network, subnets: ["subnet-0123456789abcdef0"] } } });
  await change({ serviceConnectConfiguration: { enabled: false } });
  expect(await settings()).not.toEqual(before);

  await signIn("Operator");
  await openLive(page, servicePath("todo-app", "history"));
  // The newest two changed settings only.
  await page.getByRole("row").nth(3).getByRole("button", { name: "Roll back to this" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Service settings");
  await expect(dialog).toContainText("subnet-0123456789abcdef0");
  await expect(dialog).toContainText("desired count and auto scaling stay");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: /^Roll back/ }).click();
  await expect(dialog).toBeHidden();
  expect(await settings()).toEqual(before);
});

test("run a task to its end, with another command", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await openLive(page, servicePath("todo-app"));
  await page.locator("summary", { hasText: "More" }).click();
  await page.getByRole("button", { name: "Run task" }).click();
  const dialog = page.getByRole("dialog", { name: "Run a task of todo-app" });
  await dialog.getByLabel(/^Environment/).fill("nonsense");
  await dialog.getByRole("button", { name: "Run task" }).click();
  await expect(dialog.getByRole("alert")).toContainText("NAME=value");
  await dialog.getByLabel(/^Environment/).fill("STEP=migrate");
  await dialog.getByLabel(/^Command/).fill("rake\ndb:migrate");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Run task" }).click();
  await page.waitForURL(/\/tasks\/[0-9a-f]{32}$/);
  const id = page.url().split("/").pop() ?? "";
  const { tasks = [] } = await simulator.ecs.send(new DescribeTasksCommand({ cluster: "todo", tasks: [id] }));
  expect(tasks[0]?.overrides?.containerOverrides?.[0]?.command).toEqual(["rake", "db:migrate"]);
  await simulator.clock({ step_ms: 60_000 });
  await expect(page.getByRole("main")).toContainText("Running");
  await simulator.exit({ task: id, container: "todo-app", code: 3 });
  await simulator.clock({ step_ms: 60_000 });
  await expect(page.getByRole("main")).toContainText(/exit(ed with)? (code )?3/i);
});

test("pause a service, and resume it with what it had", async ({ page, signIn, simulator }) => {
  const { desiredCount = 0 } = await service(simulator, "todo-app");
  await signIn("Operator");
  await openLive(page, servicePath("todo-app"));
  const choose = async (name: string) => {
    await page.locator("summary", { hasText: "More" }).click();
    await page.getByRole("button", { name, exact: true }).first().click();
    return page.getByRole("dialog", { name: `${name} todo-app` });
  };
  const pause = await choose("Pause");
  await expect(pause).toContainText(`gives it back ${desiredCount} tasks`);
  await pause.getByRole("button", { name: "Pause" }).click();
  await expect(pause).toBeHidden();
  expect((await service(simulator, "todo-app")).desiredCount).toBe(0);
  await expect(page.getByRole("main")).toContainText("of 0 running");
  const resume = await choose("Resume");
  await expect(resume).toContainText(`operator paused it. Resuming scales it back to ${desiredCount} tasks.`);
  await resume.getByRole("button", { name: "Resume" }).click();
  await expect(resume).toBeHidden();
  expect((await service(simulator, "todo-app")).desiredCount).toBe(desiredCount);
});

test("two people press Roll back at once: the second is told who was first", async ({ page, browser, console: demo, signIn, simulator }) => {
  await signIn("Operator");
  const other = await browser.newPage({ baseURL: demo.url });
  await signIn("Admin", other);
  const ask = async (one: Page) => {
    await one.goto(servicePath("todo-app"));
    await one.getByRole("button", { name: /^Roll back/ }).click();
    const dialog = one.getByRole("dialog");
    await expect(dialog).toContainText("132 → 131");
    return dialog;
  };
  const [first, second] = [await ask(page), await ask(other)];
  // The second decides upon what was true when the dialog was opened.
  await first.getByRole("button", { name: /^Roll back to/ }).click();
  await expect(first).toBeHidden();
  await second.getByRole("button", { name: /^Roll back to/ }).click();
  await expect(second).toContainText("has changed since you looked");
  await expect(second).toContainText(/Last here: operator, .* ago: roll back/);
  const { UpdateService = 0 } = (await simulator.requests())["ecs"] ?? {};
  expect(UpdateService).toBe(1);
  await other.close();
});

test("an image comes back although its tag was moved", async ({ page, signIn, simulator }) => {
  const { taskDefinition = "" } = await service(simulator, "todo-app");
  const moved = await simulator.push("todo-app", (await images(simulator, taskDefinition))["todo-app"]?.split(":").pop() ?? "");
  await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "todo-app", forceNewDeployment: true }));
  await simulator.clock({ step_ms: 900_000 });
  await signIn("Operator");
  await openLive(page, servicePath("todo-app", "history"));
  await page.getByRole("row").nth(2).getByRole("button", { name: "Roll back to this" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(`now it means ${moved.replace("sha256:", "").slice(0, 12)}`);
  const pin = dialog.getByRole("checkbox", { name: /^Pin images/ });
  await expect(pin).toBeChecked();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: /^Roll back/ }).click();
  await expect(dialog).toBeHidden();
  const { taskDefinition: after = "" } = await service(simulator, "todo-app");
  expect((await images(simulator, after))["todo-app"]).toMatch(/todo-app@sha256:[0-9a-f]{64}$/);
});
