import { expect, test } from "../fixtures.ts";
import { clusterPath } from "../support/paths.ts";

test("from signing in to a dialog without a mouse", async ({ page }) => {
  const tabTo = async (name: string | RegExp, role: "link" | "button") => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus");
      const wanted = page.getByRole(role, { name, exact: typeof name === "string" });
      if ((await focused.count()) === 1 && (await wanted.and(focused).count()) === 1) return focused;
    }
    throw new Error(`no ${role} ${String(name)} within 80 steps`);
  };
  await page.goto("/sign-in");
  await tabTo("Operator", "button");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await page.goto(clusterPath());
  await tabTo("Skip to content", "link");
  await page.keyboard.press("Enter");
  await tabTo("scheduler", "link");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "scheduler" })).toBeFocused();
  await tabTo("Scale", "button");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  // Focus stays in the dialog, however often it moves on.
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() => {
      const at = document.activeElement;
      return at !== null && at !== document.body && at.closest("dialog") === null;
    });
    expect(outside).toBe(false);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Scale", exact: true })).toBeFocused();
});

test("the question mark lists the keys and the slash goes to the filter", async ({ page, signIn }) => {
  await signIn("Viewer");
  await page.goto(clusterPath());
  await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText(/filter/i);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("mailer");
  await expect(page).toHaveURL(/q=mailer/);
  await expect(page.getByRole("main").getByRole("link", { name: "mailer", exact: true })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "todo-app", exact: true })).toBeHidden();
});
