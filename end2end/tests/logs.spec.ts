import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { LiveSocket } from "../support/live.ts";
import { servicePath } from "../support/paths.ts";

test.use({ isolated: true });

test.describe("log tail", () => {
  test("lines arrive; scrolling up pauses and counts, a key resumes", async ({ page, signIn }) => {
    await signIn("Viewer");
    await page.goto(servicePath("todo-app", "logs"));
    const lines = page.getByRole("log", { name: "Lines" });
    const tail = page.getByRole("region", { name: "Logs" });
    await expect(tail).toContainText("Following");
    await somethingNew(page);

    await lines.hover();
    await page.mouse.wheel(0, -600);
    await expect(tail).toContainText("Paused");
    await expect(page.getByRole("button", { name: /new lines?, resume/ })).toBeVisible();
    const paused = await shown(page);
    await expect(page.getByRole("button", { name: /[2-9]\d* new lines, resume|1\d+ new lines, resume/ })).toBeVisible();
    expect(await shown(page)).toEqual(paused);

    await lines.press("End");
    await expect(tail).toContainText("Following");
    await somethingNew(page);
    await expect
      .poll(() => lines.evaluate((node) => node.scrollHeight - node.clientHeight - node.scrollTop))
      .toBeLessThan(60);
  });

  test("no line is lost or repeated over a lost connection", async ({ page, signIn, simulator }) => {
    const socket = await LiveSocket.of(page);
    await signIn("Viewer");
    await page.goto(servicePath("todo-app", "logs"));
    const before = await somethingNew(page);

    await socket.block();
    const missed = await newest(page);
    await expect.poll(() => newest(page), { timeout: 20_000 }).toBeGreaterThan(missed + 5);
    socket.mend();
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live", { timeout: 40_000 });

    // Once the clock stands still and the last late lines are in, both must have the same.
    await simulator.clock({ paused: true });
    await expect(async () => {
      const known = (await held(page)).map(({ at, message }) => ({ at, message }));
      const seen = await shown(page);
      expect(seen.at(-1)).not.toEqual(before.at(-1));
      // Either may hold more of the past than the other.
      const common = Math.min(seen.length, known.length);
      expect(common).toBeGreaterThan(100);
      expect(seen.slice(-common)).toEqual(known.slice(-common));
    }).toPass({ timeout: 20_000 });
  });

  test("the filter is in the address and shows what matches", async ({ page, signIn }) => {
    await signIn("Viewer");
    await page.goto(`${servicePath("todo-app", "logs")}?filter=GET`);
    await expect(page.getByRole("searchbox", { name: "Filter lines" })).toHaveValue("GET");
    await expect(page.locator(".line mark").first()).toHaveText(/get/i);
    for (const { message } of await shown(page)) expect(message.toLowerCase()).toContain("get");
    await page.getByRole("searchbox", { name: "Filter lines" }).fill("no such text in any line");
    await expect(page).toHaveURL(/filter=no/);
    await expect(page.getByRole("log", { name: "Lines" })).toContainText("No line matches");
  });
});

/** A line, on the page and as `/api/logs` gives it. */
interface Line {
  /** When it was written, in milliseconds since 1970. */
  at: number;
  message: string;
}

/** The lines that the server holds for the service. */
async function held(page: Page): Promise<(Line & { number: number })[]> {
  const query = new URLSearchParams({
    target: "demo",
    region: "us-east-1",
    cluster: "todo",
    service: "todo-app",
  });
  const answer = await page.request.get(`/api/logs?${query.toString()}`);
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as {
    view: { lines: (Line & { number: number })[] };
  }).view.lines;
}

/** The number of the newest line that the server holds. */
async function newest(page: Page): Promise<number> {
  return (await held(page)).at(-1)?.number ?? 0;
}

/** The lines on the page, in their order. */
async function shown(page: Page): Promise<Line[]> {
  return page.locator(".line").evaluateAll((lines) =>
    lines.map((line) => {
      const message = line.querySelector(".message")?.cloneNode(true) as Element;
      message.querySelector(".late")?.remove();
      const at = Date.parse(line.querySelector("time")?.dateTime ?? "");
      return { at, message: message.textContent ?? "" };
    }),
  );
}

/** Waits until the newest line is another; gives the lines as they were then. */
async function somethingNew(page: Page): Promise<Line[]> {
  const before = (await shown(page)).at(-1);
  let now: Line[] = [];
  await expect
    .poll(async () => {
      now = await shown(page);
      return now.at(-1);
    })
    .not.toEqual(before);
  return now;
}
