import type { Locator, Page } from "@playwright/test";

/** The rows of the page's table that are in the document. */
export function rowsOf(page: Page): Locator {
  return page.locator("tbody tr[data-key]");
}

/** Numbers of the first and the last row that is on the screen, as `aria-rowindex` counts them. */
export async function onScreen(page: Page): Promise<{ first: number; last: number }> {
  return rowsOf(page).evaluateAll((rows) => {
    const seen = rows.filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 48 && top < innerHeight;
    });
    const numbers = seen.map((row) => Number(row.getAttribute("aria-rowindex")));
    return { first: Math.min(...numbers), last: Math.max(...numbers) };
  });
}

/**
 * Scrolls from where the page is to its end, a screen at a time, and gives the keys of all rows that
 * were on the screen on the way, and the most rows that were in the document at once.
 */
export async function scrollToEnd(page: Page): Promise<{ keys: Set<string>; most: number }> {
  const seen = await page.evaluate(async () => {
    const keys = new Set<string>();
    let most = 0;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let step = 0; step < 2_000; step += 1) {
      await frame();
      await frame();
      const rows = [...document.querySelectorAll("tbody tr[data-key]")];
      most = Math.max(most, rows.length);
      for (const row of rows) {
        const { top, bottom } = row.getBoundingClientRect();
        if (bottom > 48 && top < innerHeight) keys.add(row.getAttribute("data-key") ?? "");
      }
      const before = scrollY;
      scrollBy(0, innerHeight * 0.8);
      if (scrollY === before) break;
    }
    return { keys: [...keys], most };
  });
  return { keys: new Set(seen.keys), most: seen.most };
}
