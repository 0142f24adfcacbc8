import { type CDPSession, expect, type Page, test } from "@playwright/test";
import { DemoConsole } from "../support/console.ts";
import { clusterPath } from "../support/paths.ts";
import { type Bench, harness } from "./harness.ts";

const MINUTES = Number(process.env["BENCH_MINUTES"] ?? 10);
const CHANGES_PER_SECOND = 50;
const TRACE_MS = 10_000;
/** When memory is read first: by then, all that is made once is made. */
const WARM_MINUTES = Math.min(2, MINUTES / 5);
const MIB = 1024 * 1024;

declare const window: Window & { bench: Bench };

test("a large cluster with 50 changes a second", async ({ browser }) => {
  const demo = await DemoConsole.start({ scenario: "large", speed: 1 });
  try {
    const page = await browser.newPage({ baseURL: demo.url });
    await harness(page, "large");
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Viewer", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    await page.goto(clusterPath("large"));
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    await expect(page.locator(".banner progress")).toHaveCount(0, { timeout: 240_000 });
    await page.evaluate((rate) => window.bench.change(rate), CHANGES_PER_SECOND);
    const begun = Date.now();

    await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "blink.user_timing"] });
    const frames = await page.evaluate((ms) => {
      window.bench.pixels = [];
      return window.bench.scroll(ms);
    }, TRACE_MS);
    const trace = JSON.parse((await browser.stopTracing()).toString()) as Trace;
    const pixels = await page.evaluate(() => window.bench.pixels);

    const session = await page.context().newCDPSession(page);
    await until(begun + WARM_MINUTES * 60_000);
    const before = await memory(page, session);
    await until(begun + MINUTES * 60_000);
    const after = await memory(page, session);
    const received = await page.evaluate(() => window.bench.received);

    const growth = (key: "heap" | "wasm") => `${((after[key] - before[key]) / MIB).toFixed(1)} MiB`;
    const ms = (value: number) => `${value.toFixed(1)} ms`;
    const rows = [
      ["longest task on the main thread", ms(longestTask(trace)), "50 ms"],
      ["p95 frame while scrolling", ms(percentile(frames, 95)), "33 ms"],
      ["longest frame while scrolling", ms(Math.max(...frames)), ""],
      ["message to pixel, p95", ms(percentile(pixels, 95)), "150 ms"],
      [`JS heap, growth from minute ${WARM_MINUTES} to ${MINUTES}`, growth("heap"), "5 MiB"],
      [`WebAssembly memory, growth from minute ${WARM_MINUTES} to ${MINUTES}`, growth("wasm"), "5 MiB"],
      ["JS heap and WebAssembly memory at the end", `${((after.heap + after.wasm) / MIB).toFixed(1)} MiB`, ""],
      ["frames, messages measured", `${frames.length}, ${pixels.length}`, ""],
      ["changes that came from the server besides", String(received), ""],
    ];
    console.log(["", "| what | measured | goal |", "|---|---|---|"].join("\n"));
    for (const row of rows) console.log(`| ${row.join(" | ")} |`);
  } finally {
    await demo.stop();
  }
});

interface Trace {
  traceEvents: { name: string; ph: string; pid: number; tid: number; dur?: number; args?: { name?: string } }[];
}

/** The longest task of the main thread that ran most, which is the page's, in milliseconds. */
function longestTask({ traceEvents }: Trace): number {
  const mains = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain",
  );
  const tasks = mains.map(({ pid, tid }) =>
    traceEvents
      .filter((event) => event.pid === pid && event.tid === tid && event.ph === "X")
      .filter(({ name }) => /RunTask$/.test(name))
      .map(({ dur }) => (dur ?? 0) / 1_000),
  );
  const sum = (list: number[]) => list.reduce((all, one) => all + one, 0);
  const busiest = tasks.sort((a, b) => sum(b) - sum(a))[0] ?? [];
  expect(busiest.length, "tasks in the trace").toBeGreaterThan(0);
  return Math.max(...busiest);
}

async function memory(page: Page, session: CDPSession): Promise<{ heap: number; wasm: number }> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => window.bench.wasm());
  return { heap: usedSize, wasm };
}

async function until(time: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, time - Date.now())));
}

function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}
