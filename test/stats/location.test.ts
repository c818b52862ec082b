import { describe, expect, it } from "vitest";
import { compareVectors } from "../../src/stats/change.js";
import { medianChange, medianFraction, quantileShift } from "../../src/stats/location.js";

const change = (pre: readonly number[], post: readonly number[]) =>
  compareVectors(Float64Array.from(pre), Float64Array.from(post), 3);

describe("the change of the median", () => {
  it("is of the two medians, not the median of the changes", () => {
    // Medians 2 and 3; changes -1, 1, 4.
    expect(change([3, 2, 1], [2, 3, 5])).toMatchObject({ medianChange: 1, medianDelta: 1 });
    expect(change([1, 2, 3], [3, 1, 2])).toMatchObject({ medianChange: 0, medianDelta: -1 });
  });

  it("is a fraction of the magnitude before, whatever its sign", () => {
    expect(medianFraction({ median: 4, iqr: 1 }, { median: 5 })).toBe(0.25);
    expect(medianFraction({ median: -4, iqr: 1 }, { median: -5 })).toBe(-0.25);
  });

  it("is no fraction where the bulk lies about zero: the median nearer to it than one interquartile range", () => {
    expect(medianFraction({ median: 1, iqr: 1 }, { median: 2 })).toBe(1);
    expect(medianFraction({ median: 0.999, iqr: 1 }, { median: 2 })).toBeNull();
    expect(medianFraction({ median: -0.999, iqr: 1 }, { median: 2 })).toBeNull();
    expect(medianFraction({ median: 0, iqr: 0 }, { median: 2 })).toBeNull();
  });

  it("is undefined where a median is, or the width beyond float64", () => {
    expect(medianChange({ median: null }, { median: 1 })).toBeNull();
    expect(medianChange({ median: 1 }, { median: null })).toBeNull();
    expect(medianChange({ median: -1e308 }, { median: 1e308 })).toBeNull();
    expect(medianFraction({ median: null, iqr: 1 }, { median: 1 })).toBeNull();
    expect(medianFraction({ median: 1e308, iqr: null }, { median: 1 })).toBeNull();
  });
});

describe("the shift of the deciles", () => {
  it("is nine numbers, those of post less those of pre, over all finite values of each", () => {
    const pre = Float64Array.from({ length: 11 }, (_, i) => i);
    const post = Float64Array.of(Number.NaN, ...Array.from({ length: 21 }, (_, i) => i));
    expect(quantileShift(pre, post)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("is undefined where there is no value, or a shift is beyond float64", () => {
    expect(quantileShift(new Float64Array(), Float64Array.of(1))).toBeNull();
    expect(quantileShift(Float64Array.of(Number.NaN), Float64Array.of(1))).toBeNull();
    expect(quantileShift(Float64Array.of(-1e308), Float64Array.of(1e308))).toBeNull();
  });
});

describe("shares of dims", () => {
  it("rose, and changed at all, of those where both are finite", () => {
    expect(change([1, 1, 1, 1, Number.NaN], [2, 0, 1, 3, 1])).toMatchObject({
      shareUp: 0.5,
      changedShare: 0.75,
    });
    expect(change([0, 1], [-0, 1])).toMatchObject({ identical: false, changedShare: 0, shareUp: 0 });
    expect(change([1, -1e308], [1, 1e308])).toMatchObject({ changedShare: 0.5, shareUp: 0.5 });
  });

  it("changed sign, of those that were not near zero before", () => {
    // The median magnitude is 1; 0.05 and 0 are near zero.
    expect(change([1, 1, -1, 0.05, 0, 1], [-1, 1, 1, -1, -1, 0])).toMatchObject({
      signFlips: 3,
      signChangeShare: 0.5,
    });
    expect(change([1, -2, 3], [-1, 2, -3])).toMatchObject({ signChangeShare: 1 });
  });

  it("counts exactly a tenth of the median magnitude as away from zero", () => {
    expect(change([10, 10, 1, 10], [10, 10, -1, 10])).toMatchObject({ signChangeShare: 0.25 });
    expect(change([10, 10, 0.999, 10], [10, 10, -1, 10])).toMatchObject({ signFlips: 1, signChangeShare: 0 });
  });

  it("has no sign to change where all is zero, and only zeros to leave out where most is", () => {
    expect(change([0, 0, -0], [1, -1, 0])).toMatchObject({ signChangeShare: null });
    expect(change([0, 0, 0, 2, 3], [1, 0, 0, -2, 3])).toMatchObject({ signChangeShare: 0.5 });
  });
});
