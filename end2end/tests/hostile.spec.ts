import { CreateServiceCommand, RegisterTaskDefinitionCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "../fixtures.ts";
import { clusterPath, servicePath, taskDefinitionPath, taskPath } from "../support/paths.ts";
import { taskOf } from "../support/tasks.ts";

test.use({ isolated: true });

/** Runs when it is taken for markup or for script; `watch` fails the test then. */
const PAYLOADS = [
  `<img src=x onerror=alert(1)>`,
  `</script><script>alert(2)</script>`,
  `"><svg onload=alert(3)>`,
  `javascript:alert(4)`,
  `{{constructor.constructor('alert(5)')()}}`,
];
const PAYLOAD = PAYLOADS.join(" ");

test("markup in tags, reasons, environment, images and lines stays text", async ({ page, signIn, simulator }) => {
  const { taskDefinition } = await simulator.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "hostile",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: [
        {
          name: "app",
          image: `registry.test/${PAYLOADS[0]}:1`,
          environment: [{ name: PAYLOADS[1], value: PAYLOAD }],
          command: [PAYLOAD],
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": "/hostile", "awslogs-stream-prefix": "h", "awslogs-region": "us-east-1" },
          },
        },
      ],
    }),
  );
  const definition = taskDefinition?.taskDefinitionArn ?? "";
  await simulator.tag(definition, [{ key: PAYLOADS[2] ?? "", value: PAYLOAD }]);
  await simulator.ecs.send(
    new CreateServiceCommand({
      cluster: "todo",
      serviceName: "hostile",
      taskDefinition: definition,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
    }),
  );
  const victim = await taskOf(simulator, "web-gateway");
  await simulator.ecs.send(new StopTaskCommand({ cluster: "todo", task: victim, reason: PAYLOAD }));
  for (const resource of ["cluster/todo", "service/todo/hostile", `task/todo/${victim}`]) {
    await simulator.tag(`arn:aws:ecs:us-east-1:123456789012:${resource}`, [{ key: PAYLOADS[2] ?? "", value: PAYLOAD }]);
  }

  await signIn("Admin");
  for (const path of [
    clusterPath(),
    `${clusterPath()}?q=${encodeURIComponent(PAYLOAD)}`,
    servicePath("hostile"),
    servicePath("hostile", "tasks"),
    servicePath("hostile", "events"),
    servicePath("hostile", "configuration"),
    servicePath("web-gateway", "tasks"),
    taskPath(victim),
    taskDefinitionPath("hostile", taskDefinition?.revision ?? 1),
    `/t/demo/us-east-1/clusters/${encodeURIComponent(PAYLOADS[0] ?? "")}`,
    `/sign-in?next=${encodeURIComponent("javascript:alert(6)")}&error=${encodeURIComponent(PAYLOAD)}`,
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("main img, main script, main svg[onload]")).toHaveCount(0);
  }
  await page.goto(taskPath(victim));
  await expect(page.getByRole("main")).toContainText("onerror=alert(1)");
});

test("markup in log lines stays text", async ({ page, signIn, simulator }) => {
  const id = await taskOf(simulator, "mailer");
  await signIn("Viewer");
  await page.goto(servicePath("mailer", "logs"));
  await expect(page.locator(".line").first()).toBeVisible();
  const group = "/ecs/todo/mailer";
  await simulator.logs.send(new CreateLogGroupCommand({ logGroupName: group })).catch(() => undefined);
  const stream = `ecs/mailer/${id}`;
  await simulator.logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream })).catch(() => undefined);
  await simulator.logs.send(
    new PutLogEventsCommand({
      logGroupName: group,
      logStreamName: stream,
      logEvents: [{ timestamp: Date.now(), message: `hostile ${PAYLOAD} \u001b[31mred\u001b[0m \u202e` }],
    }),
  );
  await expect(page.getByRole("log")).toContainText("onerror=alert(1)", { timeout: 20_000 });
  await expect(page.locator("main img, main script")).toHaveCount(0);
});
