import tests from "../playwright.config.ts";

export default {
  ...tests,
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../test-results",
  workers: 1,
  timeout: 0,
};
