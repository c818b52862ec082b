import { describe, expect, it } from "vitest";
import type { Change } from "../../src/model/numbers.js";
import { compareVectors } from "../../src/stats/change.js";
import {
  differences,
  GOLDEN_TOP_MOVED,
  largestMagnitude,
  readGoldenPairs,
  unwritable,
} from "../support/goldens.js";

const PAIRS = await readGoldenPairs();

function change(pre: readonly number[], post: readonly number[], topMoved = 10): Change {
  return compareVectors(Float64Array.from(pre), Float64Array.from(post), topMoved);
}

describe("a change equals numpy and scipy in every field", () => {
  it.each(PAIRS)("$name", ({ golden, pre, post }) => {
    const unit = golden.values === undefined ? 0 : largestMagnitude(pre, post);
    expect(differences(compareVectors(pre, post, GOLDEN_TOP_MOVED), golden.change, unit)).toEqual([]);
  });

  it("is held to every field", () => {
    const fields = Object.keys(change([1], [2])).sort();
    const lacking = PAIRS.filter(({ golden }) => Object.keys(golden.change).length < fields.length);
    for (const { golden } of PAIRS)
      expect(fields).toEqual(expect.arrayContaining(Object.keys(golden.change)));
    // Where numpy refuses to make 80 bins there is no Jensen-Shannon distance to compare with.
    expect(lacking.map(({ name }) => name)).toEqual([
      "huge and constant",
      "the smallest numbers there are",
      "neighbouring doubles",
      "constant where 0.5 is lost",
    ]);
  });
});

describe("a change between vectors of different length", () => {
  it("is refused with a RangeError that gives both lengths", () => {
    expect(() => change([1, 2, 3], [1, 2])).toThrow(new RangeError("3 values against 2"));
    expect(() => change([], [1])).toThrow(RangeError);
  });
});

describe("identical means bit for bit after widening", () => {
  it("so 0 and -0 differ, although nothing moved", () => {
    expect(change([0, 1], [-0, 1])).toMatchObject({
      identical: false,
      maxAbsDelta: 0,
      maxAbsDeltaDim: null,
      signFlips: 0,
    });
  });

  it("but any NaN equals any NaN", () => {
    expect(change([Number.NaN, 1], [Number.NaN, 1]).identical).toBe(true);
    expect(change([Number.NaN, 1], [1, 1]).identical).toBe(false);
    expect(change([1, 1], [Number.NaN, 1]).identical).toBe(false);
  });
});

describe("the dims that moved most", () => {
  it("come largest first, the lower dim first where two moved as far, without those that stayed", () => {
    expect(change([1, 1, 1, 1, 1], [1, 1.5, 0.5, 3, 1]).topMoved).toEqual([
      { dim: 3, pre: 1, post: 3, delta: 2 },
      { dim: 1, pre: 1, post: 1.5, delta: 0.5 },
      { dim: 2, pre: 1, post: 0.5, delta: -0.5 },
    ]);
  });

  it("are as many as asked for", () => {
    expect(change([1, 1, 1], [2, 3, 4], 2).topMoved.map(({ dim }) => dim)).toEqual([2, 1]);
  });

  it("may be none, and the one that moved most is still known", () => {
    expect(change([1, 1, 1], [2, 3, 4], 0)).toMatchObject({
      topMoved: [],
      maxAbsDelta: 3,
      maxAbsDeltaDim: 2,
    });
  });
});

describe("sign flips", () => {
  it("are dims where a and b have opposite signs; to or from zero is no flip", () => {
    expect(change([1, -1, 0, -0, 1, -1, 5e-324], [-1, 1, -1, 1, 0, -1, -5e-324])).toMatchObject({
      signFlips: 3,
      signFlipDims: [0, 1, 6],
    });
  });
});

