import { type CDPSession, expect, type Page, test } from "@playwright/test";
import { DemoConsole } from "../support/console.ts";
import { clusterPath } from "../support/paths.ts";
import { bare } from "./bare.ts";
import { control } from "./control.ts";
import { type Bench, harness } from "./harness.ts";
import { type Line, ms, percentile, report } from "./report.ts";
import { Speedometer } from "./speed.ts";
import { type Task, type Traced, Tracer } from "./trace.ts";

const MINUTES = Number(process.env["BENCH_MINUTES"] ?? 10);
const CHANGES_PER_SECOND = 50;
const TRACE_MS = 10_000;
/** What is scrolled in a frame. */
const PIXELS = 40;
const WHEEL = process.env["BENCH_WHEEL"] === "1";
/** When memory is read first: by then, all that is made once is made. */
const WARM_MINUTES = Math.min(2, MINUTES / 5);
const MIB = 1024 * 1024;

declare const window: Window & { bench: Bench };

test("a large cluster with 50 changes a second", async ({ browser }) => {
  // The browser is what is measured, and has a machine of its own elsewhere.
  const demo = await DemoConsole.start({ scenario: "large", speed: 1, niceness: 19 });
  const speedometer = await Speedometer.start();
  try {
    const tracer = new Tracer(browser, speedometer);
    // The tests ask for no motion; most readers don't.
    const page = await browser.newPage({ baseURL: demo.url, reducedMotion: "no-preference" });
    await harness(page, "large");
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Viewer", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    report("loading", [
      ...(await loading(tracer, page, "while the console itself loads it", clusterPath("large"))),
      ...(await loading(tracer, page, "while the console knows it", clusterPath("large"))),
      ...(await loading(tracer, page, "its tasks, while the console knows it", `${clusterPath("large")}/tasks`)),
    ]);
    const services = clusterPath("large");
    await scrolling(tracer, page, "the tasks, the last changed first", `${services}/tasks`);
    await scrolling(tracer, page, "the services, by name", `${services}?sort=name`);
    await scrolling(tracer, page, "the services, those in need first", services);
    await open(page, services);
    report("memory", await growth(page));
  } finally {
    speedometer.stop();
    await demo.stop();
  }
});

/** Scrolls as a mouse's wheel does: on the browser's own thread, whether the page keeps up or not. */
async function turnWheel(session: CDPSession): Promise<void> {
  const speed = PIXELS * 60;
  const yDistance = (-speed * TRACE_MS) / 1_000;
  await session.send("Input.synthesizeScrollGesture", { x: 640, y: 400, yDistance, speed, gestureSourceType: "mouse" });
}

/** Opens a page and waits until it has everything. */
async function loading(tracer: Tracer, page: Page, when: string, path: string): Promise<Line[]> {
  await page.goto("about:blank");
  const loaded = await tracer.traced(page, when, async () => {
    await page.goto(path);
    await complete(page);
  });
  return longTasks(loaded, when);
}

async function complete(page: Page): Promise<void> {
  await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
  await expect(page.locator(".banner progress")).toHaveCount(0, { timeout: 240_000 });
}

/** Opens a page and waits until changes can be put in. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await complete(page);
  await page.waitForFunction(() => window.bench.isKnown());
}

/**
 * Scrolls the page while things change, and in the same run the same rows without the console's program,
 * and as much arithmetic as the page had to do.
 */
async function scrolling(tracer: Tracer, page: Page, table: string, path: string): Promise<void> {
  await open(page, path);
  await page.evaluate((rate) => window.bench.change(rate), CHANGES_PER_SECOND);
  const { lines, seconds, busyMs, frames } = await scrolled(tracer, page, table);
  const bench = await page.evaluate(() => {
    const { pixels, gone, received, added } = window.bench;
    return { pixels, gone, received, added };
  });
  const rows = Number(await page.locator("table[aria-rowcount]").getAttribute("aria-rowcount")) - 1;
  await bare(page, rows, CHANGES_PER_SECOND);
  const floor = await scrolled(tracer, page, `${table}, bare`);
  await control(page, busyMs / frames);
  const machine = await scrolled(tracer, page, `${table}, arithmetic`);
  report(`scrolling ${table}`, [
    ...lines,
    ["change to pixel, p95", ms(percentile(bench.pixels, 95)), "150 ms"],
    ["changes of rows on screen, measured and gone", `${bench.pixels.length}, ${bench.gone}`, ""],
    ["changes a second, put in and from the server", [bench.added, bench.received].map((n) => (n / seconds).toFixed(0)).join(", "), ""],
    ...floor.lines.map(([what, measured]): Line => [`without the program: ${what}`, measured, ""]),
    ...machine.lines.map(([what, measured]): Line => [`arithmetic alone: ${what}`, measured, ""]),
  ]);
}

