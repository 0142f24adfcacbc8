import {
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  type Service,
  type ServiceDeployment,
} from "@aws-sdk/client-ecs";
import type { Simulator } from "./simulator.ts";

/** How long a deployment is waited for before something must be wrong with it, in simulated time. */
const LIMIT_MS = 40 * 60_000;

/** A service whose deployments are looked at. */
export interface Watched {
  cluster: string;
  service: string;
}

/** A service and its newest deployment, as AWS tells of them. */
export interface Moment {
  service: Service;
  deployment: ServiceDeployment;
}

/** What AWS tells of a service now. */
export async function moment(simulator: Simulator, { cluster, service }: Watched): Promise<Moment> {
  const described = await simulator.ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const listed = await simulator.ecs.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const arn = listed.serviceDeployments?.[0]?.serviceDeploymentArn ?? "";
  const found = await simulator.ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }));
  const [now, deployment] = [described.services?.[0], found.serviceDeployments?.[0]];
  if (now === undefined || deployment === undefined) throw new Error(`${service} has no deployment`);
  return { service: now, deployment };
}

/** Moves a clock that stands still on, step by step, until a service and its newest deployment are as wanted. */
export async function stepUntil(
  simulator: Simulator,
  watched: Watched,
  wanted: (now: Moment) => boolean,
  step_ms = 2_000,
): Promise<Moment> {
  for (let passed = 0; passed < LIMIT_MS; passed += step_ms) {
    const now = await moment(simulator, watched);
    if (wanted(now)) return now;
    await simulator.clock({ step_ms });
  }
  const { status, lifecycleStage } = (await moment(simulator, watched)).deployment;
  throw new Error(`the deployment of ${watched.service} stays ${status} ${lifecycleStage ?? ""}`);
}
