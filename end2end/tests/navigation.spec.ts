import { expect, test } from "../fixtures.ts";

test.describe("navigation", () => {
  test("clusters, cluster, service, task, and back", async ({ page, signIn }) => {
    await signIn("Viewer");
    const heading = page.getByRole("heading", { level: 1 });
    const main = page.getByRole("main");

    await main.getByRole("link", { name: "todo", exact: true }).click();
    await expect(heading).toHaveText("todo");
    await expect(heading).toBeFocused();

    await main.getByRole("link", { name: "web-gateway", exact: true }).first().click();
    await expect(heading).toHaveText("web-gateway");
    await expect(page).toHaveTitle(/web-gateway/);

    await main.getByRole("link", { name: "Tasks", exact: true }).click();
    await expect(page).toHaveURL(/web-gateway\/tasks$/);
    await main.locator('a[href*="/tasks/"]').first().click();
    await expect(page).toHaveURL(/clusters\/todo\/tasks\/[0-9a-f]{32}$/);
    await expect(main).toContainText("envoy");

    await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link", { name: "todo" }).click();
    await expect(heading).toHaveText("todo");
    await page.goBack();
    await expect(page).toHaveURL(/tasks\/[0-9a-f]{32}$/);
    await expect(main).toContainText("envoy");
  });

  test("a copied link shows the same", async ({ page, signIn, context }) => {
    await signIn("Viewer");
    await page.getByRole("main").getByRole("link", { name: "todo", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("todo");
    await page.keyboard.press("/");
    await page.keyboard.type("gateway");
    await expect(page).toHaveURL(/\?.*gateway/);
    await expect(page.getByRole("link", { name: "todo-app", exact: true })).toHaveCount(0);

    const other = await context.newPage();
    await other.goto(page.url());
    await expect(other.getByRole("link", { name: "web-gateway", exact: true }).first()).toBeVisible();
    await expect(other.getByRole("link", { name: "todo-app", exact: true })).toHaveCount(0);
  });

  test("with the keyboard alone", async ({ page }) => {
    await page.goto("/sign-in");
    await press(page, "Viewer");
    await expect(page).not.toHaveURL(/sign-in/);
    await press(page, "todo");
    await expect(page).toHaveURL(/clusters\/todo$/);
    await press(page, "admin");
    await expect(page).toHaveURL(/services\/admin$/);
    await press(page, "Events");
    await expect(page).toHaveURL(/services\/admin\/events$/);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toContainText("Go to the filter");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await expect(page).toHaveURL(/\/$/);
  });

  /** Moves the focus with the Tab key to what has this name, and presses Enter. */
  async function press(page: import("@playwright/test").Page, name: string): Promise<void> {
    await expect(page.getByRole("main")).toContainText(name);
    for (let step = 0; step < 80; step += 1) {
      await page.keyboard.press("Tab");
      const text = await page.evaluate(() => document.activeElement?.textContent?.trim());
      if (text === name) {
        await page.keyboard.press("Enter");
        return;
      }
    }
    throw new Error(`${name} is not reached by the Tab key`);
  }
});
