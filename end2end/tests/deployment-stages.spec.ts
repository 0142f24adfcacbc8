import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { type Moment, moment, stepUntil } from "../support/deployments.ts";
import { servicePath } from "../support/paths.ts";

test.use({ isolated: true, scenario: "releases" });

const CLUSTER = "releases";

/** What the view of a deployment shows at a stage; `TIME` stands for any length of time, `CLOCK` for any time of day. */
interface View {
  heading: string;
  /** All steps, in order. */
  steps: string[];
  /** The new revision's shares of traffic, such as `Production 10`. */
  shares?: string[];
  hook?: string;
  /** The lanes: revision, then number and phase of its tasks, such as `2, new: 4 starting`. */
  lanes: string[];
  breaker?: string;
}

interface Stage extends View {
  name: string;
  reached: (now: Moment) => boolean;
}

interface Strategy {
  service: string;
  /** Short enough that no stage is passed over. */
  step_ms: number;
  stages: Stage[];
  end: View;
}

function escaped(text: string): string {
  const plain = text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  return plain.replace(" TIME", "( \\d+ (s|min|h))+").replace("CLOCK", "\\d\\d:\\d\\d:\\d\\d");
}

/** The snapshot of the card with a deployment. */
function snapshot({ heading, steps, shares = [], hook, lanes, breaker }: View): string {
  const lines = [`- heading "${heading}" [level=2]`, "- list:", "  - /children: equal"];
  lines.push(...steps.map((step) => `  - listitem: /^${escaped(step)}$/`));
  if (shares.length > 0) {
    const words = shares.map((share) => {
      const [kind = "", percent = ""] = share.split(" ");
      return escaped(`${kind} traffic 2 (new) has ${percent} %, 1 (old) has ${100 - Number(percent)} %`);
    });
    lines.push(`- text: /${words.join(" ")}/`);
  }
  if (hook !== undefined) {
    lines.push('- list "Lifecycle hooks":', "  - /children: equal", `  - listitem: /^${escaped(hook)}/`);
  }
  for (const lane of lanes) {
    const [name = "", tasks = ""] = lane.split(": ");
    const [count = "0", phase = ""] = tasks.split(" ");
    const side = name.endsWith("new") ? ", new revision" : "";
    lines.push(...Array<string>(Number(count)).fill(`- link /^Task [0-9a-f]{8}, ${phase}${side}$/`));
  }
  if (breaker !== undefined) lines.push("- term: Circuit breaker", `- definition: "${breaker}"`);
  return lines.join("\n");
}

async function expectView(page: Page, view: View): Promise<void> {
  const card = page.getByRole("main").locator("section.card").first();
  await expect(card).toMatchAriaSnapshot(snapshot(view));
  // Text beside links runs together in a snapshot, so that the lanes' names are looked at by themselves.
  const names = view.lanes.map((lane) => lane.split(": ")[0] ?? "");
  await expect(card.locator(".lane b")).toHaveText(names);
}

const lifecycle = (stage: string, production?: number) => {
  return ({ deployment }: Moment) => {
    const share = deployment.targetServiceRevision?.requestedProductionTrafficWeight;
    return deployment.status === "IN_PROGRESS" && deployment.lifecycleStage === stage && (production === undefined || share === production);
  };
};

/** The tasks of the new revision are on their way. */
const scalingUp = ({ service, deployment }: Moment) => {
  const primary = service.deployments?.[0];
  return deployment.lifecycleStage === "SCALE_UP" && (primary?.pendingCount ?? 0) === service.desiredCount;
};

/** The tasks of the old revision have begun to stop. */
const cleaningUp = ({ service, deployment }: Moment) => {
  const others = service.deployments?.slice(1) ?? [];
  return deployment.lifecycleStage === "CLEAN_UP" && others.length > 0 && others.every((other) => other.runningCount === 0);
};

/** A rolling deployment with so many running tasks of the new revision, and of the old one. */
const running = (fresh: number, old: (count: number) => boolean) => {
  return ({ service }: Moment) => {
    const [first, ...others] = service.deployments ?? [];
    const left = others.reduce((sum, other) => sum + (other.runningCount ?? 0), 0);
    return others.length > 0 && first?.runningCount === fresh && (fresh > 0 || (first.pendingCount ?? 0) > 0) && old(left);
  };
};

