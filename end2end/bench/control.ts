/**
 * What the machine itself adds: a page that does nothing but arithmetic, as much in each frame as the
 * console's page does. Where other tenants take the processor away, its longest task says by how much.
 */
import type { Page } from "@playwright/test";
import type { Bench } from "./harness.ts";

declare const window: Window & { bench: Bench };

/** Puts an empty page there that computes for so long in each frame, where nothing disturbs it. */
export async function control(page: Page, msPerFrame: number): Promise<void> {
  await page.route("**/control", (route) => route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html>" }));
  await page.goto("/control");
  await page.evaluate((msPerFrame) => {
    const LENGTH = 50_000;
    let sum = 1;
    const compute = (times: number) => {
      for (let time = 0; time < times; time += 1) {
        for (let at = 0; at < LENGTH; at += 1) sum = (sum * 1.000_000_1) % 1_000;
      }
    };
    // The quickest of many is the one that nothing has disturbed.
    const timed = () => {
      const begun = performance.now();
      compute(10);
      return (performance.now() - begun) / 10;
    };
    const once = Math.min(...Array.from({ length: 100 }, timed));
    const times = Math.max(1, Math.round(msPerFrame / once));
    let over = false;
    const frame = () => {
      compute(times);
      if (!over) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    window.bench.rest = () => {
      over = true;
    };
  }, msPerFrame);
}
