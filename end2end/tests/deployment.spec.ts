import { DescribeServiceDeploymentsCommand, ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { servicePath } from "../support/paths.ts";
import type { Simulator } from "../support/simulator.ts";

test.use({ isolated: true, scenario: "releases" });

const CLUSTER = "releases";

function path(service: string): string {
  return servicePath(service, "", CLUSTER);
}

/** The status of a service's newest deployment. */
async function status(simulator: Simulator, service: string): Promise<string | undefined> {
  const listed = await simulator.ecs.send(new ListServiceDeploymentsCommand({ cluster: CLUSTER, service }));
  const arn = listed.serviceDeployments?.[0]?.serviceDeploymentArn ?? "";
  const found = await simulator.ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  return found.serviceDeployments?.[0]?.status;
}

/** Moves the simulator's time on until the newest deployment of a service has a status. */
async function until(simulator: Simulator, service: string, wanted: string, step_ms = 10_000): Promise<void> {
  await expect
    .poll(
      async () => {
        const now = await status(simulator, service);
        if (now !== wanted) await simulator.clock({ step_ms });
        return now;
      },
      { timeout: 40_000 },
    )
    .toBe(wanted);
}

function stages(page: Page) {
  return page.getByRole("main").locator("ol.steps");
}

function hooks(page: Page) {
  return page.getByRole("list", { name: "Lifecycle hooks" });
}

test("blue/green opened in the middle, followed to its end, and opened after it", async ({ page, signIn, simulator }) => {
  await signIn("Viewer");
  await page.goto(path("blue-green"));
  await expect(stages(page)).toMatchAriaSnapshot(`
    - list:
      - listitem: Scale up (done)
      - listitem: Production traffic (done)
      - listitem: After production traffic (done)
      - listitem: /Bake time \\(happening\\) (at most )?\\d.* left/
      - listitem: Clean up (ahead)
  `);
  await expect(page.locator(".share")).toHaveText([/^Production traffic.* \(new\) has 100 %, .* \(old\) has 0 %$/, /^Test traffic/]);
  await expect(hooks(page)).toContainText("releases-warm-up");
  await expect(hooks(page)).toContainText("passed");
  await expect(page.getByRole("main")).toContainText("Circuit breaker0 of 3 failed tasks; 3 end it and roll back");
  await expectAccessible(page);
  await until(simulator, "blue-green", "SUCCESSFUL", 30_000);
  await expect(stages(page).getByText("(done)")).toHaveCount(5);
  await expect(page.locator(".share")).toHaveCount(0);
  await expect(page.locator(".verdict")).toHaveCount(0);
  await page.reload();
  await expect(stages(page).getByText("(done)")).toHaveCount(5);
});

test("a stage that begins while somebody watches has its time", async ({ page, signIn, simulator }) => {
  await signIn("Viewer");
  await page.goto(path("canary"));
  const stage = (name: string) => stages(page).getByRole("listitem").filter({ hasText: name });
  await expect(stage("Production traffic")).toContainText("to the next step");
  await expect(page.locator(".share").first()).toContainText("(new) has 10 %");
  await expect
    .poll(
      async () => {
        await simulator.clock({ step_ms: 10_000 });
        return (await stage("Bake time").textContent()) ?? "";
      },
      { timeout: 40_000 },
    )
    .toMatch(/happening\)\s*(2 min|1 min \d+ s) left/);
  await expect(page.locator(".share").first()).toContainText("(new) has 100 %");
});

test("linear: traffic moves step by step", async ({ page, signIn, simulator }) => {
  await signIn("Viewer");
  await page.goto(path("linear"));
  const share = page.locator(".share").first();
  await expect(share).toContainText("(new) has 40 %");
  await simulator.clock({ step_ms: 150_000 });
  await expect(share).toContainText(/\(new\) has (60|80) %/);
});

test("a pause is continued, and only once", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(path("approval"));
  await expect(hooks(page)).toContainText(/waits for an answer, rolls back by itself in \d+ min/);
  await expectAccessible(page);
  await hooks(page).getByRole("button", { name: "Continue" }).click();
  const dialog = page.getByRole("dialog", { name: "Let approval go on" });
  await expect(dialog).toContainText("pauses at “after test traffic” goes on");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog).toBeHidden();
  await expect(hooks(page)).toContainText("passed");
  await expect(hooks(page).getByRole("button")).toHaveCount(0);
  await until(simulator, "approval", "SUCCESSFUL");
  await expect(page.getByRole("main")).toContainText("Steady");
  await expect(page.locator(".verdict")).toHaveCount(0);
  const { ContinueServiceDeployment = 0 } = (await simulator.requests())["ecs"] ?? {};
  expect(ContinueServiceDeployment).toBe(1);
});