const WATCHING = "0 of 3 failed tasks; 3 end it and roll back";
const DID_NOTHING = "0 of 3 failed tasks, so it did nothing";
const UNDER_WAY = "Revision 1 → 2";

const ROLLING: Strategy = {
  service: "rolling",
  step_ms: 1_000,
  stages: [
    {
      name: "images are pulled",
      reached: running(0, () => true),
      heading: UNDER_WAY,
      steps: ["Requested (done) CLOCK", "Image pulled (happening)", "Starting tasks (ahead) 0 of 6 running", "Draining old (ahead) 6 left", "Steady (ahead)"],
      lanes: ["2, new: 2 starting", "1, current: 6 running"],
      breaker: WATCHING,
    },
    {
      name: "tasks start",
      reached: running(4, (left) => left === 2),
      heading: UNDER_WAY,
      steps: ["Requested (done) CLOCK", "Image pulled (done) TIME", "Starting tasks (happening) 4 of 6 running", "Draining old (ahead) 2 left", "Steady (ahead)"],
      lanes: ["2, new: 4 running", "1, current: 2 running"],
      breaker: WATCHING,
    },
    {
      name: "old tasks drain",
      reached: running(6, (left) => left === 2),
      heading: UNDER_WAY,
      steps: ["Requested (done) CLOCK", "Image pulled (done) TIME", "Starting tasks (done) 6 of 6 running", "Draining old (happening) 2 left", "Steady (ahead)"],
      lanes: ["2, new: 6 running", "1, current: 2 running"],
      breaker: WATCHING,
    },
    {
      name: "the last old tasks stop",
      reached: running(6, (left) => left === 0),
      heading: UNDER_WAY,
      steps: ["Requested (done) CLOCK", "Image pulled (done) TIME", "Starting tasks (done) 6 of 6 running", "Draining old (done)", "Steady (happening)"],
      lanes: ["2, new: 6 running", "1, current: 1 stopping"],
      breaker: WATCHING,
    },
  ],
  end: {
    heading: "Revision 2",
    steps: ["Requested (done) CLOCK", "Image pulled (done) TIME", "Starting tasks (done) 6 of 6 running", "Draining old (done)", "Steady (done)"],
    lanes: ["2, current: 6 running"],
    breaker: DID_NOTHING,
  },
};

