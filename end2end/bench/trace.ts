/** Reads what Chromium traced: the tasks of the page's main thread and what they did. */
import { writeFileSync } from "node:fs";
import { type Browser, expect, type Page, test } from "@playwright/test";
import type { Speed, Speedometer } from "./speed.ts";

/** A task of the main thread, in milliseconds. */
export interface Task {
  /** By the clock, which goes on while another process has the processor. */
  duration: number;
  /** Of the processor. */
  processor: number;
  /** What the clock would have said with the processor at its full speed all the time. */
  atFull: number;
  /** An estimate of what it had to do, at full speed: one of these counts slow moments, the other waiting. */
  work: number;
  /** By the clock in scripts, without the styles and layouts that they asked for. */
  scripts: number;
  /** What it did longest, and how long each took without what it called. */
  parts: string;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

const CATEGORIES = ["toplevel", "devtools.timeline", "v8", "v8.execute", "v8.wasm", "loading"];

/** What was traced, and how fast the processor was meanwhile. */
export interface Traced<T> {
  /** Of the page's main thread, longest first. */
  tasks: Task[];
  speed: Speed;
  result: T;
}

/** Traces pages of a browser. */
export class Tracer {
  constructor(
    private readonly browser: Browser,
    private readonly speedometer: Speedometer,
  ) {}

  /** Traces the page while `action` goes on. The trace is kept under its name, for Chromium's own tools. */
  async traced<T>(page: Page, name: string, action: () => Promise<T>): Promise<Traced<T>> {
    await this.browser.startTracing(page, { categories: CATEGORIES });
    this.speedometer.begin();
    const result = await action();
    const speed = await this.speedometer.read();
    const trace = await this.browser.stopTracing();
    writeFileSync(test.info().outputPath(`${name.replaceAll(/\W+/g, "-")}.json`), trace);
    const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
    return { tasks: tasksOf(traceEvents, speed), speed, result };
  }
}

/** Tasks of the main thread that ran most, which is the page's. */
function tasksOf(events: TraceEvent[], speed: Speed): Task[] {
  const mains = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const threads = mains.map(({ pid, tid }) => {
    const whole = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X");
    // Who contains comes before who is contained.
    return whole.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  });
  const isTask = ({ name }: TraceEvent) => /RunTask$/.test(name);
  const busy = (thread: TraceEvent[]) => thread.filter(isTask).reduce((sum, { dur }) => sum + (dur ?? 0), 0);
  const thread = threads.sort((a, b) => busy(b) - busy(a))[0] ?? [];
  const tasks: Task[] = [];
  let next = 0;
  for (const [at, event] of thread.entries()) {
    if (!isTask(event) || event.ts < next) continue;
    next = event.ts + (event.dur ?? 0);
    const duration = (event.dur ?? 0) / 1_000;
    const processor = (event.tdur ?? event.dur ?? 0) / 1_000;
    const atFull = speed.atFull(event.ts, event.dur ?? 0) / 1_000;
    tasks.push({
      duration,
      processor,
      atFull,
      work: Math.min(processor, atFull),
      ...within(thread, at, next),
    });
  }
  expect(tasks.length, "tasks in the trace").toBeGreaterThan(0);
  return tasks.sort((a, b) => b.duration - a.duration);
}

/** Events in which scripts run; what they call and is none of them is rendering. */
const SCRIPTS = /^(FunctionCall|EvaluateScript|EventDispatch|FireAnimationFrame|TimerFire|RunMicrotasks|v8\..*|V8\..*)$/;

/** The time in scripts within a task, and the three events that took longest by themselves. */
function within(thread: TraceEvent[], from: number, end: number): Pick<Task, "scripts" | "parts"> {
  const own = new Map<string, number>();
  const open: TraceEvent[] = [];
  for (let at = from; at < thread.length; at += 1) {
    const event = thread[at];
    if (event === undefined || event.ts >= end) break;
    while (open.length > 0) {
      const last = open[open.length - 1];
      if (last === undefined || last.ts + (last.dur ?? 0) > event.ts) break;
      open.pop();
    }
    const parent = open[open.length - 1];
    const add = (name: string, us: number) => own.set(name, (own.get(name) ?? 0) + us / 1_000);
    if (parent !== undefined) add(parent.name, -(event.dur ?? 0));
    add(event.name, event.dur ?? 0);
    open.push(event);
  }
  const longest = [...own].sort(([, a], [, b]) => b - a).slice(0, 3);
  return {
    scripts: [...own].reduce((sum, [name, ms]) => sum + (SCRIPTS.test(name) ? ms : 0), 0),
    parts: longest.map(([name, ms]) => `${name} ${ms.toFixed(0)}`).join(", "),
  };
}
