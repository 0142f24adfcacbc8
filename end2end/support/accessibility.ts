import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

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
    await settle(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, help, nodes } of violations) {
      const where = nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`);
      findings.push({ theme, rule: id, help, where });
    }
  }
  expect(findings).toEqual([]);
}

/** Waits until the colours have arrived: axe would measure those on their way. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    // Some go on for ever, as that of a connection that is being made.
    const ending = document
      .getAnimations()
      .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}