test("a pause is answered with a rollback, which is said afterwards", async ({ page, signIn, simulator }) => {
  await signIn("Operator");
  await page.goto(path("approval"));
  await hooks(page).getByRole("button", { name: "Roll back" }).click();
  const dialog = page.getByRole("dialog", { name: "Roll approval back" });
  await expect(dialog).toContainText("traffic goes back to the old revision");
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator(".verdict")).toContainText(/Rolling back to 1, because somebody asked for it\./);
  await until(simulator, "approval", "ROLLBACK_SUCCESSFUL");
  await expect(page.locator(".verdict")).toContainText("Rolled back to 1, because somebody asked for it.");
  await expect(page.getByRole("main")).toContainText("undoes a deployment by ");
  await expect(stages(page)).toContainText("Production traffic back");
});

test("a viewer sees a pause and may not answer it", async ({ page, signIn }) => {
  await signIn("Viewer");
  await page.goto(path("approval"));
  for (const name of ["Continue", "Roll back"]) {
    const button = hooks(page).getByRole("button", { name });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(/only operator/i);
  }
});

test("the circuit breaker trips: how far it is before, and why afterwards", async ({ page, signIn, simulator }) => {
  await signIn("Viewer");
  await page.goto(path("broken"));
  const breaker = page.locator(".monitors").filter({ hasText: "Circuit breaker" });
  await expect
    .poll(
      async () => {
        await simulator.clock({ step_ms: 2_000 });
        return (await breaker.textContent()) ?? "";
      },
      { timeout: 40_000 },
    )
    .toMatch(/[12] of 3 failed tasks; [12] more ends? it and rolls? back/);
  await expect(page.locator(".verdict")).toContainText(/^.?Failing, [12] tasks? failed so far: image pull failed/);
  await expect(page.getByRole("button", { name: "Roll back to 1" })).toBeVisible();
  await until(simulator, "broken", "ROLLBACK_SUCCESSFUL");
  const sentence = /Rolled back to 1 after \d failed tasks, (over )?the circuit breaker's limit: image pull failed \(container web\)\./;
  await expect(page.locator(".verdict")).toContainText(sentence);
  await expect(breaker).toContainText(/\d failed tasks.*: it ended the deployment/);
  // The other revision is the one that just failed: it can be chosen, and is not suggested.
  await expect(page.getByRole("button", { name: "Roll back", exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator(".verdict")).toContainText(sentence);
  await expectAccessible(page);
});

test("a hook that fails is named", async ({ page, signIn, simulator }) => {
  await signIn("Viewer");
  await page.goto(path("smoke-test"));
  await expect(hooks(page)).toContainText("being asked");
  await until(simulator, "smoke-test", "ROLLBACK_SUCCESSFUL");
  await expect(page.locator(".verdict")).toContainText(
    "Rolled back to 1: the hook releases-smoke-test at “after test traffic” failed.",
  );
});

test("alarms are watched, and one that goes off is named", async ({ page, signIn, simulator }) => {
  await signIn("Viewer");
  await page.goto(path("rolling-alarms"));
  const monitors = page.locator(".monitors");
  await expect(monitors).toContainText("watching releases-5xx, quiet so far");
  await simulator.alarm("releases-5xx", "ALARM");
  await until(simulator, "rolling-alarms", "ROLLBACK_SUCCESSFUL");
  await expect(page.locator(".verdict")).toContainText(/Rolled back to \d: releases-5xx went off\./);
  await expect(monitors).toContainText("releases-5xx went off and ended the deployment");
});

test("the title tells how far it is, and a notification tells of the end", async ({ page, signIn, simulator }) => {
  await page.addInitScript(() => {
    const told: string[] = [];
    class Fake {
      static permission = "default";
      static requestPermission() {
        Fake.permission = "granted";
        return Promise.resolve("granted");
      }
      constructor(title: string, options: { body: string }) {
        told.push(`${title}: ${options.body}`);
      }
    }
    Object.assign(globalThis, { Notification: Fake, told });
  });
  const told = () => page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  await signIn("Viewer");
  await page.goto(path("rolling"));
  await expect(page).toHaveTitle(/^◔ \d+ % rolling – ecscope$/);
  await page.getByRole("button", { name: "Notify me" }).click();
  await expect(page.getByRole("main")).toContainText("will notify you");
  await page.evaluate(() => Object.defineProperty(document, "hidden", { get: () => true }));
  await until(simulator, "rolling", "SUCCESSFUL");
  await expect.poll(told).toEqual([expect.stringMatching(/^rolling: Deployed \d\.$/)]);
  await expect(page).toHaveTitle("rolling – ecscope");
});

test("on a phone everything fits", async ({ page, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn("Operator");
  for (const service of ["approval", "linear", "rolling"]) {
    await page.goto(path(service));
    await expect(stages(page)).toBeVisible();
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider, service).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  }
});
