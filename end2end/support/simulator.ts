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
