import { expect, test } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { ServedConsole } from "../support/served.ts";

/** Less than an endpoint that never answers would take. */
const SOON_MS = 8_000;

test.describe("one of three targets never answers", () => {
  let served: ServedConsole;

  test.beforeAll(async () => {
    test.setTimeout(90_000);
    served = await ServedConsole.start();
  });

  test.afterAll(async () => served?.stop());

  test("the others are there, and the page says which one is missing", async ({ page }) => {
    await served.signIn(page);
    const card = (name: string) => page.locator(".card").filter({ hasText: `${name} / us-east-1` });
    const link = (name: string) => card(name).getByRole("link", { name: "todo", exact: true });
    await expect(link("first")).toBeVisible();
    const begun = Date.now();
    await page.reload();
    await expect(link("first")).toBeVisible();
    await expect(link("last")).toBeVisible();
    expect(Date.now() - begun).toBeLessThan(SOON_MS);
    await expect(card("first")).toContainText("answers");
    await expect(card("hanging")).toContainText("waiting for AWS");
    const all = page.getByRole("region", { name: "All places" });
    await expect(all).toContainText("2 of 3");
    await expect(all).toContainText("6clusters");
    await expectAccessible(page);

    await page.getByRole("searchbox").fill("batch");
    await expect(link("first")).toHaveCount(0);
    for (const name of ["first", "last"]) {
      await expect(card(name).getByRole("link", { name: "batch", exact: true })).toBeVisible();
    }
    // What the browser asks for by itself fails in the end, in the card alone.
    await expect(card("hanging")).toContainText("does not answer", { timeout: 30_000 });
    await expect(link("first")).toHaveCount(0);
  });
});
