import tests from "../playwright.config.ts";

export default {
  ...tests,
  testDir: ".",
  testMatch: "*.pictures.ts",
  outputDir: "../test-results",
  workers: 1,
};
