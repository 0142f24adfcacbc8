import { ListServicesCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "../fixtures.ts";
import { clusterPath, servicePath } from "../support/paths.ts";

test.describe("first paint", () => {
  test("the first document of the cluster page holds its services", async ({ page, signIn, simulator }) => {
    const { serviceArns = [] } = await simulator.ecs.send(new ListServicesCommand({ cluster: "todo" }));
    expect(serviceArns.length).toBeGreaterThan(3);

    await signIn("Viewer");
    const document = await (await page.request.get(clusterPath())).text();
    for (const arn of serviceArns) {
      const name = arn.split("/").pop() ?? arn;
      expect(document).toContain(servicePath(name));
    }
    expect(document).toContain("running");
  });

  // Who started a deployment, the audit log and CloudTrail are asked after the page is there, once each.
  const later = ["/api/deployment_starters", "/api/deployment_trail"];
  for (const [path, expected] of [
    [clusterPath(), []],
    [servicePath("todo-app"), later],
    [servicePath("todo-app", "logs"), []],
  ] as const) {
    test(`nothing is loaded twice on ${path}`, async ({ page, signIn }) => {
      await signIn("Viewer");
      const loads: string[] = [];
      page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith("/api/")) loads.push(pathname);
      });
      const frames: string[] = [];
      page.on("websocket", (socket) => {
        socket.on("framereceived", ({ payload }) => frames.push(payload.toString()));
      });
      await page.goto(path);
      await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      expect(loads.sort()).toEqual(expected);
      // The socket goes on where the document ends, without sending the same again.
      expect(frames.filter((frame) => frame.includes('"snapshot"'))).toEqual([]);
    });
  }
});
