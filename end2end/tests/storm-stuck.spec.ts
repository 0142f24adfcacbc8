import { expect, test } from "../fixtures.ts";
import { servicePath } from "../support/paths.ts";

test.use({ scenario: "storm" });

/** Deployments that never end although no task fails, and what ECS says of it in its events. */
const STUCK: [string, RegExp][] = [
  ["memory-missing", /insufficient memory/],
  ["cpu-missing", /insufficient CPU/],
  ["port-taken", /already using a port/],
  ["constraint-unmet", /placement constraint/i],
  ["instances-used-up", /placement constraint/i],
  ["percentages-leave-no-way", /percent/i],
  ["protected-tasks", /percent|protect/i],
];

for (const [service, why] of STUCK) {
  test(`${service}: why it does not go on, in a sentence at the top`, async ({ page, signIn }) => {
    await signIn("Viewer");
    await page.goto(servicePath(service, "", "storm"));
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    await expect(page.locator(".verdict")).toContainText(why);
  });
}
