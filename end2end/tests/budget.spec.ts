import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { clusterPath } from "../support/paths.ts";

test.describe("the budget of AWS calls", () => {
  for (const path of [clusterPath(), "/"]) {
    test(`opens from the live indicator on ${path}, with keys alone`, async ({ page, signIn }) => {
      await signIn("Viewer");
      await page.goto(path);
      const indicator = page.locator("button.live");
      await expect(indicator).toHaveAttribute("data-state", "live");
      const panel = page.getByRole("dialog", { name: "Freshness and budget" });
      await expect(panel).toBeHidden();

      await indicator.focus();
      await page.keyboard.press("Enter");
      await expect(panel).toBeVisible();
      const row = panel.getByRole("row").filter({ hasText: "cluster reads" });
      await expect(row).toContainText(/\d+ of [\d,]+/);
      await expectAccessible(page);

      await page.keyboard.press("Escape");
      await expect(panel).toBeHidden();
      await expect(indicator).toBeFocused();
    });
  }

  test("changes by itself", async ({ page, signIn }) => {
    await signIn("Viewer");
    await page.goto(clusterPath());
    await page.locator("button.live").click();
    const panel = page.getByRole("dialog", { name: "Freshness and budget" });
    await expect(panel.getByRole("table")).toBeVisible();
    const figures = await panel.getByRole("table").textContent();
    await expect(panel.getByRole("table")).not.toHaveText(figures ?? "", { timeout: 20_000 });
  });
});
