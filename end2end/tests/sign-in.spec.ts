import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";

test.describe("sign-in", () => {
  test("a page asks who you are first, and then opens", async ({ page }) => {
    await page.goto("/activity");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByRole("button", { name: "Admin", exact: true }).click();
    await expect(page).toHaveURL(/\/activity$/);
  });

  for (const role of ["Viewer", "Operator", "Admin"] as const) {
    test(`one click signs in as ${role}`, async ({ page, signIn }) => {
      await signIn(role);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("link", { name: "todo", exact: true })).toBeVisible();
    });
  }

  test("a wrong password is refused in words, and the user stays", async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByRole("textbox", { name: "User" }).fill("viewer");
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(/error=credentials/);
    await expect(page.getByRole("alert")).toBeVisible();
  });

  test("signing out ends the session", async ({ page, signIn }) => {
    await signIn("Viewer");
    await page.locator("summary", { hasText: "User viewer" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto("/");
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test("a foreign address to return to is not followed", async ({ page, console }) => {
    await page.goto("/sign-in?next=https://example.org/");
    await page.getByRole("button", { name: "Viewer", exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`^${console.url}/`));
  });

  test("the page is accessible in dark and light", async ({ page }) => {
    await page.goto("/sign-in");
    await expectAccessible(page);
  });
});
