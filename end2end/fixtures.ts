/**
 * What the browser tests share: `import { expect, test } from "../fixtures.ts"`.
 *
 * Each worker has a console of its own on a simulator of its own, both on free ports. A test that
 * changes something asks for one that nobody else uses: `test.use({ isolated: true })`.
 */
import { test as base, type Page } from "@playwright/test";
import { DemoConsole } from "./support/console.ts";
import type { Simulator } from "./support/simulator.ts";
import { Watch } from "./support/watch.ts";

export { expect } from "@playwright/test";

/** The demo's users, and the names of their buttons. */
export type Role = "Viewer" | "Operator" | "Admin";

/** How the console is started: `test.use({ speed: 60 })` for a file or a group. */
export interface ConsoleOptions {
  /** Name of the simulator's scenario. */
  scenario: string;
  /** How fast the simulator's clock runs. */
  speed: number;
  /** Further arguments of `ecscope demo`. */
  demoArgs: string[];
}

interface WorkerFixtures extends ConsoleOptions {
  /** Gives the worker's own console, started by the first test that wants it. */
  shared: () => Promise<DemoConsole>;
}

interface TestFixtures {
  /** Whether the test gets a console that no other test uses. */
  isolated: boolean;
  /** The console under test; `page.goto("/…")` goes there. */
  console: DemoConsole;
  /** The simulator behind the console. */
  simulator: Simulator;
  /** Signs in with one click, and waits for the page that follows. */
  signIn: (role: Role, page?: Page) => Promise<void>;
  /** Policy violations, dialogs, uncaught errors; checked after every test. */
  watch: Watch;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  scenario: ["todo", { option: true, scope: "worker" }],
  speed: [1, { option: true, scope: "worker" }],
  demoArgs: [[], { option: true, scope: "worker" }],
  isolated: [false, { option: true }],

  shared: [
    async ({ scenario, speed, demoArgs }, use) => {
      let started: Promise<DemoConsole> | undefined;
      await use(() => (started ??= DemoConsole.start({ scenario, speed, args: demoArgs })));
      await (await started)?.stop();
    },
    { scope: "worker" },
  ],

  console: [
    async ({ isolated, shared, scenario, speed, demoArgs }, use, info) => {
      const own = isolated ? await DemoConsole.start({ scenario, speed, args: demoArgs }) : undefined;
      const used = own ?? (await shared());
      await use(used);
      if (info.status !== info.expectedStatus) {
        await info.attach("ecscope.log", { body: used.logged, contentType: "text/plain" });
      }
      await own?.stop();
    },
    { timeout: 90_000 },
  ],

  simulator: async ({ console }, use) => use(console.simulator),

  baseURL: async ({ console }, use) => use(console.url),

  watch: [
    async ({ context }, use) => {
      const watch = await Watch.over(context);
      await use(watch);
      watch.check();
    },
    { auto: true },
  ],

  signIn: async ({ page }, use) => {
    await use(async (role, other) => {
      const where = other ?? page;
      await where.goto("/sign-in");
      await where.getByRole("button", { name: role, exact: true }).click();
      await where.waitForURL((url) => url.pathname !== "/sign-in");
    });
  },
});
