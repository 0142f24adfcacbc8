import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { expectAccessible } from "../support/accessibility.ts";
import { clusterPath } from "../support/paths.ts";
import { onScreen, rowsOf, scrollToEnd } from "../support/rows.ts";

test.use({ scenario: "large" });
// One console for all of them: a large cluster takes its time to be known.
test.describe.configure({ mode: "default" });

/** More rows than this are never in the document. */
const MOST_ROWS = 120;

const services = `${clusterPath("large")}`;
const tasks = `${clusterPath("large")}/tasks`;

test.describe("a cluster of 2,000 services and 5,000 tasks", () => {
  test.beforeEach(async ({ page, signIn }) => {
    await signIn("Viewer");
    await page.goto(`${services}?sort=name`);
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    // All services are listed long before the last one is described.
    await expect(page.getByRole("table")).toHaveAttribute("aria-rowcount", "2001", { timeout: 30_000 });
  });

  test("every service can be scrolled to, with few rows in the document", async ({ page }) => {
    await expect(page.getByRole("table")).toHaveAttribute("aria-rowcount", "2001");
    const { keys, most } = await scrollToEnd(page);
    expect(keys.size).toBe(2_000);
    expect(most).toBeLessThanOrEqual(MOST_ROWS);
    expect((await onScreen(page)).last).toBe(2_001);
    const numbers = await rowsOf(page).evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
    expect(numbers).toEqual(numbers.map((_, place) => 2_001 - numbers.length + 1 + place));
  });

  test("a state of one word takes one line", async ({ page }) => {
    const steady = page.locator(".chip .words", { hasText: /^Steady$/ });
    await expect(steady.first()).toBeVisible();
    const heights = await steady.evaluateAll((all) =>
      all.map((words) => words.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(words).fontSize)),
    );
    expect(Math.max(...heights)).toBeLessThan(2);
  });

  test("the first document has the first rows only, and room for the others", async ({ page }) => {
    const document = await (await page.request.get(`${services}?sort=name`)).text();
    const painted = document.match(/<tr[^>]* data-key=/g) ?? [];
    expect(painted.length).toBeGreaterThan(20);
    expect(painted.length).toBeLessThanOrEqual(MOST_ROWS);
    expect(document).toContain("account-api-00");
  });

  test("keys move through the rows, and the focus stays with its row", async ({ page }) => {
    const focused = page.locator("tr:focus-within");
    await page.keyboard.press("j");
    await expect(focused).toHaveAttribute("aria-rowindex", "2");
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await expect(focused).toHaveAttribute("aria-rowindex", "4");
    await page.keyboard.press("k");
    await expect(focused).toHaveAttribute("aria-rowindex", "3");
    await page.keyboard.press("End");
    await expect(focused).toHaveAttribute("aria-rowindex", "2001");
    await page.keyboard.press("PageUp");
    await expect.poll(async () => Number(await focused.getAttribute("aria-rowindex"))).toBeLessThan(2_001);
    await page.keyboard.press("Home");
    await expect(focused).toHaveAttribute("aria-rowindex", "2");
    // The row leaves the window, not the document.
    const key = await focused.getAttribute("data-key");
    await page.evaluate(() => scrollTo(0, 60_000));
    await expect.poll(async () => (await onScreen(page)).first).toBeGreaterThan(500);
    await expect(focused).toHaveAttribute("data-key", key ?? "");
    expect(await rowsOf(page).count()).toBeLessThanOrEqual(MOST_ROWS);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(key ?? "");
  });

  test("the focus goes with its row, not to another one in its place", async ({ page }) => {
    await page.keyboard.press("j");
    await expect(page.locator("tr:focus-within")).toHaveCount(1);
    // As by going back in the history: nothing takes the focus.
    await page.getByRole("searchbox").evaluate((filter: HTMLInputElement) => {
      filter.value = "worker-09";
      filter.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await expect(rowsOf(page)).toHaveCount(20);
    await expect(rowsOf(page).first()).toContainText("worker-09");
    await expect(page.locator("tr:focus-within")).toHaveCount(0);
  });

  for (const [what, path] of [
    ["services", `${services}?sort=name`],
    ["tasks", `${tasks}?sort=service`],
  ] as const) {
    test(`rows of ${what} stay whole, whichever were in their place before`, async ({ page, context }) => {
      await page.goto(path);
      await complete(page);
      for (const by of [400, 400, 90, -300, 30_000, -200, 50, 9_000]) {
        await page.evaluate((by) => scrollBy(0, by), by);
        await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))));
      }
      await expect(page).toHaveURL(/at=/);
      const other = await context.newPage();
      await other.goto(page.url());
      await expect.poll(async () => (await onScreen(other)).first).toBeGreaterThan(200);
      await expect
        .poll(async () => {
          const [here, there] = [await said(page), await said(other)];
          const both = [...here].filter(([key]) => there.has(key));
          return { many: both.length > 10, differ: both.filter(([key, row]) => there.get(key) !== row) };
        })
        .toEqual({ many: true, differ: [] });
    });
  }

  test("the find key goes to the filter, and then to the browser", async ({ page }) => {
    const filter = page.getByRole("searchbox");
    await page.keyboard.press("Control+f");
    await expect(filter).toBeFocused();
    await page.keyboard.type("worker-09");
    await expect(page).toHaveURL(/q=worker-09/);
    await expect(rowsOf(page)).toHaveCount(20);
    const left = await page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          addEventListener("keydown", (event) => resolve(event.defaultPrevented), { once: true });
          const init = { key: "f", ctrlKey: true, bubbles: true, cancelable: true };
          document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", init));
        }),
    );
    expect(left).toBe(false);
  });

  for (const [what, path, order] of [
    ["services by name", `${services}?sort=name`, "name"],
    ["services, those in need first", services, ""],
    ["tasks by service", `${tasks}?sort=service`, "service"],
  ] as const) {
    test(`a copied address shows the same rows: ${what}`, async ({ page, context }) => {
      await page.goto(path);
      await complete(page);
      await page.evaluate(() => scrollTo(0, 60_000));
      await expect(page).toHaveURL(/at=/);
      const { first } = await onScreen(page);
      const other = await context.newPage();
      await other.goto(page.url());
      // Its document has the first rows only, and maybe not this one; the others come later.
      await complete(other);
      // What stands above the table may take other room than before.
      await expect.poll(async () => Math.abs((await onScreen(other)).first - first)).toBeLessThan(8);
      await expect(other.getByLabel("Sort: ")).toHaveValue(order);
    });
  }

  test("tasks are filtered, sorted and reached", async ({ page }) => {
    const table = page.getByRole("table");
    await page.getByRole("main").getByRole("link", { name: "Tasks", exact: true }).click();
    await expect(page).toHaveURL(/clusters\/large\/tasks$/);
    await expect.poll(async () => Number(await table.getAttribute("aria-rowcount"))).toBeGreaterThan(4_900);
    expect(await rowsOf(page).count()).toBeLessThanOrEqual(MOST_ROWS);

    await page.getByLabel("Sort: ").selectOption("service");
    await expect(rowsOf(page).first()).toContainText("account-api-00");
    await page.getByRole("searchbox").fill("cart-web-00");
    await expect(page).toHaveURL(/q=cart-web-00/);
    await expect(table).not.toHaveAttribute("aria-rowcount", /./);
    for (const row of await rowsOf(page).all()) await expect(row).toContainText("cart-web-00");
    await page.getByLabel("State: ").selectOption("running");
    await expect(page).toHaveURL(/state=running/);

    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "Run on their own" }).click();
    await expect(page).toHaveURL(/of=own/);
    await expect(page.getByRole("main")).toContainText("No tasks run on their own.");
  });

  test("the last of the tasks can be scrolled to", async ({ page }) => {
    await page.goto(`${tasks}?sort=service`);
    await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
    const count = async () => Number(await page.getByRole("table").getAttribute("aria-rowcount"));
    await expect.poll(count).toBeGreaterThan(4_900);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const all = await count();
    await expect.poll(async () => (await onScreen(page)).last).toBeGreaterThan(all - 20);
    expect(await rowsOf(page).count()).toBeLessThanOrEqual(MOST_ROWS);
  });

  test("there is no accessibility violation", async ({ page }) => {
    await page.evaluate(() => scrollTo(0, 60_000));
    await expect.poll(async () => (await onScreen(page)).first).toBeGreaterThan(500);
    await expectAccessible(page);
    await page.goto(tasks);
    await expect(rowsOf(page).first()).toBeVisible();
    await expectAccessible(page);
  });
});

/** Waits until a page has everything. */
async function complete(page: Page): Promise<void> {
  await expect(page.locator(".live")).toHaveAttribute("data-state", "live");
  await expect(page.locator(".banner progress")).toHaveCount(0, { timeout: 40_000 });
}

/** What each row in the document says, by its key; but for its number and its age. */
async function said(page: Page): Promise<Map<string, string>> {
  return new Map(
    await rowsOf(page).evaluateAll((rows) =>
      rows.map((row): [string, string] => {
        const copy = row.cloneNode(true) as Element;
        copy.removeAttribute("aria-rowindex");
        copy.querySelector("time")?.remove();
        const parts = [copy, ...copy.querySelectorAll("*")].map((element) => {
          const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort();
          return `${element.tagName} ${attributes.join(" ")}`;
        });
        // What is empty is a space in what the server sends.
        const text = copy.textContent?.replaceAll(/\s/g, "");
        return [row.getAttribute("data-key") ?? "", [...parts, text].join("\n")];
      }),
    ),
  );
}
