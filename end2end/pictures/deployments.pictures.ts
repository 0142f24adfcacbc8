/** The pictures of deployments in the documentation, made from the demo: `npm run pictures`. */
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { servicePath } from "../support/paths.ts";

test.use({ isolated: true, scenario: "releases", colorScheme: "dark" });

async function picture(page: Page, name: string): Promise<void> {
  await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
  await expect(page.locator(".loading")).toHaveCount(0);
  const path = fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url));
  await page.screenshot({ path });
}

test("a rolling deployment in the middle", async ({ page, signIn }) => {
  await signIn("Operator");
  await page.goto(servicePath("rolling", "", "releases"));
  await expect(page.getByRole("main")).toContainText("Deploying");
  await picture(page, "deployment-rolling");
});

test("a blue/green deployment in its bake time", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("blue-green", "", "releases"));
  await expect
    .poll(
      async () => {
        await simulator.clock({ step_ms: 5_000 });
        return page.getByRole("main").innerText();
      },
      { timeout: 50_000 },
    )
    .toMatch(/bake/i);
  await picture(page, "deployment-blue-green");
});

test("a deployment that failed and was rolled back", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(servicePath("broken", "", "releases"));
  await expect
    .poll(
      async () => {
        await simulator.clock({ step_ms: 15_000 });
        return page.getByRole("main").innerText();
      },
      { timeout: 50_000 },
    )
    .toMatch(/rolled back/i);
  await picture(page, "deployment-failed");
});
