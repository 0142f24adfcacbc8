import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type Task,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { expect, test } from "@playwright/test";
import { DemoConsole } from "../support/console.ts";
import { servicePath } from "../support/paths.ts";
import type { Simulator } from "../support/simulator.ts";
import { ms, percentile, report } from "./report.ts";

/** How many deployments are watched, and of how many tasks each. */
const DEPLOYMENTS = 4;
const TASKS = 12;
/** The longest interval in which a deployment on screen is looked at. */
const INTERVAL_MS = 1_000;
const GOAL_MS = INTERVAL_MS + 100;
const SERVICE = "todo-app";

/** When a dot was first painted: by "task phase", in milliseconds of the browser's clock. */
type Painted = Record<string, number>;

declare const window: Window & { painted: Painted };

test("a deployment on screen, from the change in AWS to its dot", async ({ browser }) => {
  const demo = await DemoConsole.start({ scenario: "todo", speed: 1, args: ["--limits", "aws", "--latency", "40"] });
  try {
    const page = await browser.newPage({ baseURL: demo.url });
    await page.addInitScript(watchDots);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Viewer", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    await page.goto(servicePath(SERVICE));
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    await deploy(demo.simulator, { desiredCount: TASKS });
    const before = await demo.simulator.requests();
    const begun = Date.now();
    const ended = new Map<string, Task>();
    for (let number = 0; number < DEPLOYMENTS; number += 1) {
      await deploy(demo.simulator, { forceNewDeployment: true });
      for (const task of await tasks(demo.simulator)) ended.set(task.taskArn ?? "", task);
    }
    const minutes = (Date.now() - begun) / 60_000;
    const after = await demo.simulator.requests();
    const painted = await page.evaluate(() => window.painted);
    const { offset } = await clock(demo.simulator);
    const late = delays([...ended.values()], painted, begun + offset, offset);
    report("a deployment on screen, from the change in AWS to the dot that shows it", [
      ...(["starting", "running", "stopping"] as const).map((phase): [string, string, string] => [
        `a task is ${phase} (${late[phase].length} of them): p50, p95, longest`,
        [50, 95, 100].map((percent) => ms(percentile(late[phase], percent))).join(", "),
        `p95 ${GOAL_MS} ms`,
      ]),
      ["changes that no dot has shown", String(late.missed), "0"],
      ...["ListTasks", "DescribeTasks", "DescribeServices"].map((name): [string, string, string] => {
        const count = (requests: typeof before) => requests["ecs"]?.[name] ?? 0;
        return [`${name} a minute`, ((count(after) - count(before)) / minutes).toFixed(0), "600"];
      }),
    ]);
  } finally {
    await demo.stop();
  }
});

/** Notes when each dot of the deployment was painted first. Runs in the page. */
function watchDots(): void {
  const painted: Painted = {};
  Object.assign(window, { painted });
  const look = () => {
    const fresh = [...document.querySelectorAll<HTMLAnchorElement>(".lane a.dot")].flatMap((dot) => {
      const id = dot.getAttribute("href")?.match(/tasks\/([0-9a-f]+)/)?.[1];
      const phase = dot.className.split(" ")[1];
      const key = `${id} ${phase}`;
      return id === undefined || key in painted ? [] : [key];
    });
    if (fresh.length === 0) return;
    for (const key of fresh) painted[key] = Number.POSITIVE_INFINITY;
    requestAnimationFrame(() => {
      // After the frame's own work, as far as a page can tell.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        for (const key of fresh) painted[key] = Math.min(painted[key] ?? Number.POSITIVE_INFINITY, Date.now());
      };
      port2.postMessage(null);
    });
  };
  const watch = () => new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  watch();
}

/** Starts a deployment as somebody else would, and waits for its end. */
async function deploy(simulator: Simulator, change: { desiredCount?: number; forceNewDeployment?: boolean }): Promise<void> {
  const cluster = "todo";
  await simulator.ecs.send(new UpdateServiceCommand({ cluster, service: SERVICE, ...change }));
  await expect
    .poll(
      async () => {
        const { services } = await simulator.ecs.send(new DescribeServicesCommand({ cluster, services: [SERVICE] }));
        const service = services?.[0];
        const wanted = service?.desiredCount === service?.runningCount && service?.pendingCount === 0;
        return wanted && service?.deployments?.length === 1;
      },
      { timeout: 600_000, intervals: [5_000] },
    )
    .toBe(true);
}

/** The service's tasks, those that have stopped as well. */
async function tasks(simulator: Simulator): Promise<Task[]> {
  const cluster = "todo";
  const found: Task[] = [];
  for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
    const { taskArns } = await simulator.ecs.send(new ListTasksCommand({ cluster, serviceName: SERVICE, desiredStatus }));
    if (taskArns === undefined || taskArns.length === 0) continue;
    found.push(...((await simulator.ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? []));
  }
  return found;
}

/** How far the simulator's clock is ahead of this machine's, in milliseconds. */
async function clock(simulator: Simulator): Promise<{ offset: number }> {
  const asked = Date.now();
  const { now_ms } = (await (await fetch(`${simulator.url}/_ecscope/clock`)).json()) as { now_ms: number };
  return { offset: now_ms - (asked + Date.now()) / 2 };
}

/** From each change since a time to its dot, by phase. */
function delays(all: Task[], painted: Painted, since: number, offset: number) {
  const late = { starting: [] as number[], running: [] as number[], stopping: [] as number[], missed: 0 };
  for (const task of all) {
    const id = task.taskArn?.split("/").at(-1);
    const times = { starting: task.createdAt, running: task.startedAt, stopping: task.stoppingAt };
    for (const phase of ["starting", "running", "stopping"] as const) {
      const at = times[phase]?.getTime();
      if (at === undefined || at < since) continue;
      const shown = painted[`${id} ${phase}`];
      if (shown === undefined) late.missed += 1;
      else late[phase].push(shown + offset - at);
    }
  }
  return late;
}
