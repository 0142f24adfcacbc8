/**
 * How fast the processor was, moment by moment. A shared machine's can fall to a tenth of its speed for
 * tens of milliseconds, which neither the clock nor the processor time of a task tells from long work.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";

/** When the same arithmetic was done, and how long it took, both in microseconds. */
export type Sample = [at: number, took: number];

/** Of one stretch of time. */
export class Speed {
  private readonly samples: Sample[];
  /** How long the arithmetic takes at full speed, which is the usual. */
  private readonly full: number;

  constructor(samples: Sample[]) {
    const took = samples.map(([, took]) => took).sort((a, b) => a - b);
    const full = took[Math.floor(took.length / 2)];
    if (full === undefined) throw new Error("no samples of the processor's speed");
    this.samples = samples;
    this.full = full;
  }

  /**
   * What would have been done in so many microseconds from then at full speed, in microseconds: each
   * sample tells the speed of half the time to its neighbours.
   */
  atFull(from: number, dur: number): number {
    const to = from + dur;
    let sum = 0;
    let at = this.before(from);
    for (let begin = from; begin < to; at += 1) {
      const [here, next] = [this.samples[at], this.samples[at + 1]];
      const end = here === undefined || next === undefined ? to : Math.min(to, (here[0] + next[0]) / 2);
      if (end <= begin) continue;
      sum += (end - begin) * this.of(here);
      begin = end;
    }
    return sum;
  }

  /** The share of samples with less than half the full speed. */
  slow(): number {
    return this.samples.filter((sample) => this.of(sample) < 0.5).length / this.samples.length;
  }

  /** The slowest sample's share of the full speed. */
  least(): number {
    return Math.min(...this.samples.map((sample) => this.of(sample)));
  }

  private of(sample: Sample | undefined): number {
    return sample === undefined ? 1 : this.full / sample[1];
  }

  /** Where the last sample begins that was taken until then, else the first. */
  private before(time: number): number {
    let [low, high] = [0, this.samples.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.samples[middle]?.[0] ?? 0) <= time) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** Takes samples, in a process of its own. */
export class Speedometer {
  private constructor(private readonly child: ChildProcess) {}

  static async start(): Promise<Speedometer> {
    const child = fork(fileURLToPath(new URL("speedometer.mjs", import.meta.url)));
    await once(child, "message");
    try {
      setPriority(child.pid ?? 0, constants.priority.PRIORITY_HIGHEST);
    } catch {
      // Who may not go before others has fewer samples, where the processors are busy.
    }
    return new Speedometer(child);
  }

  /** Forgets what was before. */
  begin(): void {
    this.child.send("begin");
  }

  /** The speed since it began. */
  async read(): Promise<Speed> {
    const answer = once(this.child, "message");
    this.child.send("read");
    const [samples] = (await answer) as [Sample[]];
    return new Speed(samples);
  }

  stop(): void {
    this.child.disconnect();
  }
}
