import { expect, test } from "../fixtures.ts";
import { clusterPath, servicePath } from "../support/paths.ts";

test.use({ speed: 60, isolated: true });

/** The clock of the simulator, in milliseconds since the epoch. */
async function targetTime(url: string): Promise<number> {
  const answer = (await (await fetch(`${url}/_ecscope/clock`)).json()) as { now_ms: number };
  return answer.now_ms;
}

test("sixty times faster, nothing lies in the future and the tail follows", async ({ page, signIn, simulator }) => {
  test.setTimeout(200_000);
  await signIn("Viewer");
  const end = Date.now() + 115_000;
  const newest = async () =>
    Date.parse((await page.locator(".line time").last().getAttribute("datetime")) ?? "");
  while (Date.now() < end) {
    for (const path of [clusterPath(), servicePath("db-proxy", "tasks"), servicePath("admin", "events")]) {
      await page.goto(path);
      await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
      const times = await page.locator("time[datetime]").evaluateAll((elements) =>
        elements.map((element) => ({ at: Date.parse(element.getAttribute("datetime") ?? ""), text: element.textContent ?? "" })),
      );
      const now = await targetTime(simulator.url);
      expect(times.filter(({ at }) => !(at <= now))).toEqual([]);
      expect(times.filter(({ text }) => /-\d|in \d|NaN/.test(text))).toEqual([]);
    }
    await page.goto(servicePath("todo-app", "logs"));
    await expect(page.locator(".line").first()).toBeVisible();
    const before = await newest();
    await expect.poll(newest, { timeout: 20_000 }).toBeGreaterThan(before);
  }
});
