/** A line of a report: what, measured, goal. */
export type Line = [string, string, string];

/** Prints a table of what was measured. */
export function report(title: string, lines: Line[]): void {
  console.log(["", `${title}:`, "", "| what | measured | goal |", "|---|---|---|"].join("\n"));
  for (const line of lines) console.log(`| ${line.join(" | ")} |`);
}

/** Milliseconds in words. */
export function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** The value that so many percent do not exceed. */
export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}
