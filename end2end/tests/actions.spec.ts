import { DescribeServicesCommand, ListTasksCommand, RegisterTaskDefinitionCommand, DescribeTaskDefinitionCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { servicePath, taskPath } from "../support/paths.ts";
import type { Simulator } from "../support/simulator.ts";

test.use({ isolated: true });

async function service(simulator: Simulator, name: string) {
  const { services = [] } = await simulator.ecs.send(new DescribeServicesCommand({ cluster: "todo", services: [name] }));
  const found = services[0];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

/** Deploys a copy of the service's task definition with another value, as CI would. */
async function deploy(simulator: Simulator, name: string): Promise<{ before: string; after: string }> {
  const { taskDefinition: before = "" } = await service(simulator, name);
  const { taskDefinition } = await simulator.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: before }));
  if (taskDefinition?.containerDefinitions === undefined) throw new Error(`${before} has no containers`);
  const { family, containerDefinitions, cpu, memory, networkMode, requiresCompatibilities, executionRoleArn, taskRoleArn, volumes } = taskDefinition;
  const registered = await simulator.ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      containerDefinitions: containerDefinitions.map((container) => ({
        ...container,
        environment: [...(container.environment ?? []), { name: "RELEASE_NOTE", value: "second-thoughts" }],
      })),
      cpu,
      memory,
      networkMode,
      requiresCompatibilities,
      executionRoleArn,
      taskRoleArn,
      volumes,
    }),
  );
  const after = registered.taskDefinition?.taskDefinitionArn ?? "";
  await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: name, taskDefinition: after }));
  return { before, after };
}

/** Moves the simulator's time on until the service is steady on a task definition. */
async function untilSteady(simulator: Simulator, name: string, taskDefinition: string) {
  await expect
    .poll(
      async () => {
        await simulator.clock({ step_ms: 15_000 });
        const { deployments = [] } = await service(simulator, name);
        return deployments.map(({ taskDefinition, rolloutState }) => `${taskDefinition} ${rolloutState}`);
      },
      { timeout: 40_000 },
    )
    .toEqual([`${taskDefinition} COMPLETED`]);
}

test("scale: what it will do, then it happens", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("scheduler"));
  const { desiredCount = 0 } = await service(simulator, "scheduler");
  await page.getByRole("button", { name: "Scale", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("spinbutton").fill(String(desiredCount + 2));
  await expect(dialog).toContainText("Starts 2 tasks of scheduler.");
  await dialog.getByRole("button", { name: /^Scale/ }).click();
  await expect(dialog).toBeHidden();
  await simulator.clock({ step_ms: 60_000 });
  await expect(page.getByRole("main")).toContainText(`${desiredCount + 2} of ${desiredCount + 2} running`);
});

test("scale: a count out of range is refused at the field and stays typed", async ({ page, signIn }) => {
  await signIn("Operator");
  await page.goto(servicePath("scheduler"));
  await page.getByRole("button", { name: "Scale", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByRole("spinbutton");
  await field.fill("5001");
  await expect(dialog).toContainText("between 0 and 5000");
  await expect(field).toHaveValue("5001");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("scale: somebody was faster, so nothing is done", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("scheduler"));
  const { desiredCount = 0 } = await service(simulator, "scheduler");
  await page.getByRole("button", { name: "Scale", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("spinbutton").fill(String(desiredCount + 5));
  await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "scheduler", desiredCount: desiredCount + 1 }));
  await dialog.getByRole("button", { name: /^Scale/ }).click();
  await expect(dialog).toContainText(`the desired count is now ${desiredCount + 1}`);
  await expect(dialog.getByRole("spinbutton")).toHaveValue(String(desiredCount + 5));
  expect((await service(simulator, "scheduler")).desiredCount).toBe(desiredCount + 1);
});

test("a viewer may not act, and is told why", async ({ page, signIn }) => {
  await signIn("Viewer");
  await page.goto(servicePath("todo-app"));
  for (const name of [/^Scale/, /^Roll back/]) {
    const button = page.getByRole("button", { name });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(/only operator/i);
  }
});

test("restart: every task is replaced by one of the same revision", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("mailer"));
  const { taskDefinition = "", deployments: before = [] } = await service(simulator, "mailer");
  await page.getByRole("button", { name: "Restart", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Restart mailer" });
  await expect(dialog).toContainText("replaces 2 tasks of mailer");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Restart" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main")).toContainText("Deploying");
  await expect(page.getByRole("button", { name: "Restart", exact: true })).toHaveAttribute("aria-disabled", "true");
  await untilSteady(simulator, "mailer", taskDefinition);
  const { deployments: after = [] } = await service(simulator, "mailer");
  expect(after[0]?.id).not.toBe(before[0]?.id);
});

