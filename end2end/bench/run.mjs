/**
 * `npm run bench -- [--minutes N] [--wheel] [large|deployment]`: how the page of a large cluster behaves
 * under 50 changes a second, scrolled by the same pixels each frame or by a mouse's wheel, and how soon a
 * deployment's dots show what AWS did.
 * Needs a build; `ECSCOPE_BIN` names the program, else it is the development build.
 */
import { spawnSync } from "node:child_process";

const words = process.argv.slice(2);
const at = words.indexOf("--minutes");
const minutes = at < 0 ? 10 : Number(words.splice(at, 2)[1]);
const wheel = words.indexOf("--wheel");
if (wheel >= 0) words.splice(wheel, 1);
if (!(minutes > 0) || words.some((word) => !["large", "deployment"].includes(word))) {
  console.error("usage: npm run bench -- [--minutes N] [--wheel] [large|deployment]");
  process.exit(2);
}
const { status } = spawnSync("npx", ["playwright", "test", "--config", "bench/playwright.config.ts", ...words], {
  stdio: "inherit",
  env: { ...process.env, BENCH_MINUTES: String(minutes), BENCH_WHEEL: wheel >= 0 ? "1" : "" },
});
process.exit(status ?? 1);
