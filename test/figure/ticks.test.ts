import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockTicks, fitTicks, roundTicks } from "../../src/figure/panel/ticks.js";

const AXIS = { font: { size: 9, weight: 400 }, signed: false, overhang: 0 };

describe("ticks", () => {
  it("are round and labelled with the decimals of their step", () => {
    expect(fitTicks({ ...AXIS, lo: 0.26, hi: 0.49, length: 200 })).toEqual({
      values: [0.3, 0.35, 0.4, 0.45],
      format: ".2f",
    });
    expect(roundTicks(0, 130, 3)).toEqual({ values: [0, 50, 100], format: ".0f" });
  });

  it("become fewer where there is less room", () => {
    const wide = fitTicks({ ...AXIS, lo: 0, hi: 1, length: 300 }).values.length;
    const narrow = fitTicks({ ...AXIS, lo: 0, hi: 1, length: 50 }).values.length;
    expect(wide).toBeGreaterThan(narrow);
    expect(narrow).toBeGreaterThanOrEqual(1);
  });

  it("of an axis without width are none", () => {
    expect(fitTicks({ ...AXIS, lo: 1, hi: 1, length: 100 }).values).toEqual([]);
    expect(fitTicks({ ...AXIS, lo: -1e308, hi: 1e308, length: 100 }).values).toEqual([]);
  });

  it("lie within any axis, ascend, and are at most five", () => {
    const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 20, max: 900 }), (a, b, length) => {
        const [lo, hi] = [Math.min(a, b), Math.max(a, b)];
        const { values } = fitTicks({ ...AXIS, lo, hi, length });
        const slack = (hi - lo) * 1e-6;
        expect(values.length).toBeLessThanOrEqual(5);
        for (const [i, value] of values.entries()) {
          expect(value).toBeGreaterThanOrEqual(lo - slack);
          expect(value).toBeLessThanOrEqual(hi + slack);
          if (i > 0) expect(value).toBeGreaterThan(values[i - 1] as number);
        }
      }),
    );
  });
});

describe("the ticks of blocks", () => {
  const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

  it("are all of them where there is room", () => {
    expect(blockTicks(from(0, 5), [], 20)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("are the first, the last, and round ones between where there is less", () => {
    expect(blockTicks(from(0, 47), [], 2)).toEqual([0, 10, 20, 30, 47]);
  });

  it("are where named blocks end", () => {
    expect(blockTicks(from(0, 11), from(0, 5), 8)).toEqual([0, 2, 5, 8, 11]);
  });

  it("are the blocks that there are where some are missing", () => {
    expect(blockTicks([0, 5, 8, 11], [], 12)).toEqual([0, 5, 8, 11]);
  });

  it("of no block are none", () => {
    expect(blockTicks([], [], 10)).toEqual([]);
  });
});