describe("outliers by the baseline's median and mad", () => {
  const bulk = [1, 1.1, 0.9, 1.05, 0.95, 1.02, 0.98];

  it("are new where only post has them and lost where only pre has", () => {
    const before = [...bulk, 5, 1, 7];
    const after = [...bulk, 1, 5, 7];
    expect(change(before, after)).toMatchObject({ newOutlierDims: [8], lostOutlierDims: [7] });
  });

  it("stay outliers although post's own wider bulk would swallow them", () => {
    const widened = bulk.map((value) => 1 + 6 * (value - 1));
    const result = change([...bulk, 2], [...widened, 2]);
    expect(result.newOutlierDims).toEqual([1, 2, 3, 4]);
    expect(result.lostOutlierDims).toEqual([]);
  });

  it("are undefined where the baseline's mad is 0", () => {
    expect(change([1, 1, 1, 5], [1, 2, 3, 4])).toMatchObject({ newOutlierDims: null, lostOutlierDims: null });
  });
});

describe("a change with non-finite values", () => {
  const nan = Number.NaN;
  const inf = Number.POSITIVE_INFINITY;
  const pre = [1, nan, 2, 3, 4, inf, 0.5];
  const post = [1.5, 2, nan, -3, 4, 7, 0.25];

  it("takes paired measures over the dims where both are finite, by their own numbers", () => {
    const { ksStatistic, wasserstein1, jensenShannonDistance, topMoved, ...paired } = change(pre, post);
    const clean = change([1, 3, 4, 0.5], [1.5, -3, 4, 0.25]);
    for (const field of [
      "meanDelta",
      "medianDelta",
      "maxAbsDelta",
      "relativeL2",
      "cosine",
      "spearman",
    ] as const) {
      expect(paired[field], field).toBe(clean[field]);
    }
    expect(paired).toMatchObject({ signFlipDims: [3], maxAbsDeltaDim: 3 });
    expect(topMoved.map(({ dim }) => dim)).toEqual([3, 0, 6]);
  });

  it("takes marginal measures over all finite values of each", () => {
    const { ksStatistic, wasserstein1 } = change(pre, post);
    // By hand: {0.5, 1, 2, 3, 4} against {-3, 0.25, 1.5, 2, 4, 7}: of the six, two lie below 0.5, where none of the five does.
    expect(ksStatistic).toBeCloseTo(1 / 3, 15);
    expect(wasserstein1).toBeCloseTo(88.5 / 60, 14);
  });

  it("is null in every number where all is NaN, on either side or both", () => {
    const allNaN = [nan, nan, nan];
    const UNDEFINED = {
      roundedTo: null,
      meanDelta: null,
      medianDelta: null,
      madDelta: null,
      maxAbsDelta: null,
      maxAbsDeltaDim: null,
      shareUp: null,
      changedShare: null,
      topMoved: [],
      relativeL2: null,
      cosine: null,
      pearson: null,
      spearman: null,
      scale: null,
      offset: null,
      residualMad: null,
      residualShare: null,
      signFlips: 0,
      signFlipDims: [],
      signChangeShare: null,
      medianChange: null,
      medianFraction: null,
      iqrRatio: null,
      quantileShift: null,
      ksStatistic: null,
      wasserstein1: null,
      jensenShannonDistance: null,
      sortedDistance: null,
    };
    const noBulk = { newOutlierDims: null, lostOutlierDims: null };
    expect(change(allNaN, allNaN)).toEqual({ identical: true, ...UNDEFINED, ...noBulk });
    expect(change(allNaN, [1, 2, 3])).toEqual({ identical: false, ...UNDEFINED, ...noBulk });
    expect(change([1, 2, 3], allNaN)).toMatchObject({ identical: false, ...UNDEFINED });
  });

  it("never holds NaN or an infinity itself", () => {
    expect(unwritable(change(pre, post))).toEqual([]);
  });
});

