import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { servicePath } from "../support/paths.ts";

test.use({ isolated: true });

test("scaling and pausing say what auto scaling will do with the count", async ({ page, signIn }) => {
  await signIn("Operator");
  await page.goto(servicePath("todo-app"));
  await page.getByRole("button", { name: "Scale", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByRole("spinbutton");
  await expect(dialog).toContainText("Auto scaling keeps it between 4 and 10 tasks. 6 is within");
  await field.fill("2");
  await expect(dialog).toContainText("2 is below: the next scale-out raises it to 4 first, a scale-in leaves it.");
  await expectAccessible(page);
  await field.fill("12");
  await expect(dialog).toContainText("12 is above: the next scale-in lowers it to 10 first, a scale-out leaves it.");
  await field.fill("");
  await expect(dialog).not.toContainText("12 is above");
  await expect(dialog).toContainText("between 4 and 10 tasks.");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.locator("summary", { hasText: "More" }).click();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("0 is below: the next scale-out raises it to 4 first");
  await page.keyboard.press("Escape");
  await page.goto(servicePath("todo-app", "configuration"));
  await expect(page.getByRole("main")).toContainText("Auto scaling keeps it between 4 and 10 tasks.");
});

test("a service without bounds is scaled as before", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("scheduler"));
  await page.getByRole("button", { name: "Scale", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("already");
  const asked = async () => (await simulator.requests())["application-autoscaling"]?.["DescribeScalableTargets"] ?? 0;
  await expect.poll(asked).toBe(1);
  await expect(page.getByRole("dialog")).not.toContainText("Auto scaling");
});

test("bounds that may not be read don't keep anybody from scaling", async ({ page, signIn, simulator }) => {
  await simulator.fault({ operation: "application-autoscaling:*", kind: "access_denied" });
  await signIn("Operator");
  await page.goto(servicePath("todo-app"));
  await page.getByRole("button", { name: "Scale", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("spinbutton").fill("7");
  await expect(dialog).toContainText("application-autoscaling:DescribeScalableTargets");
  await dialog.getByRole("button", { name: "Scale to 7" }).click();
  await expect(dialog).toBeHidden();
});
