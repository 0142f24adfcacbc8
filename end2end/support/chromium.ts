import { existsSync } from "node:fs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
];

/** The path of the Chromium to test with; without one, Playwright uses its own. */
export function chromium(): string | undefined {
  return process.env["CHROMIUM"] ?? PLACES.find((place) => existsSync(place));
}
