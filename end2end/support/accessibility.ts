import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

type Result = Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"][number];

/** One finding in few words, so that a failed test reads well. */
interface Finding {
  theme: string;
  rule: string;
  help: string;
  where: string[];
}

/** Fails when axe finds anything on the page as it is, in the dark or the light theme. */
export async function expectAccessible(page: Page): Promise<void> {
  const findings: Finding[] = [];
  for (const theme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const { id, help, nodes } of await violationsOf(page)) {
      const where = nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`);
      findings.push({ theme, rule: id, help, where });
    }
  }
  expect(findings).toEqual([]);
}

/** What axe finds once the page has its new colours: without motion, they come all at once. */
async function violationsOf(page: Page): Promise<Result[]> {
  await nextFrames(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations;
}

/** Waits until the browser has shown the page as it is now. */
export async function nextFrames(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}
