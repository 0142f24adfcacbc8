import { expect, test } from "@playwright/test";
import { ServedConsole } from "../support/served.ts";

test.describe("a protected target", () => {
  let served: ServedConsole;

  test.beforeAll(async () => {
    test.setTimeout(90_000);
    served = await ServedConsole.start({ role: "operator" });
  });

  test.afterAll(async () => served?.stop());

  test("rolling back needs the name of the service typed", async ({ page }) => {
    await served.signIn(page);
    for (const [target, asks] of [
      ["first", false],
      ["last", true],
    ] as const) {
      await page.goto(`${served.url}/t/${target}/us-east-1/clusters/todo/services/todo-app`);
      await page.getByRole("button", { name: "Roll back" }).first().click();
      const dialog = page.getByRole("dialog", { name: "Roll back todo-app" });
      const button = dialog.getByRole("button", { name: /^Roll back to/ });
      const field = dialog.getByLabel("Type todo-app to confirm");
      await expect(dialog).toContainText("What will change");
      if (asks) {
        await expect(button).toBeDisabled();
        await field.fill("todo-ap");
        await expect(button).toBeDisabled();
        await field.fill("todo-app");
      } else {
        await expect(field).toHaveCount(0);
      }
      await expect(button).toBeEnabled();
      await button.click();
      await expect(dialog).toBeHidden();
    }
  });
});
