import { defineConfig } from "@playwright/test";
import type { ConsoleOptions } from "./fixtures.ts";
import { chromium } from "./support/chromium.ts";

// The AWS SDK's note about coming Node.js versions says nothing about the console.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

export default defineConfig<object, ConsoleOptions>({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  // A test that passes only sometimes has found something.
  retries: 0,
  workers: 2,
  forbidOnly: process.env["CI"] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: "only-on-failure",
    viewport: { width: 1440, height: 900 },
    // Colours are checked at rest, not on their way.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: chromium(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
