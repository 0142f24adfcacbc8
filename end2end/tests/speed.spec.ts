/** The arithmetic with which the bench tells the machine's slowness from long work. */
import { expect, test } from "@playwright/test";
import { type Sample, Speed } from "../bench/speed.ts";

/** Samples of 60 µs each 2 ms from 1,000,000 µs on, but for what the given ones say. */
function samples(others: Record<number, number> = {}): Sample[] {
  return Array.from({ length: 50 }, (_, at): Sample => [1_000_000 + at * 2_000, others[at] ?? 60]);
}

test.describe("the processor's speed", () => {
  const slow = { 10: 600, 11: 600, 12: 120 };
  const cases: [string, Record<number, number>, number, number, number][] = [
    ["at full speed, time is what the clock says", {}, 1_010_500, 7_000, 7_000],
    ["at a tenth, a tenth is done", slow, 1_020_000, 2_000, 200],
    ["a sample counts for half the way to its neighbours", slow, 1_018_000, 2_000, 1_000 + 100],
    ["the rest of the time counts in full", slow, 1_015_000, 20_000, 20_000 - 3_600 - 1_000],
    ["before the first sample, its speed counts", { 0: 120 }, 998_000, 2_000, 1_000],
    ["after the last, its speed counts", { 49: 120 }, 1_098_000, 4_000, 2_000],
    ["nothing takes no time", slow, 1_020_000, 0, 0],
  ];
  for (const [what, others, from, dur, expected] of cases) {
    test(what, () => expect(new Speed(samples(others)).atFull(from, dur)).toBeCloseTo(expected, 6));
  }

  test("what is faster than usual did more", () => {
    expect(new Speed(samples({ 10: 50, 11: 50 })).atFull(1_020_000, 2_000)).toBeCloseTo(2_400, 6);
  });

  test("how slow it was is told", () => {
    const speed = new Speed(samples(slow));
    expect(speed.slow()).toBeCloseTo(2 / 50, 6);
    expect(speed.least()).toBeCloseTo(0.1, 6);
    expect(() => new Speed([])).toThrow("no samples");
  });
});
