import { expect, test } from "../fixtures.ts";
import { clusterPath, servicePath } from "../support/paths.ts";

test.describe("before the page is live", () => {
  let start: () => void;

  test.beforeEach(async ({ page, signIn }) => {
    await signIn("Operator");
    const started = new Promise<void>((resolve) => (start = resolve));
    await page.route("**/*.wasm", async (route) => {
      await started;
      await route.continue();
    });
  });

  test("a press of a button is answered once it is", async ({ page }) => {
    await page.goto(servicePath("todo-app"), { waitUntil: "commit" });
    await page.getByRole("button", { name: "Scale", exact: true }).click();
    await expect(page.locator(".live")).not.toHaveAttribute("data-state", "live");
    start();
    await expect(page.getByRole("dialog", { name: /Scale/ })).toBeVisible();
  });

  test("presses in impatience count once", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(clusterPath(), { waitUntil: "commit" });
    const menu = page.getByRole("button", { name: "Pages" });
    await menu.dblclick();
    await expect(menu).toHaveAttribute("aria-busy", "true");
    start();
    await expect(menu).toHaveAttribute("aria-expanded", "true");
    await expect(menu).not.toHaveAttribute("aria-busy");
  });

  test("what was typed into the filter stays and filters", async ({ page }) => {
    await page.goto(clusterPath(), { waitUntil: "commit" });
    await page.getByRole("searchbox").pressSequentially("todo-app");
    start();
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    await expect(page.locator("tbody tr[data-key]")).toHaveCount(1);
    await expect(page.getByRole("searchbox")).toHaveValue("todo-app");
    await expect(page).toHaveURL(/todo-app/);
  });

  test("a chosen order orders", async ({ page }) => {
    await page.goto(clusterPath(), { waitUntil: "commit" });
    await page.getByRole("combobox").first().selectOption("name");
    start();
    await expect(page).toHaveURL(/sort=name/);
    await expect(page.getByRole("combobox").first()).toHaveValue("name");
  });
});

test.describe("without its program", () => {
  for (const [what, files] of [
    ["the script", "**/*.js"],
    ["the program", "**/*.wasm"],
  ] as const) {
    test(`a page says so where ${what} can't be loaded, and loads again`, async ({ page, signIn }) => {
      await signIn("Operator");
      await page.route(files, (route) => route.abort());
      await page.goto(servicePath("todo-app"), { waitUntil: "commit" });
      const scale = page.getByRole("button", { name: "Scale", exact: true });
      await scale.click();
      const banner = page.getByRole("alert").filter({ hasText: "could not be loaded" });
      await expect(banner).toBeVisible();
      await expect(scale).not.toHaveAttribute("aria-busy");
      await page.unroute(files);
      await banner.getByRole("button", { name: "Load again" }).click();
      await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
      await expect(banner).toHaveCount(0);
    });
  }
});
