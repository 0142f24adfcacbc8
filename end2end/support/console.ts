import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Simulator } from "./simulator.ts";

const DEVELOPMENT_BUILD = fileURLToPath(new URL("../../target/debug/ecscope", import.meta.url));

/** The program under test. */
export const PROGRAM = process.env["ECSCOPE_BIN"] ?? DEVELOPMENT_BUILD;

/** The program takes longer to start on a machine that compiles at the same time. */
const START_LIMIT_MS = 60_000;

/** How much of what the program logs is kept for a failed test's report, in characters. */
const LOG_LIMIT = 100_000;

/** What `ecscope demo` is started with. */
export interface DemoOptions {
  /** Name of the simulator's scenario. */
  scenario: string;
  /** How fast the simulator's clock runs. */
  speed: number;
  /** Further arguments. */
  args?: string[];
  /** The niceness it runs with, 0 to 19: on the machine it shares with the browser, that one goes first. */
  niceness?: number;
}

/** The program `ecscope demo`: a console and its simulator, each on a free port. */
export class DemoConsole {
  private log = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    /** Address of the console, without a slash at its end. */
    readonly url: string,
    /** The simulator behind it. */
    readonly simulator: Simulator,
  ) {}

  /** Starts the program and waits until it has printed its addresses. */
  static async start(options: DemoOptions): Promise<DemoConsole> {
    // The working directory is empty, so no configuration file of a developer is read.
    const directory = mkdtempSync(join(tmpdir(), "ecscope-"));
    const child = spawn(
      PROGRAM,
      [
        "demo",
        ...["--listen", "127.0.0.1:0"],
        ...["--simulator", "127.0.0.1:0"],
        ...["--scenario", options.scenario],
        ...["--speed", String(options.speed)],
        ...(options.args ?? []),
      ],
      { cwd: directory, stdio: ["ignore", "pipe", "pipe"] },
    );
    // Before it has threads of its own: they inherit it.
    if (child.pid !== undefined && options.niceness !== undefined) setPriority(child.pid, options.niceness);
    try {
      const addresses = await readAddresses(child);
      const started = new DemoConsole(
        child,
        directory,
        addresses.console,
        new Simulator(addresses.simulator, options.scenario),
      );
      const keep = (chunk: Buffer) => {
        started.log = (started.log + chunk.toString()).slice(-LOG_LIMIT);
      };
      child.stdout?.on("data", keep);
      child.stderr?.on("data", keep);
      return started;
    } catch (error) {
      child.kill("SIGKILL");
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** What the program has logged since it was ready. */
  get logged(): string {
    return this.log;
  }

  /** Stops the program and waits until it has ended. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once("exit", resolve));
      this.child.kill("SIGTERM");
      const force = setTimeout(() => this.child.kill("SIGKILL"), 15_000);
      await ended;
      clearTimeout(force);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The addresses in the lines `console    http://…` and `simulator  http://…`. */
function readAddresses(child: ChildProcess): Promise<{ console: string; simulator: string }> {
  return new Promise((resolve, reject) => {
    const found = new Map<string, string>();
    let complaints = "";
    const limit = setTimeout(() => reject(new Error(`ecscope is not ready: ${complaints}`)), START_LIMIT_MS);
    child.once("error", (error) => reject(new Error(`cannot start ecscope: ${error.message}`)));
    child.once("exit", (code) => reject(new Error(`ecscope ended with ${code}: ${complaints}`)));
    child.stderr?.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
    if (child.stdout === null) return;
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const match = /^(console|simulator)\s.*?(http:\/\/\S+)$/.exec(line.trim());
      if (match?.[1] !== undefined && match[2] !== undefined) {
        found.set(match[1], match[2].replace(/\/$/, ""));
      }
      const [console, simulator] = [found.get("console"), found.get("simulator")];
      if (console !== undefined && simulator !== undefined) {
        clearTimeout(limit);
        child.removeAllListeners("exit");
        resolve({ console, simulator });
      }
    });
  });
}
