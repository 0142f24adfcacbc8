import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

type Result = Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"][number];

/** How often contrast that seems too low is measured before it counts. */
const LOOKS = 3;

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

/**
 * What axe finds on a page that has come to rest. Contrast alone is measured again: after a change
 * of theme the browser gives some elements their new colours a few frames after others, and axe may
 * read the old text on the new background. What is really too faint is found each time.
 */
async function violationsOf(page: Page): Promise<Result[]> {
  for (let look = 1; ; look += 1) {
    await settle(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const onlyContrast = violations.every(({ id }) => id === "color-contrast");
    if (violations.length === 0 || !onlyContrast || look === LOOKS) {
      return violations;
    }
  }
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
