import { ListTasksCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "../fixtures.ts";
import { expectAccessible, nextFrames } from "../support/accessibility.ts";
import { clusterPath, servicePath, taskDefinitionPath, taskPath } from "../support/paths.ts";

/** Every page of the console but the task's, whose address is not known before. */
const PAGES = {
  clusters: "/",
  cluster: clusterPath(),
  "empty cluster": clusterPath("sandbox"),
  deployment: servicePath("admin"),
  "failing service": servicePath("db-proxy"),
  tasks: servicePath("todo-app", "tasks"),
  logs: servicePath("todo-app", "logs"),
  events: servicePath("todo-app", "events"),
  configuration: servicePath("todo-app", "configuration"),
  "task definition": taskDefinitionPath("todo-app", 1),
  activity: "/activity",
  "unknown cluster": clusterPath("nowhere"),
  "unknown page": "/nowhere",
};

test.describe("no accessibility violation in dark and light", () => {
  for (const [name, path] of Object.entries(PAGES)) {
    test(name, async ({ page, signIn }) => {
      await signIn("Admin");
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessible(page);
    });
  }

  test("task", async ({ page, signIn, simulator }) => {
    const listed = await simulator.ecs.send(
      new ListTasksCommand({ cluster: "todo", serviceName: "web-gateway" }),
    );
    await signIn("Admin");
    await page.goto(taskPath(listed.taskArns?.[0] ?? ""));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  });

  test("without motion nothing is on its way to new colours", async ({ page, signIn }) => {
    await signIn("Viewer");
    await page.goto(PAGES.logs);
    await expect(page.getByRole("log").locator(".line").first()).toBeVisible();
    await page.evaluate(() => {
      document.addEventListener("transitionrun", () => {
        document.documentElement.dataset["moved"] = "yes";
      });
    });
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await nextFrames(page);
    }
    await expect(page.locator("html")).not.toHaveAttribute("data-moved");
  });

  test("on a phone", async ({ page, signIn }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn("Viewer");
    for (const path of [clusterPath(), servicePath("admin")]) {
      await page.goto(path);
      await expectAccessible(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
    }
  });
});
