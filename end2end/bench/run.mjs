/**
 * `npm run bench -- [--minutes N]`: how the page of a large cluster behaves under 50 changes a second.
 * Needs a build; `ECSCOPE_BIN` names the program, else it is the development build.
 */
import { spawnSync } from "node:child_process";

const words = process.argv.slice(2);
const at = words.indexOf("--minutes");
const minutes = at < 0 ? 10 : Number(words[at + 1]);
if (!(minutes > 0) || words.length !== (at < 0 ? 0 : 2)) {
  console.error("usage: npm run bench -- [--minutes N]");
  process.exit(2);
}
const { status } = spawnSync("npx", ["playwright", "test", "--config", "bench/playwright.config.ts"], {
  stdio: "inherit",
  env: { ...process.env, BENCH_MINUTES: String(minutes) },
});
process.exit(status ?? 1);
