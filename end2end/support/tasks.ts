import { ListTasksCommand } from "@aws-sdk/client-ecs";
import type { Simulator } from "./simulator.ts";

/** The id of a running task of a service. */
export async function taskOf(simulator: Simulator, service: string, cluster = "todo"): Promise<string> {
  const { taskArns = [] } = await simulator.ecs.send(new ListTasksCommand({ cluster, serviceName: service }));
  const id = taskArns[0]?.split("/").pop();
  if (id === undefined) throw new Error(`${service} has no running task`);
  return id;
}
