import { describe, expect, it } from "vitest";
import { median, pairwiseRatios, quantile, quartiles } from "../../bench/statistics.mjs";

describe("the benchmark's statistics", () => {
  it("take the middle of an odd number, and of an even one the mean of the two", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
    expect(median([7])).toBe(7);
  });

  it("interpolate quantiles as numpy does", () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9], [0.25, 0.5, 0.75, 0.9])
    expect([0.25, 0.5, 0.75, 0.9].map((q) => quantile([3, 1, 4, 1, 5, 9], q))).toEqual([1.5, 3.5, 4.75, 7]);
    expect(quartiles([1, 2, 3, 4, 5])).toEqual({ first: 2, median: 3, third: 4 });
  });

  it("sort numbers as numbers, and leave what they are given as it was", () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it("divide each time by the other of the same round", () => {
    expect(pairwiseRatios([10, 30, 8], [5, 10, 16])).toEqual([2, 3, 0.5]);
  });
});
