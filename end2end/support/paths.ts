/** Addresses of the console's pages in the demo. */

const PLACE = "/t/demo/us-east-1";

/** A cluster's page. */
export function clusterPath(cluster = "todo"): string {
  return `${PLACE}/clusters/${cluster}`;
}

/** The tabs of a service's page; none is the deployment. */
export type ServiceTab = "" | "tasks" | "logs" | "events" | "history" | "configuration";

/** A tab of a service's page. */
export function servicePath(service: string, tab: ServiceTab = "", cluster = "todo"): string {
  const page = `${clusterPath(cluster)}/services/${service}`;
  return tab === "" ? page : `${page}/${tab}`;
}

/** A task's page. */
export function taskPath(task: string, cluster = "todo"): string {
  return `${clusterPath(cluster)}/tasks/${task.split("/").pop() ?? task}`;
}

/** A task definition's page. */
export function taskDefinitionPath(family: string, revision: number): string {
  return `${PLACE}/task-definitions/${family}/${revision}`;
}
