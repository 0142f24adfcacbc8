import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { stepUntil } from "../support/deployments.ts";
import { openLive } from "../support/live.ts";
import { servicePath } from "../support/paths.ts";

test.use({ scenario: "storm" });

const CLUSTER = "storm";

/** What the view of a failing service says. */
interface Failing {
  service: string;
  /** The sentence at the top; none where the deployment itself went well. */
  verdict?: RegExp;
  /** The cause of its failing tasks, and AWS's words about it. */
  cause: [string, string];
  /** Whether the container that died had written something. */
  lines: boolean;
}

const ENDLESS = "Nothing ends it by itself: the circuit breaker is off\\.$";
const failing = (cause: string) => new RegExp(`^.?Failing, \\d+ tasks failed so far: ${cause}\\. ${ENDLESS}`);
const BY_BREAKER = "after \\d failed tasks, (over )?the circuit breaker's limit: container main exited with 1\\.$";
const ended = (begin: string) => new RegExp(`^.?${begin} ${BY_BREAKER}`);

const CRASH: [string, string] = ["Container main exited with 1", "Essential container in task exited"];
const UNHEALTHY: [string, string] = ["Health check failed (container main)", "Task failed container health checks"];

const SERVICES: Failing[] = [
  {
    service: "image-tag-missing",
    verdict: failing("image pull failed \\(container main\\)"),
    cause: ["Image pull failed (container main)", "CannotPullContainerError"],
    lines: false,
  },
  {
    service: "secret-missing",
    verdict: failing("resource initialisation failed \\(container main\\)"),
    cause: ["Resource initialisation failed (container main)", "unable to retrieve secret from asm"],
    lines: false,
  },
  { service: "crash-loop", verdict: failing("container main exited with 1"), cause: CRASH, lines: true },
  { service: "never-healthy", verdict: failing("health check failed \\(container main\\)"), cause: UNHEALTHY, lines: true },
  { service: "dependency-times-out", verdict: failing("container prepare did not get ready in time for app"), cause: ["Container prepare did not get ready in time for app", "has timed out."], lines: true },
  {
    service: "init-container-fails",
    verdict: failing("container migrate exited with 3 before app could start"),
    cause: ["Container migrate exited with 3 before app could start", "as dependency did not exit successfully."],
    lines: true,
  },
  { service: "deployment-without-end", verdict: failing("container main exited with 1"), cause: CRASH, lines: true },
  { service: "rolled-back-by-breaker", verdict: ended("Rolled back to 1"), cause: CRASH, lines: true },
  { service: "failed-without-rollback", verdict: ended("Stopped where it was"), cause: CRASH, lines: true },
  { service: "nothing-to-roll-back-to", verdict: ended("Failed without an earlier revision to go back to"), cause: CRASH, lines: true },
  {
    service: "killed-after-timeout",
    cause: ["An essential container exited (main with 137, sidecar with 0)", "Essential container in task exited"],
    lines: true,
  },
  { service: "out-of-memory", cause: ["Container main ran out of memory (exit 137)", "OutOfMemoryError"], lines: true },
  { service: "health-check-fails", cause: UNHEALTHY, lines: true },
  { service: "spot-interrupted", cause: ["Spot capacity taken back", "Your Spot Task was interrupted."], lines: true },
];

async function open(page: Page, service: string): Promise<void> {
  await openLive(page, servicePath(service, "", CLUSTER));
}

for (const { service, verdict, cause, lines } of SERVICES) {
  test(`${service}: why, in a sentence, and the failing tasks by cause`, async ({ page, signIn }) => {
    await signIn("Viewer");
    await open(page, service);
    const group = page.locator(".failure");
    await expect(group).toHaveCount(1);
    await expect(group.locator("b")).toHaveText(cause[0]);
    await expect(group).toContainText(cause[1]);
    await expect(group).toContainText(/\d+ times, last .* ago/);
    await expect(page.locator(".verdict")).toHaveText(verdict === undefined ? [] : [verdict]);
    await group.getByRole("button", { name: "Last lines" }).click();
    if (lines) {
      await expect(group.getByRole("list", { name: "Last lines" }).getByRole("listitem").last()).toBeVisible();
    } else {
      await expect(group).toContainText("It wrote no lines.");
    }
  });
}

test.describe("as it happens", () => {
  test.use({ isolated: true });

  test("the circuit breaker trips, ECS goes back by itself, and each moment says so", async ({ page, signIn, simulator }) => {
    const service = "rolled-back-by-breaker";
    await simulator.clock({ paused: true });
    await signIn("Viewer");
    await open(page, service);
    await simulator.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service, taskDefinition: `${service}:2` }));
    const at = { cluster: CLUSTER, service };
    const verdict = page.locator(".verdict");
    const breaker = page.locator(".monitors");
    const lane = (word: string) => page.locator(".lane").filter({ hasText: word });

    await expect(lane("2, new")).toBeVisible();
    await expect(lane("1, current")).toContainText("2 of 2 running");
    await expect(breaker).toContainText("0 of 3 failed tasks; 3 end it and roll back");
    await expect(verdict).toHaveCount(0);

    // Of the first two tasks one fails first, or both at once.
    const first = await stepUntil(simulator, at, ({ deployment }) => (deployment.deploymentCircuitBreaker?.failureCount ?? 0) > 0, 500);
    const failures = first.deployment.deploymentCircuitBreaker?.failureCount;
    const rest = failures === 1 ? "2 more end it and roll back" : "1 more ends it and rolls back";
    await expect(breaker).toContainText(`${failures} of 3 failed tasks; ${rest}`);
    await expect(verdict).toContainText(/^.?Failing, [12] tasks? failed so far: container main exited with 1\./);

    await stepUntil(simulator, at, ({ deployment }) => deployment.status === "ROLLBACK_IN_PROGRESS", 500);
    await expect(verdict).toContainText(/Rolling back to 1 after \d failed tasks, (over )?the circuit breaker's limit: container main exited with 1\./);
    await expect(page.getByRole("heading", { name: "Back to revision 1" })).toBeVisible();

    await stepUntil(simulator, at, ({ deployment }) => deployment.status === "ROLLBACK_SUCCESSFUL");
    await expect(verdict).toContainText(/Rolled back to 1 after \d failed tasks/);
    await expect(breaker).toContainText("it ended the deployment");
    await expect(page.getByRole("main")).toContainText("2 of 2 running");
    await expectAccessible(page);
  });
});
