import { describe, expect, it } from "vitest";
import { MergedMoments } from "../../src/stats/mergedMoments.js";
import { medianMagnitude, selected } from "../../src/stats/selected.js";

/** Two columns, one far from zero; their variances and excess kurtoses by numpy. */
const ROWS = Float64Array.of(
  -0.802,
  98.676,
  -0.248,
  100.461,
  0.421,
  100.604,
  0.136,
  99.165,
  0.481,
  99.653,
  0.139,
  100.23,
);
const VARIANCES = [0.1914064722222222, 0.4927378055555533];
const KURTOSES = [-0.5660426646582355, -1.3549777037527224];

describe("moments that are merged", () => {
  it("are those of the whole, however it is cut", () => {
    for (const cuts of [[], [1], [3], [2, 5], [1, 2, 3, 4, 5]]) {
      const merged = new MergedMoments(2);
      const ends = [...cuts, 6];
      for (const [i, end] of ends.entries()) merged.add(ROWS, ends[i - 1] ?? 0, end);
      for (const column of [0, 1]) {
        expect(merged.variance(column)).toBeCloseTo(VARIANCES[column] as number, 12);
        expect(merged.excessKurtosis(column)).toBeCloseTo(KURTOSES[column] as number, 8);
      }
      expect(merged.count).toBe(6);
    }
  });

  it("have no kurtosis where nothing varies", () => {
    const same = new MergedMoments(1);
    same.add(Float64Array.of(3, 3, 3), 0, 3);
    expect(same.excessKurtosis(0)).toBeNull();
  });
});

describe("a selected value", () => {
  it("is the one that sorting would put there", () => {
    let state = 1;
    const values = Float64Array.from({ length: 301 }, () => {
      state = (state * 16807) % 2147483647;
      return state % 50;
    });
    const sorted = values.toSorted();
    for (const k of [0, 1, 75, 150, 299, 300]) expect(selected(values.slice(), k)).toBe(sorted[k]);
  });

  it("gives the lower median of magnitudes, and of nothing none", () => {
    expect(medianMagnitude(Float64Array.of(-5, 1, 3, -2))).toBe(2);
    expect(medianMagnitude(new Float64Array())).toBeNaN();
  });
});
