import { DescribeServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { clusterPath, servicePath } from "../support/paths.ts";
import type { Simulator } from "../support/simulator.ts";

test.use({ isolated: true });

async function service(simulator: Simulator, name: string) {
  const { services = [] } = await simulator.ecs.send(new DescribeServicesCommand({ cluster: "todo", services: [name] }));
  const found = services[0];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

test("several services are restarted at once, each with its own answer", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(clusterPath());
  await page.getByRole("button", { name: "Several services…" }).click();
  const dialog = page.getByRole("dialog", { name: "Several services" });
  const box = (name: string) => dialog.getByRole("checkbox", { name: new RegExp(`^${name}`) });
  // A deployment is in progress there, which starts every task anew already.
  await expect(box("admin")).toBeDisabled();
  await box("mailer").check();
  await box("scheduler").check();
  await expect(dialog).toContainText("2 chosen");
  await expectAccessible(page);
  // Meanwhile somebody else scales one of them.
  const { desiredCount = 0 } = await service(simulator, "scheduler");
  await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "scheduler", desiredCount: desiredCount + 1 }));
  await dialog.getByRole("button", { name: "Restart 2 services" }).click();
  await expect(dialog.locator(".choice", { hasText: "mailer" })).toContainText("Done");
  await expect(dialog.locator(".choice", { hasText: "scheduler" })).toContainText("has changed since you looked");
  expect((await service(simulator, "mailer")).deployments).toHaveLength(2);
  expect((await service(simulator, "scheduler")).deployments).toHaveLength(1);
});

test("a deployment superseded by another is told apart in the history", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("todo-app", "history"));
  await expect(page.getByRole("row").nth(1)).toContainText("131 → 132");
  for (const revision of [130, 129]) {
    await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "todo-app", taskDefinition: `todo-app:${revision}` }));
    await simulator.clock({ step_ms: 5_000 });
  }
  await expect(page.getByRole("row").nth(1)).toContainText("→ 129");
  await expect(page.getByRole("row").nth(1)).toContainText("In progress");
  await expect(page.getByRole("row").nth(2)).toContainText("→ 130");
  await expect(page.getByRole("row").nth(2)).toContainText("Stopped");
  await simulator.clock({ step_ms: 900_000 });
  await expect(page.getByRole("row").nth(1)).toContainText("Successful");
});
