import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BinRule, Change, Histogram, Summary } from "../../src/model/numbers.js";
import { BIN_RULES, binPair } from "../../src/stats/binning.js";
import { compareVectors } from "../../src/stats/change.js";
import { summarize } from "../../src/stats/summary.js";
import { type Pair, unwritable } from "../support/goldens.js";
import { gpt2Site } from "../support/gpt2Sites.js";

const RULES: readonly BinRule[] = [...BIN_RULES, 1, 7, 100];
const TOP_MOVED = 3;

/** What a checkpoint can hold: any finite F32 (constants too large for bins of any width among them), and often a few round values, so that there are ties. */
const weight = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, min: -2, max: 2 }),
  fc.constantFrom(0, -0, 0.5, 1, -1, 0.25),
);

/** Weights that no power of two between 2^-30 and 2^30 rounds: multiples of 2^-16 up to 8. */
const roundWeight = fc.integer({ min: -(2 ** 19), max: 2 ** 19 }).map((n) => n / 2 ** 16);

/** Any number at all, with NaN, infinities, subnormals and what lies next to the largest. */
const anything = fc.oneof(
  fc.double(),
  weight,
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e308, Number.MAX_VALUE, 5e-324, 1e17, -0),
);

function pairOf(value: fc.Arbitrary<number>, minLength = 1): fc.Arbitrary<Pair> {
  return fc
    .array(fc.tuple(value, value), { minLength, maxLength: 60 })
    .map((rows) => ({ pre: column(rows, 0), post: column(rows, 1) }));
}

function column(rows: readonly (readonly [number, number])[], side: 0 | 1): Float64Array {
  return Float64Array.from(rows, (row) => row[side]);
}

function change({ pre, post }: Pair): Change {
  return compareVectors(pre, post, TOP_MOVED);
}

/** The histograms that there are: where 0.5 is lost beside a constant there may be none. */
function binned({ pre, post }: Pair, rule: BinRule): Histogram[] {
  return binPair(pre, post, rule, gpt2Site("ln_1")).filter((histogram) => histogram !== null);
}

function total({ counts, below, above }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, 0) + below + above;
}

/** Counts by the definition alone, value by value: each into the last bin that begins at or before it. */
function recount(values: Float64Array, edges: Float64Array): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    if (value < (edges[0] as number) || value > (edges.at(-1) as number)) continue;
    const bin = edges.subarray(0, -1).findLastIndex((edge) => edge <= value);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** Equal but for the last digits: by 1e-12 of the larger, or of `unit`. */
function expectClose(actual: number | null, expected: number | null, unit = 1): void {
  if (actual === null || expected === null) {
    expect(actual).toBe(expected);
    return;
  }
  const slack = 1e-12 * Math.max(Math.abs(actual), Math.abs(expected), unit);
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(slack);
}

