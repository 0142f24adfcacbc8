import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { servicePath } from "../support/paths.ts";

test.use({ isolated: true });

test("the history names who started each deployment, here or elsewhere", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("mailer"));
  await page.getByRole("button", { name: "Restart", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restart" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await simulator.clock({ step_ms: 5_000 });
  await expect(page.getByRole("main")).toContainText("by operator (restart)");
  await page.goto(servicePath("mailer", "history"));
  const rows = page.locator("table.history tbody tr");
  await expect(rows).toHaveCount(4);
  await expect(rows.first()).toContainText("operator (restart)");
  await expect(rows.last()).toContainText("infrastructure (CloudTrail, Terraform, role terraform)");
  await expect(page.getByRole("main")).not.toContainText("asking CloudTrail");
  await expect(page.getByRole("main")).not.toContainText("not recorded");
  await expectAccessible(page);
});

test("a deployment of somebody outside is named once CloudTrail has it", async ({ page, signIn, simulator }) => {
  await simulator.ecs.send(new UpdateServiceCommand({ cluster: "todo", service: "scheduler", forceNewDeployment: true }));
  await simulator.clock({ step_ms: 5_000 });
  await page.clock.install();
  await signIn("Viewer");
  await page.goto(servicePath("scheduler", "history"));
  const newest = page.locator("table.history tbody tr").first();
  await expect(newest).toContainText("not recorded by ECS");
  await expect(newest).toContainText("nothing about it yet");
  await simulator.clock({ step_ms: 60_000 });
  // The open page asks again by itself, each minute; the console learns of the step with its next look.
  await expect(async () => {
    await page.clock.fastForward(61_000);
    await expect(newest).toContainText("outside (CloudTrail, AWS SDK for JavaScript)", { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await page.goto(servicePath("scheduler"));
  await expect(page.getByRole("main")).toContainText("by outside (CloudTrail, AWS SDK for JavaScript)");
});

test("where CloudTrail may not be read, the history says so and is there all the same", async ({ page, signIn, simulator }) => {
  await simulator.fault({ operation: "cloudtrail:*", kind: "access_denied" });
  await signIn("Viewer");
  await page.goto(servicePath("todo-app", "history"));
  const newest = page.locator("table.history tbody tr").first();
  await expect(newest).toContainText("not recorded by ECS");
  await expect(page.getByRole("main")).toContainText("cloudtrail:LookupEvents");
  expect((await simulator.requests())["cloudtrail"]?.["LookupEvents"]).toBe(1);
});
