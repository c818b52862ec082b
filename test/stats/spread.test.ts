import { describe, expect, it } from "vitest";
import { mulberry32, resample } from "../../src/stats/resampling.js";
import { iqrRatio, iqrRatioRanges } from "../../src/stats/spread.js";
import { summarize } from "../../src/stats/summary.js";
import { readSmall, readTensorGoldens } from "../support/tensorGoldens.js";

const GOLDEN = readTensorGoldens();
const SMALL = await readSmall(GOLDEN.tensors);
const PAIRS = SMALL.pre.map((pre, i) => ({ pre, post: SMALL.post[i] as Float64Array }));

/** Nearly normal. */
function bell(length: number, seed: number): Float64Array {
  const next = mulberry32(seed);
  return Float64Array.from({ length }, () => (next() + next() + next() + next()) / 2 ** 32 - 2);
}

describe("the ratio of interquartile ranges", () => {
  it("is of post over pre, null where that of pre is 0 or either unknown", () => {
    expect(iqrRatio({ iqr: 2 }, { iqr: 3 })).toBe(1.5);
    expect(iqrRatio({ iqr: 2 }, { iqr: 0 })).toBe(0);
    expect(iqrRatio({ iqr: 0 }, { iqr: 1 })).toBeNull();
    expect(iqrRatio({ iqr: null }, { iqr: 1 })).toBeNull();
    expect(iqrRatio({ iqr: 1 }, { iqr: null })).toBeNull();
    expect(iqrRatio({ iqr: 1e-300 }, { iqr: 1e300 })).toBeNull();
  });
});

describe("its stability range over dims", () => {
  it("equals numpy's percentiles over the same draws, for every tensor", () => {
    const ranges = iqrRatioRanges(PAIRS);
    expect(ranges).toHaveLength(50);
    for (const [i, [low, high]] of GOLDEN.iqrRatioRanges.entries()) {
      const range = ranges[i];
      expect(Math.abs((range?.low as number) / low - 1), GOLDEN.tensors[i]).toBeLessThanOrEqual(1e-12);
      expect(Math.abs((range?.high as number) / high - 1), GOLDEN.tensors[i]).toBeLessThanOrEqual(1e-12);
    }
  });

  it("is the same asked one by one, and every time", () => {
    const some = PAIRS.slice(12, 16);
    expect(some.map((pair) => iqrRatioRanges([pair])[0])).toEqual(iqrRatioRanges(PAIRS).slice(12, 16));
  });

  it("is 1 to 1 where nothing changed, and what everything was scaled by", () => {
    const pre = bell(768, 1);
    const post = pre.map((x) => x * 1.25 + 4);
    const [same, scaled] = iqrRatioRanges([
      { pre, post: pre.slice() },
      { pre, post },
    ]);
    expect(same).toEqual({ low: 1, high: 1 });
    expect(scaled?.low).toBeCloseTo(1.25, 12);
    expect(scaled?.high).toBeCloseTo(1.25, 12);
  });

  it("holds the ratio, and 1 for two samples of the same kind; not for one that is half as wide again", () => {
    const [pre, like, wide] = [bell(768, 1), bell(768, 2), bell(768, 3).map((x) => x * 1.5)];
    const [alike, wider] = iqrRatioRanges([
      { pre, post: like },
      { pre, post: wide },
    ]);
    const ratio = iqrRatio(summarize(pre), summarize(wide)) as number;
    expect(alike?.low).toBeLessThan(1);
    expect(alike?.high).toBeGreaterThan(1);
    expect(wider?.low).toBeGreaterThan(1);
    expect(wider?.low).toBeLessThan(ratio);
    expect(wider?.high).toBeGreaterThan(ratio);
  });

  it("leaves out dims that are not finite, and takes tensors of several widths at once", () => {
    const [pre, post] = [bell(60, 1), bell(60, 2)];
    const broken = Float64Array.of(...pre, Number.NaN, 4);
    const other = Float64Array.of(...post, 1, Number.POSITIVE_INFINITY);
    const [whole, holed, longer] = iqrRatioRanges([
      { pre, post },
      { pre: broken, post: other },
      { pre: bell(80, 1), post: bell(80, 2) },
    ]);
    expect(holed).toEqual(whole);
    expect(longer).not.toEqual(whole);
  });

  it("is undefined where a resample may have no width, or there are fewer than two dims", () => {
    const few = Float64Array.of(0, 0, 0, 1, 2, 3);
    const nothing = new Float64Array(0);
    expect(
      iqrRatioRanges([
        { pre: few, post: few },
        { pre: nothing, post: nothing },
        { pre: Float64Array.of(1), post: Float64Array.of(2) },
      ]),
    ).toEqual([null, null, null]);
    expect(iqrRatioRanges([])).toEqual([]);
  });

  it("refuses vectors of different length", () => {
    expect(() => iqrRatioRanges([{ pre: bell(3, 1), post: bell(4, 1) }])).toThrow(RangeError);
  });
});

describe("resamples", () => {
  it("draw as many places as there are, each about as often, and the same every time", () => {
    const total = new Float64Array(50);
    const first: number[][] = [];
    resample(50, 2000, (counts, replicate) => {
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50);
      for (const [place, count] of counts.entries()) total[place] = (total[place] as number) + count;
      if (replicate < 3) first.push([...counts]);
    });
    // Each place is drawn 2000 times on average, with a standard deviation of 44.
    expect(Math.min(...total)).toBeGreaterThan(1780);
    expect(Math.max(...total)).toBeLessThan(2220);
    resample(50, 3, (counts, replicate) => expect([...counts]).toEqual(first[replicate]));
    expect(first[0]).not.toEqual(first[1]);
  });

  it("are drawn by Mulberry32", () => {
    const next = mulberry32(1);
    expect([next(), next(), next()]).toEqual([2693262067, 11749833, 2265367787]);
  });
});