describe("a change at the ends of float64", () => {
  it.each([1e308, Number.MAX_VALUE, 1e300, 1e-300, 1e-310, 5e-324])(
    "gives a vector of %ss a cosine of 1 with itself, and a relativeL2 of 1 where it vanishes",
    (value) => {
      for (const count of [1, 2, 3, 4]) {
        const vector = new Array<number>(count).fill(value);
        expect(change(vector, vector).cosine, `cosine of ${count}`).toBeCloseTo(1, 12);
        expect(change(vector, new Array<number>(count).fill(0)).relativeL2).toBeCloseTo(1, 12);
      }
    },
  );

  it("takes the mean of deltas although their sum overflows", () => {
    expect(change([0, 0], [1e308, 1e308])).toMatchObject({
      meanDelta: 1e308,
      medianDelta: 1e308,
      maxAbsDelta: 1e308,
    });
  });

  it("takes the earth mover's distance of small values beside huge ones", () => {
    expect(change([1e300, 1e-30], [1e300, 2e-30]).wasserstein1).toBeCloseTo(5e-31, 42);
  });

  it("gives the median of deltas although one of them overflows", () => {
    expect(change([-1e308, 0, 0], [1e308, 0, 0]).medianDelta).toBe(0);
    expect(change([1e308, 0, 0], [-1e308, 0, 0]).medianDelta).toBe(0);
  });

  it("never says that another dim moved most than the one whose delta is beyond float64", () => {
    const { maxAbsDelta, maxAbsDeltaDim, topMoved } = change([-1e308, 0], [1e308, 0.5]);
    expect(maxAbsDelta).toBeNull();
    expect(maxAbsDeltaDim).toBe(0);
    expect(topMoved).toEqual([]);
  });

  it("has null for a delta beyond float64, never an infinity", () => {
    const result = change([-1e308, 0, 0.5], [1e308, 0, 0.25]);
    expect(result).toMatchObject({ maxAbsDelta: null, medianDelta: 0, signFlipDims: [0] });
    expect(unwritable(result)).toEqual([]);
  });

  it("has the mean and the norm of deltas that are themselves beyond float64, where those are not", () => {
    expect(change([-1e308, 0, 0, 0], [1e308, 0, 0, 0])).toMatchObject({ meanDelta: 5e307, relativeL2: 2 });
    expect(change([1e308, -1e308], [-1e308, 1e308])).toMatchObject({ meanDelta: 0, relativeL2: 2 });
    // All fell or rose by 2e308.
    expect(change([1e308], [-1e308])).toMatchObject({ meanDelta: null, medianDelta: null, relativeL2: 2 });
  });

  it("draws its line through values near the largest", () => {
    const pre = [-1.6e308, -0.8e308, 0, 0.8e308, 1.6e308];
    const result = change(
      pre,
      pre.map((value) => value / -2),
    );
    expect(result).toMatchObject({ scale: -0.5, offset: 0, residualMad: 0, residualShare: 0, pearson: -1 });
    const shifted = change([0.2e308, 0.4e308, 0.6e308, 0.8e308], [1.2e308, 1.4e308, 1.6e308, 1.7e308]);
    expect(shifted.scale).toBeCloseTo(0.875, 12);
    expect((shifted.offset as number) / 1e308).toBeCloseTo(1.0375, 12);
  });

  it("never throws and never holds NaN or an infinity", () => {
    const ends = [
      1e308,
      -1e308,
      Number.MAX_VALUE,
      5e-324,
      -5e-324,
      0,
      -0,
      1,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
    ];
    for (const a of ends) {
      for (const b of ends) {
        for (const c of ends) expect(unwritable(change([a, b, c], [c, a, 1]))).toEqual([]);
      }
    }
  });
});

describe("two single values", () => {
  it("have distances but no rank correlation", () => {
    expect(change([0.5], [0.75])).toMatchObject({
      spearman: null,
      cosine: 1,
      ksStatistic: 1,
      wasserstein1: 0.25,
      jensenShannonDistance: 1,
    });
  });
});

describe("a dim that is not finite on one side", () => {
  it("is neither a new nor a lost outlier", () => {
    const values = [1, 1.1, 0.9, 1.05, 0.95, 9];
    const broken = [...values.slice(0, 5), Number.NaN];
    const turnover = (pre: readonly number[], post: readonly number[]) => {
      const { newOutlierDims, lostOutlierDims } = compareVectors(
        Float64Array.from(pre),
        Float64Array.from(post),
        1,
      );
      return [newOutlierDims, lostOutlierDims];
    };
    expect(turnover(values, broken)).toEqual([[], []]);
    expect(turnover(broken, values)).toEqual([[], []]);
    expect(turnover(values, [...values.slice(0, 5), 1])).toEqual([[], [5]]);
  });
});
