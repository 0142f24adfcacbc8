/**
 * The floor of what scrolling costs: the rows of the console's own page, with its styles and without its
 * program. A few lines bring copies of rows in and out and change texts, as often as the console does.
 */
import type { Page } from "@playwright/test";
import type { Bench } from "./harness.ts";

declare const window: Window & { bench: Bench };

/** Puts the page as it is in place of itself, without its program, and lets so many of its rows change a second. */
export async function bare(page: Page, rows: number, changesPerSecond: number): Promise<void> {
  const html = await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true) as HTMLElement;
    for (const program of copy.querySelectorAll("script, link[rel=modulepreload], link[rel=preload]")) program.remove();
    return `<!DOCTYPE html>${copy.outerHTML}`;
  });
  await page.route("**/bare", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto("/bare");
  await page.evaluate(
    ([rows, rate]) => {
      // As in app/src/state/window.rs.
      const AHEAD = 8;
      const STEP = 4;
      const body = document.querySelector("tbody[data-windowed]") as HTMLElement;
      const patterns = [...body.querySelectorAll<HTMLElement>("tr[data-key]")].map((row) => row.cloneNode(true));
      const [above, below] = body.querySelectorAll<HTMLElement>("tr.space");
      const height = (body.querySelector("tr[data-key]") as HTMLElement).getBoundingClientRect().height;
      const shown = new Map<number, HTMLElement>();
      for (const row of body.querySelectorAll("tr[data-key]")) row.remove();

      function look(): void {
        if (above === undefined || below === undefined) return;
        const top = 48 - body.getBoundingClientRect().top;
        const first = Math.max(0, Math.floor(top / height) - AHEAD);
        const start = first - (first % STEP);
        const last = Math.ceil((top + innerHeight) / height) + AHEAD;
        const end = Math.min(rows, Math.ceil(last / STEP) * STEP);
        if (shown.has(start) && shown.has(end - 1) && shown.size === end - start) return;
        for (const [index, row] of shown) {
          if (index >= start && index < end) continue;
          row.remove();
          shown.delete(index);
        }
        let next: Element = below;
        for (let index = end - 1; index >= start; index -= 1) {
          let row = shown.get(index);
          if (row === undefined) {
            row = patterns[index % patterns.length]?.cloneNode(true) as HTMLElement;
            shown.set(index, row);
            next.before(row);
          }
          next = row;
        }
        leaveRoom(above, start);
        leaveRoom(below, rows - end);
      }

      function leaveRoom(space: HTMLElement, rows: number): void {
        (space.firstElementChild as HTMLElement).style.height = `${rows * height}px`;
      }

      addEventListener("scroll", look);
      look();
      let turn = 0;
      const timer = setInterval(() => {
        requestAnimationFrame(() => {
          const there = [...shown.values()];
          for (let of = 0; of < 5; of += 1) {
            turn += 1;
            const text = there[(turn * 7) % there.length]?.querySelector(".count, .chip .words");
            if (text instanceof Element) text.textContent = `${turn % 5} / 4`;
          }
        });
      }, 5_000 / rate);
      window.bench.rest = () => clearInterval(timer);
    },
    [rows, changesPerSecond] as const,
  );
}
