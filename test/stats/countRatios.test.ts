import { describe, expect, it } from "vitest";
import { logCountRatios } from "../../src/stats/countRatios.js";

const counts = (...values: number[]) => Float64Array.from(values);

describe("the log ratio of counts", () => {
  it("is of halves more than the counts, as numpy.log2((b + 0.5) / (a + 0.5)), and null where both are empty", () => {
    const ratios = logCountRatios(counts(100, 200, 1, 0, 3, 0), counts(200, 100, 2, 3, 0, 0));
    expect(ratios.map((ratio) => ratio?.toFixed(6) ?? null)).toEqual([
      "0.996407",
      "-0.996407",
      "0.736966",
      "2.807355",
      "-2.807355",
      null,
    ]);
  });

  it("is 0 for equal counts, and reads integers of either kind", () => {
    expect(logCountRatios(Uint32Array.of(7, 0, 1), Uint32Array.of(7, 0, 1))).toEqual([0, null, 0]);
  });

  it("refuses histograms of different bins", () => {
    expect(() => logCountRatios(counts(1), counts(1, 2))).toThrow(RangeError);
  });
});