describe("any histogram, by any rule", () => {
  it("counts every value once: in a bin, below or above", () => {
    fc.assert(
      fc.property(pairOf(weight), fc.constantFrom(...RULES), (pair, rule) => {
        for (const histogram of binned(pair, rule)) expect(total(histogram)).toBe(pair.pre.length);
      }),
    );
  });

  it("counts every value once whatever float64 it is, or is null", () => {
    fc.assert(
      fc.property(pairOf(anything), fc.constantFrom(...RULES), (pair, rule) => {
        const [pre, post] = binPair(pair.pre, pair.post, rule, gpt2Site("ln_1"));
        for (const [histogram, values] of [
          [pre, pair.pre],
          [post, pair.post],
        ] as const) {
          if (histogram !== null) expect(total(histogram)).toBe(values.filter(Number.isFinite).length);
        }
      }),
    );
  });

  it("has ascending edges, one more than bins, from the first to the last value at the widest", () => {
    fc.assert(
      fc.property(pairOf(weight), fc.constantFrom(...RULES), ({ pre, post }, rule) => {
        for (const { edges, counts } of binned({ pre, post }, rule)) {
          expect(edges.length).toBe(counts.length + 1);
          expect([...edges]).toEqual([...edges].sort((a, b) => a - b));
          expect(edges.at(-1)).toBeGreaterThan(edges[0] as number);
        }
      }),
    );
  });

  it("has every value in the bin that its edges say", () => {
    fc.assert(
      fc.property(pairOf(weight), fc.constantFrom(...RULES), (pair, rule) => {
        const [pre, post] = binPair(pair.pre, pair.post, rule, gpt2Site("ln_1"));
        if (pre !== null) expect([...pre.counts]).toEqual(recount(pair.pre, pre.edges));
        if (post !== null) expect([...post.counts]).toEqual(recount(pair.post, post.edges));
      }),
    );
  });

  it("leaves nothing outside its edges, but by the auto rule", () => {
    fc.assert(
      fc.property(
        pairOf(weight),
        fc.constantFrom(...RULES.filter((rule) => rule !== "auto")),
        (pair, rule) => {
          for (const { below, above } of binned(pair, rule)) expect([below, above]).toEqual([0, 0]);
        },
      ),
    );
  });
});

