import { describe, expect, it } from "vitest";
import { isOutlier, nearZeroDims, tukeyOutlierCount } from "../../src/stats/outliers.js";
import { summarize } from "../../src/stats/summary.js";
import { differences, largestMagnitude, readGoldenPairs, unwritable } from "../support/goldens.js";

const PAIRS = await readGoldenPairs();

describe("a summary equals numpy and scipy in every field", () => {
  it.each(PAIRS)("$name", ({ golden, pre, post }) => {
    const unit = (vector: Float64Array) => (golden.values === undefined ? 0 : largestMagnitude(vector));
    expect(differences(summarize(pre), golden.pre, unit(pre))).toEqual([]);
    expect(differences(summarize(post), golden.post, unit(post))).toEqual([]);
  });

  it("is held to every field, and to real tensors without any slack", () => {
    const fields = Object.keys(summarize(Float64Array.of(1))).sort();
    for (const { golden } of PAIRS) expect(Object.keys(golden.pre).sort()).toEqual(fields);
    expect(PAIRS.filter(({ golden }) => golden.values === undefined)).toHaveLength(30);
  });
});

describe("a summary where there is nothing to say", () => {
  const EMPTY = {
    n: 0,
    mean: null,
    std: null,
    min: null,
    max: null,
    median: null,
    q1: null,
    q3: null,
    iqr: null,
    mad: null,
    skewness: null,
    excessKurtosis: null,
    l2Norm: null,
    outlierDims: null,
    tukeyOutlierCount: null,
    nearZeroDims: [],
  };

  it("is null in every number for an empty vector", () => {
    expect(summarize(new Float64Array(0))).toEqual({ ...EMPTY, nonFinite: 0, nonFiniteDims: [] });
  });

  it("is null in every number for a vector of NaN and infinities, which it counts and lists", () => {
    const broken = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    expect(summarize(broken)).toEqual({ ...EMPTY, nonFinite: 3, nonFiniteDims: [0, 1, 2] });
  });
});

describe("a summary of a vector with non-finite values", () => {
  const finite = [0.5, -0.25, 0.75, 9, 0.001, 0.5, 0.625];
  const broken = Float64Array.of(
    Number.NaN,
    ...finite.slice(0, 3),
    Number.POSITIVE_INFINITY,
    ...finite.slice(3),
    Number.NEGATIVE_INFINITY,
  );

  it("counts them and lists their dims", () => {
    expect(summarize(broken)).toMatchObject({ n: 7, nonFinite: 3, nonFiniteDims: [0, 4, 9] });
  });

  it("leaves them out of every other number", () => {
    const { n, nonFinite, nonFiniteDims, outlierDims, nearZeroDims, ...numbers } = summarize(broken);
    expect(summarize(Float64Array.from(finite))).toMatchObject(numbers);
  });

  it("names outliers and values near zero by their dims in the whole vector", () => {
    expect(summarize(broken)).toMatchObject({ outlierDims: [5], nearZeroDims: [6] });
    expect(summarize(Float64Array.from(finite))).toMatchObject({ outlierDims: [3], nearZeroDims: [4] });
  });
});

describe("a summary at the ends of float64", () => {
  it("gives the norm of 1e308s as null, since it is beyond float64, and the rest as numbers", () => {
    const summary = summarize(Float64Array.of(1e308, -1e308, 1e308, -1e308));
    expect(summary).toMatchObject({ mean: 0, std: 1e308, median: 0, mad: 1e308, l2Norm: null, skewness: 0 });
    expect(summary.excessKurtosis).toBeCloseTo(-2, 12);
    // From -1e308 to 1e308 is 2e308: no float64.
    expect(summary.iqr).toBeNull();
    expect(summary.tukeyOutlierCount).toBe(0);
  });

  it("takes the median of deviations although the largest of them overflows", () => {
    // Deviations from the median -1e308: 0, 0 and 2.2e308. Their median is 0.
    expect(summarize(Float64Array.of(1.2e308, -1e308, -1e308)).mad).toBe(0);
  });

  it("keeps the digits of subnormal values", () => {
    const summary = summarize(Float64Array.of(3e-310, 1e-310, 2e-310));
    expect(summary.mean).toBeCloseTo(2e-310, 320);
    expect(summary.std).not.toBe(0);
    expect(summary.std as number).toBeCloseTo(1e-310 * Math.sqrt(2 / 3), 320);
    expect(summary.l2Norm as number).toBeCloseTo(1e-310 * Math.sqrt(14), 320);
  });

  it("never holds NaN or an infinity", () => {
    const ends = [1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -5e-324, 0, -0, Number.NaN];
    for (const a of ends) {
      for (const b of ends)
        for (const c of ends) expect(unwritable(summarize(Float64Array.of(a, b, c)))).toEqual([]);
    }
  });
});

describe("moments of values that are narrow and far from zero", () => {
  // Whole numbers below 2^53: exact, and so is what they become.
  const near = [-10, 10, -10, 10, 10, 3, -7, 0];
  const expected = summarize(Float64Array.from(near));

  it.each([1e15, -1e15, 2 ** 52, 1e12])("keep their digits: about %s", (centre) => {
    const { std, skewness, excessKurtosis } = summarize(Float64Array.from(near, (x) => centre + x));
    expect((std as number) / (expected.std as number)).toBeCloseTo(1, 13);
    expect(skewness).toBeCloseTo(expected.skewness as number, 11);
    expect(excessKurtosis).toBeCloseTo(expected.excessKurtosis as number, 11);
  });

  it("of 1e15 - 10 and 1e15 + 10 have a std of 10", () => {
    expect(summarize(Float64Array.of(1e15 - 10, 1e15 + 10))).toMatchObject({ mean: 1e15, std: 10 });
    expect(summarize(Float64Array.of(1e15 - 10, 1e15 + 10, 1e15 - 10)).std).toBeCloseTo(
      9.428090415820634,
      13,
    );
  });

  it("do not overflow where they are finite themselves", () => {
    expect(summarize(Float64Array.of(-1e308, 1e308))).toMatchObject({ mean: 0, std: 1e308, skewness: 0 });
    const summary = summarize(Float64Array.of(1.6e308, 1.7e308));
    expect((summary.mean as number) / 1.65e308).toBeCloseTo(1, 15);
    expect((summary.std as number) / 5e306).toBeCloseTo(1, 12);
  });
});

describe("what lies exactly on a threshold is not beyond it", () => {
  it("modified z of 3.5", () => {
    const bulk = { median: 0, mad: 0.6745 };
    expect(isOutlier(3.5, bulk)).toBe(false);
    expect(isOutlier(-3.5, bulk)).toBe(false);
    expect(isOutlier(3.5000001, bulk)).toBe(true);
    expect(isOutlier(-3.5000001, bulk)).toBe(true);
  });

  it("Tukey's fences", () => {
    expect(tukeyOutlierCount(Float64Array.of(-2, 1, 3, 6), 1, 3)).toBe(0);
    expect(tukeyOutlierCount(Float64Array.of(-2.0001, 1, 3, 6.0001), 1, 3)).toBe(2);
  });

  it("a tenth of the median magnitude", () => {
    expect(nearZeroDims(Float64Array.of(0.5, -0.5, 0.4999, -0.4999, 0), 5)).toEqual([2, 3, 4]);
  });
});
