import { expect, test } from "../fixtures.ts";
import { clusterPath } from "../support/paths.ts";

test.use({ isolated: true });

test.describe("AWS fails", () => {
  for (const [kind, words] of [
    ["error500", "AWS answers errors"],
    ["throttle", "AWS throttles"],
    ["access_denied", "AWS denies access"],
    ["expired_token", "AWS credentials fail"],
    ["reset", "AWS does not answer"],
  ] as const) {
    test(`${kind}: the page keeps its data, says what happened, and recovers`, async ({
      page,
      signIn,
      simulator,
    }) => {
      await signIn("Viewer");
      await page.goto(clusterPath());
      const indicator = page.locator(".live");
      const service = page.getByRole("link", { name: "todo-app", exact: true }).first();
      await expect(indicator).toHaveAttribute("data-state", "live");

      await simulator.fault({ operation: "ecs:*", kind });
      await expect(indicator).toHaveAttribute("data-state", "stale", { timeout: 30_000 });
      await expect(indicator).toContainText(words);
      await expect(page.getByRole("main")).toContainText("data that is");
      await expect(service).toBeVisible();

      await simulator.fault({ clear: true });
      await expect(indicator).toHaveAttribute("data-state", "live", { timeout: 40_000 });
      await expect(page.getByRole("main")).not.toContainText("data that is");
    });
  }

  test("down from the start: the page says so and recovers", async ({ page, signIn, simulator }) => {
    await simulator.fault({ operation: "ecs:*", kind: "reset" });
    await signIn("Viewer");
    await page.goto(clusterPath());
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("AWS can't be reached");
    await simulator.fault({ clear: true });
    await expect(async () => {
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("link", { name: "todo-app", exact: true }).first()).toBeVisible();
    }).toPass();
  });
});
