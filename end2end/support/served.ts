import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "@playwright/test";
import { PROGRAM } from "./console.ts";

const USER = "somebody";
const PASSWORD = "a password for one test";

/** An endpoint that takes connections and never answers. */
class Silence {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    });
  }

  static async start(): Promise<Silence> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Silence(server);
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return `http://127.0.0.1:${address.port}`;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

/**
 * `ecscope serve` with the targets `first`, `hanging` and `last`, of which the middle one never answers and
 * the last one is protected.
 */
export class ServedConsole {
  private constructor(
    private readonly children: ChildProcess[],
    private readonly silence: Silence,
    private readonly directory: string,
    readonly url: string,
  ) {}

  static async start({ role = "viewer" } = {}): Promise<ServedConsole> {
    const directory = mkdtempSync(join(tmpdir(), "ecscope-"));
    const silence = await Silence.start();
    const [simulate, endpoint] = await start(directory, ["simulate", "--listen", "127.0.0.1:0"]);
    const targets = [
      ["first", endpoint],
      ["hanging", silence.url],
      ["last", endpoint],
    ] as const;
    const store = `sqlite:${join(directory, "store.sqlite")}`;
    const config = targets.map(
      ([name, url]) => `[[targets]]\nname = "${name}"\nregions = ["us-east-1"]\nendpoint = "${url}"\n`,
    );
    writeFileSync(join(directory, "ecscope.toml"), `store = "${store}"\n${config.join("")}protected = true\n`);
    await addUser(directory, store, role);
    const [serve, url] = await start(directory, ["serve", "--listen", "127.0.0.1:0"]);
    return new ServedConsole([serve, simulate], silence, directory, url);
  }

  /** Signs in with the form. */
  async signIn(page: Page): Promise<void> {
    await page.goto(`${this.url}/sign-in`);
    await page.getByLabel("User").fill(USER);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
  }

  async stop(): Promise<void> {
    this.silence.stop();
    await Promise.all(this.children.map(end));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "us-east-1" };
}

/** Starts the program, and waits for the address that it prints. */
async function start(directory: string, args: string[]): Promise<[ChildProcess, string]> {
  const child = spawn(PROGRAM, args, {
    cwd: directory,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const address = new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`ecscope ended with ${code}: ${complaints}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = /http:\/\/\S+/.exec(line);
      if (match !== null) resolve(match[0].replace(/\/$/, ""));
    });
  });
  return [child, await address];
}

async function addUser(directory: string, store: string, role: string): Promise<void> {
  const args = ["user", "add", USER, "--role", role, "--password-stdin", "--store", store];
  const child = spawn(PROGRAM, args, { cwd: directory, env: environment(), stdio: ["pipe", "ignore", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end(`${PASSWORD}\n`);
  if ((await ended) !== 0) throw new Error("ecscope user add failed");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(force);
}
