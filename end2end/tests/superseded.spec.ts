import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "../fixtures.ts";
import { moment, stepUntil } from "../support/deployments.ts";
import { servicePath } from "../support/paths.ts";

test.use({ isolated: true });

test("a rollback leads to the revision that its button names, also when that was never steady", async ({ page, signIn, simulator }) => {
  const watched = { cluster: "todo", service: "todo-app" };
  await simulator.clock({ paused: true });
  for (const revision of [130, 129]) {
    await simulator.ecs.send(new UpdateServiceCommand({ ...watched, taskDefinition: `todo-app:${revision}` }));
    await stepUntil(simulator, watched, ({ service }) => (service.deployments?.[0]?.runningCount ?? 0) > 0);
  }
  await signIn("Operator");
  await page.goto(servicePath("todo-app"));
  await page.getByRole("button", { name: /^Roll back/ }).click();
  const dialog = page.getByRole("dialog", { name: "Roll back todo-app" });
  const button = dialog.getByRole("button", { name: /^Roll back to \d+$/ });
  await expect(button).toBeEnabled();
  const named = (await button.textContent())?.replace("Roll back to ", "");
  await button.click();
  await expect(dialog).toBeHidden();
  await stepUntil(simulator, watched, ({ deployment }) => /SUCCESSFUL$/.test(deployment.status ?? ""), 10_000);
  expect((await moment(simulator, watched)).service.taskDefinition).toMatch(new RegExp(`/todo-app:${named}$`));
});
