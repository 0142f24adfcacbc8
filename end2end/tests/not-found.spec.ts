import { expect, test } from "../fixtures.ts";
import { clusterPath, servicePath, taskDefinitionPath, taskPath } from "../support/paths.ts";

test.describe("unknown addresses", () => {
  for (const [what, path] of [
    ["nowhere", "/nowhere"],
    ["no-such-cluster", clusterPath("no-such-cluster")],
    ["no-such-service", servicePath("no-such-service")],
    ["00000000000000000000000000000000", taskPath("00000000000000000000000000000000")],
    ["no-such-family", taskDefinitionPath("no-such-family", 1)],
  ] as const) {
    test(`${path} says what is missing`, async ({ page, signIn }) => {
      await signIn("Viewer");
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("main")).toContainText(what);
      await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
    });
  }
});
