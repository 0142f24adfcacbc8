import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";

/** Calls that the simulator has had, by service and operation, since the last reset. */
export type Requests = Record<string, Record<string, number>>;

/** What the simulator's clock is told. */
export interface ClockChange {
  /** How fast it runs; 1 is real time. */
  speed?: number;
  /** Whether it stands still. */
  paused?: boolean;
  /** How far it goes forward at once; everything due on the way happens, in order. */
  step_ms?: number;
}

/** A fault of the simulator's answers, see `docs/simulator.md`. */
export type Fault =
  | { clear: true }
  | {
      /** Such as `ecs:DescribeServices` or `ecs:*`. */
      operation: string;
      kind: "throttle" | "error500" | "html500" | "access_denied" | "expired_token" | "reset" | "timeout";
      /** The share of calls that it strikes, from 0 to 1; all without it. */
      rate?: number;
      /** How long an answer is held back. */
      ms?: number;
    };

/** The simulator: an AWS endpoint, and the control of its clock and faults. */
export class Simulator {
  /** A client from outside, as somebody else's script or the AWS console would be. */
  readonly ecs: ECSClient;

  /** A client for log groups and streams. */
  readonly logs: CloudWatchLogsClient;

  constructor(
    /** Address of the endpoint, without a slash at its end. */
    readonly url: string,
    private readonly scenario: string,
  ) {
    const settings = {
      endpoint: url,
      region: "us-east-1",
      credentials: { accessKeyId: "outside", secretAccessKey: "outside" },
      maxAttempts: 1,
    };
    this.ecs = new ECSClient(settings);
    this.logs = new CloudWatchLogsClient(settings);
  }

  /** Changes the clock. */
  async clock(change: ClockChange): Promise<unknown> {
    return this.post("clock", change);
  }

  /** Switches a fault on, or all of them off. */
  async fault(change: Fault): Promise<unknown> {
    return this.post("faults", change);
  }

  /** Lets a container of a task of the cluster `todo` exit. */
  async exit({ task, container, code }: { task: string; container: string; code: number }): Promise<unknown> {
    return this.post("tasks", { cluster: "todo", task, container, exit: { code } });
  }

  /** Pushes another image under a tag, which moves when it was there; answers the image's digest. */
  async push(repositoryName: string, imageTag: string): Promise<string> {
    const config = { mediaType: "application/vnd.docker.container.image.v1+json", size: 7, digest: `sha256:${"5".repeat(64)}` };
    const imageManifest = JSON.stringify({ schemaVersion: 2, config, layers: [] });
    const answer = await fetch(this.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.PutImage",
        authorization: "AWS4-HMAC-SHA256 Credential=outside/20261122/us-east-1/ecr/aws4_request",
      },
      body: JSON.stringify({ repositoryName, imageTag, imageManifest }),
    });
    const { image } = (await read(answer)) as { image: { imageId: { imageDigest: string } } };
    return image.imageId.imageDigest;
  }

  /** Tags a resource as ECS would refuse to. */
  async tag(resourceArn: string, tags: { key: string; value: string }[]): Promise<unknown> {
    return this.post("tags", { resourceArn, tags });
  }

  /** Sets the state of a CloudWatch alarm. */
  async alarm(name: string, state: "OK" | "ALARM"): Promise<unknown> {
    return this.post("alarms", { name, state });
  }

  /** Starts the scenario from its beginning. */
  async reset(): Promise<unknown> {
    return this.post("reset", { scenario: this.scenario });
  }

  /** How often each operation was called since the last reset. */
  async requests(): Promise<Requests> {
    const answer = await fetch(`${this.url}/_ecscope/requests`);
    return (await read(answer)) as Requests;
  }

  private async post(path: string, body: unknown): Promise<unknown> {
    const answer = await fetch(`${this.url}/_ecscope/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return read(answer);
  }
}

async function read(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