describe("any change", () => {
  it("has KS and Jensen-Shannon in [0, 1], cosine and spearman in [-1, 1]", () => {
    fc.assert(
      fc.property(pairOf(weight), (pair) => {
        const { ksStatistic, jensenShannonDistance, cosine, spearman } = change(pair);
        expect(ksStatistic).not.toBeNull();
        for (const share of [ksStatistic, jensenShannonDistance]) {
          expect(share ?? 0).toBeGreaterThanOrEqual(0);
          expect(share ?? 0).toBeLessThanOrEqual(1 + 1e-12);
        }
        for (const correlation of [cosine, spearman]) {
          expect(Math.abs(correlation ?? 0)).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  it("has an earth mover's distance of the shift for a shifted copy", () => {
    fc.assert(
      fc.property(fc.array(roundWeight, { minLength: 1, maxLength: 60 }), roundWeight, (values, shift) => {
        const pre = Float64Array.from(values);
        const post = pre.map((value) => value + shift);
        const result = compareVectors(pre, post, TOP_MOVED);
        expectClose(result.wasserstein1, Math.abs(shift));
        expect(result.meanDelta).toBe(shift + 0);
        expect(result.medianDelta).toBe(shift + 0);
        expect(result.maxAbsDelta).toBe(Math.abs(shift));
      }),
    );
  });

  it("is nothing from a vector to itself", () => {
    fc.assert(
      fc.property(pairOf(weight), ({ pre }) => {
        const result = compareVectors(pre, pre.slice(), TOP_MOVED);
        expect(result).toMatchObject({
          identical: true,
          meanDelta: 0,
          medianDelta: 0,
          maxAbsDelta: 0,
          maxAbsDeltaDim: null,
          topMoved: [],
          signFlips: 0,
          ksStatistic: 0,
          wasserstein1: 0,
        });
        expect(result.jensenShannonDistance ?? 0).toBe(0);
        expect(result.newOutlierDims ?? []).toEqual([]);
        expect(result.lostOutlierDims ?? []).toEqual([]);
        if (result.cosine !== null) expectClose(result.cosine, 1);
        if (result.spearman !== null) expectClose(result.spearman, 1);
      }),
    );
  });

  it("has no marginal distance to a permuted copy, which is another vector all the same", () => {
    fc.assert(
      fc.property(pairOf(weight), ({ pre }) => {
        const result = compareVectors(pre, pre.toReversed(), TOP_MOVED);
        expect(result).toMatchObject({ ksStatistic: 0, wasserstein1: 0 });
        expect(result.jensenShannonDistance ?? 0).toBe(0);
        expect(result.identical).toBe(pre.every((value, dim) => Object.is(value, pre.at(-1 - dim))));
      }),
    );
  });

  it("turns its deltas round when pre and post change places, and keeps its distances", () => {
    fc.assert(
      fc.property(pairOf(weight), ({ pre, post }) => {
        const there = compareVectors(pre, post, TOP_MOVED);
        const back = compareVectors(post, pre, TOP_MOVED);
        const unit = there.maxAbsDelta as number;
        expectClose(back.meanDelta, -(there.meanDelta as number), unit);
        expectClose(back.medianDelta, -(there.medianDelta as number), unit);
        expect(back.topMoved).toEqual(
          there.topMoved.map(({ dim, pre: a, post: b, delta }) => ({ dim, pre: b, post: a, delta: -delta })),
        );
        for (const field of [
          "identical",
          "maxAbsDelta",
          "maxAbsDeltaDim",
          "signFlipDims",
          "ksStatistic",
        ] as const) {
          expect(back[field], field).toEqual(there[field]);
        }
        expectClose(back.wasserstein1, there.wasserstein1, 0);
        expectClose(back.jensenShannonDistance, there.jensenShannonDistance);
        expectClose(back.cosine, there.cosine);
        expectClose(back.spearman, there.spearman);
      }),
    );
  });

  it("never throws and never holds NaN or an infinity, whatever float64 it is given", () => {
    fc.assert(
      fc.property(pairOf(anything, 0), ({ pre, post }) => {
        expect(unwritable(compareVectors(pre, post, TOP_MOVED))).toEqual([]);
        expect(unwritable(summarize(pre))).toEqual([]);
      }),
    );
  });

  it("has a cosine in [-1, 1] whatever float64 it is given", () => {
    fc.assert(
      fc.property(pairOf(anything), (pair) => {
        expect(Math.abs(change(pair).cosine ?? 0)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

describe("any number, when all weights are scaled by a power of two,", () => {
  const power = fc.integer({ min: -30, max: 30 });

  it("is scaled with them, or stays as it is where it has no unit", () => {
    fc.assert(
      fc.property(pairOf(roundWeight), power, ({ pre, post }, exponent) => {
        const factor = 2 ** exponent;
        const scaled = { pre: pre.map((x) => x * factor), post: post.map((x) => x * factor) };
        expect(summarize(scaled.pre)).toEqual(scaleSummary(summarize(pre), factor));
        expect(change(scaled)).toEqual({
          ...scaleChange(change({ pre, post }), factor),
          // A pair of constants gets bins one unit wide, whatever its size.
          jensenShannonDistance: change(scaled).jensenShannonDistance,
          // A dtype has least and largest numbers.
          roundedTo: change(scaled).roundedTo,
        });
      }),
    );
  });

  it("is the same count on scaled edges", () => {
    fc.assert(
      fc.property(pairOf(roundWeight, 3), power, fc.constantFrom(...RULES), (pair, exponent, rule) => {
        fc.pre(new Set(pair.pre).size > 1 && new Set(pair.post).size > 1);
        const factor = 2 ** exponent;
        const scaled = { pre: pair.pre.map((x) => x * factor), post: pair.post.map((x) => x * factor) };
        const plain = binned(pair, rule);
        for (const [i, { edges, ...counts }] of binned(scaled, rule).entries()) {
          expect({ ...counts, edges: edges.map((edge) => edge / factor) }).toEqual(plain[i]);
        }
        expect(change(scaled).jensenShannonDistance).toBe(change(pair).jensenShannonDistance);
      }),
    );
  });

  function scaleSummary(summary: Summary, factor: number): Summary {
    const times = (value: number | null) => (value === null ? null : value * factor);
    const { mean, std, min, max, median, q1, q3, iqr, mad, l2Norm } = summary;
    return {
      ...summary,
      mean: times(mean),
      std: times(std),
      min: times(min),
      max: times(max),
      median: times(median),
      q1: times(q1),
      q3: times(q3),
      iqr: times(iqr),
      mad: times(mad),
      l2Norm: times(l2Norm),
    };
  }

  function scaleChange(result: Change, factor: number): Change {
    const times = (value: number | null) => (value === null ? null : value * factor);
    return {
      ...result,
      meanDelta: times(result.meanDelta),
      medianDelta: times(result.medianDelta),
      madDelta: times(result.madDelta),
      maxAbsDelta: times(result.maxAbsDelta),
      offset: times(result.offset),
      residualMad: times(result.residualMad),
      medianChange: times(result.medianChange),
      quantileShift: result.quantileShift?.map((value) => value * factor) ?? null,
      wasserstein1: times(result.wasserstein1),
      topMoved: result.topMoved.map(({ dim, pre, post, delta }) => ({
        dim,
        pre: pre * factor,
        post: post * factor,
        delta: delta * factor,
      })),
    };
  }
});

describe("any summary", () => {
  it("keeps its order: min, q1, median, q3, max, with the mean within", () => {
    fc.assert(
      fc.property(pairOf(weight), ({ pre }) => {
        const { min, q1, median, q3, max, mean } = summarize(pre) as {
          [Field in "min" | "q1" | "median" | "q3" | "max" | "mean"]: number;
        };
        expect([min, q1, median, q3, max]).toEqual([min, q1, median, q3, max].toSorted((a, b) => a - b));
        expect(mean).toBeGreaterThanOrEqual(min - 1e-12 * Math.abs(min));
        expect(mean).toBeLessThanOrEqual(max + 1e-12 * Math.abs(max));
      }),
    );
  });

  it("is the same for a permuted vector, but for the dims", () => {
    fc.assert(
      fc.property(pairOf(weight), ({ pre }) => {
        const there = summarize(pre);
        const back = summarize(pre.toReversed());
        const dims = (list: readonly number[] | null) =>
          list?.map((dim) => pre.length - 1 - dim).reverse() ?? null;
        expect(back.outlierDims).toEqual(dims(there.outlierDims));
        expect(back.nearZeroDims).toEqual(dims(there.nearZeroDims));
        for (const field of [
          "min",
          "max",
          "median",
          "q1",
          "q3",
          "iqr",
          "mad",
          "tukeyOutlierCount",
        ] as const) {
          expect(back[field], field).toBe(there[field]);
        }
        const unit = Math.max(Math.abs(there.min as number), Math.abs(there.max as number));
        expectClose(back.mean, there.mean, unit);
        expectClose(back.std, there.std, unit);
        expectClose(back.l2Norm, there.l2Norm, unit);
      }),
    );
  });

  it("does not change but for its counts when non-finite values are strewn in", () => {
    fc.assert(
      fc.property(pairOf(weight), fc.infiniteStream(fc.integer({ min: 0, max: 2 })), ({ pre }, stream) => {
        const strewn: number[] = [];
        for (const value of pre) {
          const extra = stream.next().value as number;
          if (extra === 1) strewn.push(Number.NaN);
          if (extra === 2) strewn.push(Number.NEGATIVE_INFINITY);
          strewn.push(value);
        }
        const whole = summarize(pre);
        const broken = summarize(Float64Array.from(strewn));
        expect(broken.nonFiniteDims).toEqual(
          strewn.flatMap((value, dim) => (Number.isFinite(value) ? [] : [dim])),
        );
        expect(broken.nonFinite).toBe(strewn.length - pre.length);
        expect({ ...broken, ...HELD_ELSEWHERE }).toEqual({ ...whole, ...HELD_ELSEWHERE });
        const values = (dims: readonly number[] | null, vector: ArrayLike<number>) =>
          dims?.map((dim) => vector[dim]);
        expect(values(broken.outlierDims, strewn)).toEqual(values(whole.outlierDims, pre));
        expect(values(broken.nearZeroDims, strewn)).toEqual(values(whole.nearZeroDims, pre));
      }),
    );
  });

  const HELD_ELSEWHERE = { nonFinite: 0, nonFiniteDims: [], outlierDims: [], nearZeroDims: [] };
});
