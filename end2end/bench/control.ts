/**
 * What the machine itself adds: a page that does nothing but arithmetic, as much in each frame as the
 * console's page does. Its tasks are all of the same work, so the longest says how far the clock is off,
 * and the most work of one how well that is corrected.
 */
import type { Page } from "@playwright/test";
import type { Bench } from "./harness.ts";

declare const window: Window & { bench: Bench };

/** Puts an empty page there that computes for so long in a usual frame. */
export async function control(page: Page, msPerFrame: number): Promise<void> {
  await page.route("**/control", (route) => route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html>" }));
  await page.goto("/control");
  await page.evaluate(async (msPerFrame) => {
    const LENGTH = 1_000;
    let times = 100;
    let result = 0;
    const compute = () => {
      // A number of its own: what it wrote elsewhere at each step would be garbage to collect.
      let sum = 1;
      for (let at = 0; at < times * LENGTH; at += 1) sum = (sum * 1.000_000_1) % 1_000;
      result = sum;
    };
    const frame = () =>
      new Promise<number>((resolve) => {
        requestAnimationFrame(() => {
          const begun = performance.now();
          compute();
          resolve(performance.now() - begun);
        });
      });
    // In frames, as a processor that has rested in between is slower; the second time is exact.
    for (let round = 0; round < 2; round += 1) {
      const took: number[] = [];
      for (let of = 0; of < 60; of += 1) took.push(await frame());
      const usual = took.sort((a, b) => a - b)[took.length / 2] ?? msPerFrame;
      times = Math.max(1, Math.round((times * msPerFrame) / Math.max(usual, 0.1)));
    }
    let over = false;
    const go = async () => {
      while (!over) await frame();
    };
    void go();
    window.bench.rest = () => {
      over = true;
      document.documentElement.dataset["result"] = String(result);
    };
  }, msPerFrame);
}