const BLUE_GREEN: Strategy = {
  service: "blue-green",
  step_ms: 2_000,
  stages: [
    {
      name: "scale up",
      reached: scalingUp,
      heading: UNDER_WAY,
      steps: ["Scale up (happening) TIME", "Production traffic (ahead)", "After production traffic (ahead)", "Bake time (ahead) 5 min", "Clean up (ahead)"],
      shares: ["Production 0"],
      hook: "releases-warm-up after production traffic ahead",
      lanes: ["2, new: 3 starting", "1, current: 3 running"],
      breaker: WATCHING,
    },
    {
      name: "test traffic",
      reached: lifecycle("TEST_TRAFFIC_SHIFT"),
      heading: UNDER_WAY,
      steps: [
        ...["Scale up (done) TIME", "Test traffic (happening) TIME", "Production traffic (ahead)"],
        ...["After production traffic (ahead)", "Bake time (ahead) 5 min", "Clean up (ahead)"],
      ],
      shares: ["Production 0", "Test 100"],
      hook: "releases-warm-up after production traffic ahead",
      lanes: ["2, new: 3 running", "1, current: 3 running"],
      breaker: WATCHING,
    },
    {
      name: "production traffic",
      reached: lifecycle("PRODUCTION_TRAFFIC_SHIFT", 100),
      heading: UNDER_WAY,
      steps: [
        ...["Scale up (done) TIME", "Test traffic (done) TIME", "Production traffic (happening) TIME"],
        ...["After production traffic (ahead)", "Bake time (ahead) 5 min", "Clean up (ahead)"],
      ],
      shares: ["Production 100", "Test 100"],
      hook: "releases-warm-up after production traffic ahead",
      lanes: ["2, new: 3 running", "1, current: 3 running"],
      breaker: WATCHING,
    },
    {
      name: "the hook after production traffic",
      reached: lifecycle("POST_PRODUCTION_TRAFFIC_SHIFT"),
      heading: UNDER_WAY,
      steps: [
        ...["Scale up (done) TIME", "Test traffic (done) TIME", "Production traffic (done) TIME"],
        ...["After production traffic (happening) TIME", "Bake time (ahead) 5 min", "Clean up (ahead)"],
      ],
      shares: ["Production 100", "Test 100"],
      hook: "releases-warm-up after production traffic being asked, rolls back by itself in TIME",
      lanes: ["2, new: 3 running", "1, current: 3 running"],
      breaker: WATCHING,
    },
    {
      name: "bake time",
      reached: lifecycle("BAKE_TIME"),
      heading: UNDER_WAY,
      steps: [
        ...["Scale up (done) TIME", "Test traffic (done) TIME", "Production traffic (done) TIME"],
        ...["After production traffic (done) TIME", "Bake time (happening) TIME left", "Clean up (ahead)"],
      ],
      shares: ["Production 100", "Test 100"],
      hook: "releases-warm-up after production traffic passed",
      lanes: ["2, new: 3 running", "1, current: 3 running"],
      breaker: WATCHING,
    },
    {
      name: "clean up",
      reached: cleaningUp,
      heading: UNDER_WAY,
      steps: [
        ...["Scale up (done) TIME", "Test traffic (done) TIME", "Production traffic (done) TIME"],
        ...["After production traffic (done) TIME", "Bake time (done) TIME", "Clean up (happening) TIME"],
      ],
      shares: ["Production 100", "Test 100"],
      hook: "releases-warm-up after production traffic passed",
      lanes: ["2, new: 3 running", "1, current: 3 stopping"],
      breaker: WATCHING,
    },
  ],
  end: {
    heading: "Revision 2",
    steps: [
      ...["Scale up (done) TIME", "Test traffic (done) TIME", "Production traffic (done) TIME"],
      ...["After production traffic (done) TIME", "Bake time (done) TIME", "Clean up (done) TIME"],
    ],
    hook: "releases-warm-up after production traffic passed",
    lanes: ["2, current: 3 running"],
    breaker: DID_NOTHING,
  },
};

/** Linear and canary go alike, in steps of their own. */
function inSteps(service: string, tasks: number, bake: string, shares: number[], breaker: boolean): Strategy {
  const watching = breaker ? WATCHING : "off: failing tasks do not end the deployment";
  const both = [`2, new: ${tasks} running`, `1, current: ${tasks} running`];
  const shifting = (share: number): Stage => ({
    name: `${share} percent of production traffic`,
    reached: lifecycle("PRODUCTION_TRAFFIC_SHIFT", share),
    heading: UNDER_WAY,
    steps: [
      ...["Scale up (done) TIME", "Test traffic (done) TIME"],
      `Production traffic (happening) ${share === 100 ? "TIME" : "at most TIME to the next step"}`,
      ...[`Bake time (ahead) ${bake}`, "Clean up (ahead)"],
    ],
    shares: [`Production ${share}`, "Test 100"],
    lanes: both,
    breaker: watching,
  });
  const through = ["Scale up (done) TIME", "Test traffic (done) TIME", "Production traffic (done) TIME"];
  return {
    service,
    step_ms: 2_000,
    stages: [
      {
        name: "scale up",
        reached: scalingUp,
        heading: UNDER_WAY,
        steps: ["Scale up (happening) TIME", "Production traffic (ahead)", `Bake time (ahead) ${bake}`, "Clean up (ahead)"],
        shares: ["Production 0"],
        lanes: [`2, new: ${tasks} starting`, `1, current: ${tasks} running`],
        breaker: watching,
      },
      {
        name: "test traffic",
        reached: lifecycle("TEST_TRAFFIC_SHIFT"),
        heading: UNDER_WAY,
        steps: ["Scale up (done) TIME", "Test traffic (happening) TIME", "Production traffic (ahead)", `Bake time (ahead) ${bake}`, "Clean up (ahead)"],
        shares: ["Production 0", "Test 100"],
        lanes: both,
        breaker: watching,
      },
      ...shares.map(shifting),
      {
        name: "bake time",
        reached: lifecycle("BAKE_TIME"),
        heading: UNDER_WAY,
        steps: [...through, "Bake time (happening) TIME left", "Clean up (ahead)"],
        shares: ["Production 100", "Test 100"],
        lanes: both,
        breaker: watching,
      },
      {
        name: "clean up",
        reached: cleaningUp,
        heading: UNDER_WAY,
        steps: [...through, "Bake time (done) TIME", "Clean up (happening) TIME"],
        shares: ["Production 100", "Test 100"],
        lanes: [`2, new: ${tasks} running`, "1, current: 1 stopping"],
        breaker: watching,
      },
    ],
    end: {
      heading: "Revision 2",
      steps: [...through, "Bake time (done) TIME", "Clean up (done) TIME"],
      lanes: [`2, current: ${tasks} running`],
      ...(breaker ? { breaker: DID_NOTHING } : {}),
    },
  };
}

