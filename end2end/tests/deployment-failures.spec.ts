import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { servicePath } from "../support/paths.ts";

test("failing tasks by cause, with the last lines of the container that died", async ({ page, signIn }) => {
  await signIn("Viewer");
  await page.goto(servicePath("db-proxy"));
  const group = page.locator(".failure").filter({ hasText: "Container pgbouncer ran out of memory (exit 137)" });
  await expect(group).toContainText("OutOfMemoryError: Container killed due to memory usage");
  await expect(group).toContainText(/once|\d+ times/);
  const button = group.getByRole("button", { name: "Last lines" });
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await button.click();
  await expect(button).toHaveAttribute("aria-expanded", "true");
  const lines = group.getByRole("list", { name: "Last lines" }).getByRole("listitem");
  await expect(lines.last()).toBeVisible();
  expect(await lines.count()).toBeLessThanOrEqual(10);
  await expectAccessible(page);
  await button.click();
  await expect(lines).toHaveCount(0);
  await expect(group.getByRole("link", { name: /^Task / })).toHaveAttribute("href", /\/tasks\/[0-9a-f]{32}$/);
  await group.getByRole("link", { name: "Its logs" }).click();
  await expect(page).toHaveURL(/\/tasks\/[0-9a-f]{32}\/logs$/);
});

test.describe("from the beginning of the scenario", () => {
  test.use({ isolated: true });

  test("a deployment that goes on says how long it usually takes and what is left", async ({ page, signIn }) => {
    await signIn("Viewer");
    await page.goto(servicePath("admin"));
    await expect(page.getByRole("main")).toContainText(/usually takes .*(left|should end any moment)|slower than usual/);
  });
});