interface Scrolled {
  lines: Line[];
  seconds: number;
  frames: number;
  /** What the main thread had to do, at full speed. */
  busyMs: number;
}

/** Scrolls the page for a time. */
async function scrolled(tracer: Tracer, page: Page, what: string): Promise<Scrolled> {
  const session = await page.context().newCDPSession(page);
  const traced = await tracer.traced(page, what, async () => {
    const frames = page.evaluate(
      async ([ms, pixels]) => {
        Object.assign(window.bench, { pixels: [], gone: 0, received: 0, added: 0 });
        const frames = await window.bench.frames(ms, pixels);
        window.bench.rest();
        return frames;
      },
      [TRACE_MS, WHEEL ? 0 : PIXELS] as const,
    );
    if (WHEEL) await turnWheel(session);
    return frames;
  });
  const frames = traced.result;
  const seconds = frames.reduce((sum, frame) => sum + frame, 0) / 1_000;
  const lines: Line[] = [
    ...longTasks(traced, "while scrolling"),
    ["p95 frame", ms(percentile(frames, 95)), "33 ms"],
    ["longest frame", ms(Math.max(...frames)), ""],
    ["frames a second", (frames.length / seconds).toFixed(0), ""],
  ];
  return { lines, seconds, frames: frames.length, busyMs: busy(traced.tasks) };
}

/** How memory grows while things change. */
async function growth(page: Page): Promise<Line[]> {
  const begun = Date.now();
  await page.evaluate((rate) => window.bench.change(rate), CHANGES_PER_SECOND);
  const session = await page.context().newCDPSession(page);
  await until(begun + WARM_MINUTES * 60_000);
  const before = await memory(page, session);
  await until(begun + MINUTES * 60_000);
  const after = await memory(page, session);
  const grown = (key: "heap" | "wasm") => `${((after[key] - before[key]) / MIB).toFixed(1)} MiB`;
  return [
    [`JS heap, growth from minute ${WARM_MINUTES} to ${MINUTES}`, grown("heap"), "5 MiB"],
    [`WebAssembly memory, growth from minute ${WARM_MINUTES} to ${MINUTES}`, grown("wasm"), "5 MiB"],
    ["JS heap and WebAssembly memory at the end", `${((after.heap + after.wasm) / MIB).toFixed(1)} MiB`, ""],
  ];
}

function busy(tasks: Task[]): number {
  return tasks.reduce((sum, { work }) => sum + work, 0);
}

/** The longest task, how many were too long, which had most to do, and how fast the processor was. */
function longTasks({ tasks, speed }: Traced<unknown>, when: string): Line[] {
  const describe = (task: Task) => {
    const times = [ms(task.duration), `${ms(task.processor)} of processor`, `${ms(task.atFull)} at full speed`];
    return `${times.join(", ")} (${task.parts})`;
  };
  const long = tasks.filter(({ duration }) => duration > 50);
  const most = [...tasks].sort((a, b) => b.work - a.work);
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  return [
    [`longest task, ${when}`, tasks.slice(0, 1).map(describe).join(""), "50 ms"],
    [`tasks over 50 ms, ${when}`, [String(long.length), ...long.slice(1, 4).map(describe)].join("; "), "0"],
    [`most work of a task, ${when}`, most.slice(0, 3).map((task) => `${ms(task.work)}: ${describe(task)}`).join("; "), "50 ms"],
    [`longest scripts of a task, ${when}`, ms(Math.max(...tasks.map(({ scripts }) => scripts))), ""],
    [`work of the main thread, ${when}`, ms(busy(tasks)), ""],
    [`processor under half its speed, ${when}`, `${percent(speed.slow())} of the time, least ${percent(speed.least())}`, ""],
  ];
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