const STRATEGIES = [
  ROLLING,
  BLUE_GREEN,
  inSteps("linear", 3, "1 min", [20, 40, 60, 80, 100], false),
  inSteps("canary", 4, "2 min", [10, 100], true),
];

for (const { service, step_ms, stages, end } of STRATEGIES) {
  test(`${service}: each stage, watched from the start and opened in the middle, and the end`, async ({ page, context, signIn, simulator }) => {
    test.slow();
    const watched = { cluster: CLUSTER, service };
    const path = servicePath(service, "", CLUSTER);
    await simulator.clock({ paused: true });
    const { deployment: before } = await moment(simulator, watched);
    await signIn("Viewer");
    await page.goto(path);
    await stepUntil(simulator, watched, ({ deployment }) => deployment.serviceDeploymentArn !== before.serviceDeploymentArn, step_ms);
    const fresh = await context.newPage();
    for (const stage of stages) {
      await test.step(stage.name, async () => {
        await stepUntil(simulator, watched, stage.reached, step_ms);
        await expectView(page, stage);
        await fresh.goto(path);
        await expectView(fresh, stage);
      });
    }
    await stepUntil(simulator, watched, ({ deployment }) => deployment.status === "SUCCESSFUL", step_ms);
    for (const one of [page, fresh]) await expectView(one, end);
    await fresh.reload();
    await expectView(fresh, end);
    await expect(page.locator(".verdict")).toHaveCount(0);
  });
}

test("a deployment that another takes the place of leaves its lane until its tasks are gone", async ({ page, signIn, simulator }) => {
  const watched = { cluster: CLUSTER, service: "rolling" };
  await simulator.clock({ paused: true });
  const { deployment: before } = await moment(simulator, watched);
  await signIn("Viewer");
  await page.goto(servicePath("rolling", "", CLUSTER));
  await stepUntil(simulator, watched, ({ deployment }) => deployment.serviceDeploymentArn !== before.serviceDeploymentArn, 1_000);
  await stepUntil(simulator, watched, running(2, () => true), 1_000);
  await simulator.ecs.send(new UpdateServiceCommand({ ...watched, taskDefinition: "rolling:1" }));
  await stepUntil(simulator, watched, ({ deployment }) => deployment.status === "IN_PROGRESS", 1_000);
  const lanes = page.locator(".lane b");
  await expect(lanes).toHaveText(["1, new", "2, current", "1, current"]);
  await expect(page.getByRole("heading", { name: "Revision 2 → 1" })).toBeVisible();
  await expect(page.locator(".verdict")).toHaveCount(0);
  await stepUntil(simulator, watched, ({ deployment }) => deployment.status === "SUCCESSFUL");
  await expect(lanes).toHaveText(["1, current"]);
  await expect(page.getByRole("heading", { name: "Revision 1", exact: true })).toBeVisible();
});