test("stop a task for a reason, and its service starts another", async ({ page, signIn, simulator }) => {
  const listed = await simulator.ecs.send(new ListTasksCommand({ cluster: "todo", serviceName: "web-gateway" }));
  await signIn("Operator");
  await page.goto(taskPath(listed.taskArns?.[0] ?? ""));
  await page.getByRole("button", { name: "Stop task" }).click();
  const dialog = page.getByRole("dialog", { name: /^Stop task/ });
  await expect(dialog).toContainText("The service web-gateway starts another task in its place.");
  await dialog.getByRole("textbox").fill("<b>too slow</b>");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Stop task" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main")).toContainText("<b>too slow</b>");
  await simulator.clock({ step_ms: 60_000 });
  await expect(page.getByRole("heading", { level: 1 }).locator("..")).toContainText("Stopped");
  await expect(page.getByRole("button", { name: "Stop task" })).toHaveAttribute("aria-disabled", "true");
});

test("roll back a finished deployment, to steady, with an entry in the activity", async ({ page, signIn, simulator }) => {
  const { before, after } = await deploy(simulator, "mailer");
  await untilSteady(simulator, "mailer", after);
  await signIn("Admin");
  await page.goto(servicePath("mailer"));
  const back = new RegExp(`→ ${before.split(":").pop()}\\b`);
  await page.getByRole("button", { name: /^Roll back/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(back);
  await expect(dialog).toContainText("RELEASE_NOTE");
  await dialog.getByRole("button", { name: /^Roll back to/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main")).toContainText(/Deploying|Rolling back/);
  await untilSteady(simulator, "mailer", before);
  await expect(page.getByRole("main")).toContainText("Steady");
  await page.goto("/activity");
  const row = page.getByRole("row").filter({ hasText: "mailer" }).first();
  await expect(row).toContainText("admin");
  await expect(row).toContainText("Done");
  await expect(page.getByRole("main")).not.toContainText("second-thoughts");
});

test("roll back an ongoing deployment: ECS takes it back itself", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("mailer"));
  const { before } = await deploy(simulator, "mailer");
  await expect(page.getByRole("main")).toContainText("Deploying");
  await page.getByRole("button", { name: /^Roll back/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(new RegExp(`→ ${before.split(":").pop()}\\b`));
  await dialog.getByRole("button", { name: /^Roll back to/ }).click();
  await expect(dialog).toBeHidden();
  await untilSteady(simulator, "mailer", before);
  const { StopServiceDeployment = 0 } = (await simulator.requests())["ecs"] ?? {};
  expect(StopServiceDeployment).toBe(1);
  await expect(page.getByRole("main")).toContainText("Steady");
});

test("when AWS refuses, the dialog says it in words with code and request id", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("scheduler"));
  await page.getByRole("button", { name: "Scale", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("spinbutton").fill("4");
  await simulator.fault({ operation: "ecs:UpdateService", kind: "access_denied" });
  await dialog.getByRole("button", { name: /^Scale/ }).click();
  await expect(dialog.getByRole("alert")).toContainText("AccessDenied");
  await expect(dialog.getByRole("alert")).toContainText(/[0-9a-f]{8}-[0-9a-f]{4}/);
  await expect(dialog.getByRole("spinbutton")).toHaveValue("4");
});
