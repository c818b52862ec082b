import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairValues } from "../../src/counting/plainPair.js";
import { mergePairSums, NO_PAIRS, type PairSums, pairedChange } from "../../src/stats/pairSums.js";

const value = fc.oneof(
  fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000),
  fc.constantFrom(0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY),
);
const pairs = fc.array(fc.tuple(value, value), { maxLength: 60 });

function sumsOf(list: readonly (readonly [number, number])[]): PairSums {
  const side = (place: 0 | 1) => Float64Array.from(list, (pair) => pair[place]);
  return pairValues(side(0), side(1));
}

/** As if they stood `by` places further on. */
function shifted(sums: PairSums, by: number): PairSums {
  const { maxAbsDeltaIndex: index } = sums;
  return { ...sums, maxAbsDeltaIndex: index === null ? null : index + by };
}

describe("sums over pairs of values", () => {
  it("are those of the whole wherever it is cut", () => {
    fc.assert(
      fc.property(pairs, fc.nat(60), (list, cut) => {
        const whole = sumsOf(list);
        const merged = mergePairSums(
          sumsOf(list.slice(0, cut)),
          shifted(sumsOf(list.slice(cut)), Math.min(cut, list.length)),
        );
        for (const field of ["n", "maxAbsDelta", "maxAbsDeltaIndex", "signFlips", "changed"] as const) {
          expect([field, merged[field]]).toEqual([field, whole[field]]);
        }
        for (const field of ["preSquare", "postSquare", "product", "deltaSquare"] as const) {
          expect(Math.abs(merged[field] - whole[field]), field).toBeLessThan(
            1e-12 * 9 * 4 * (list.length + 1),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("keep their digits where values vary by little about a mean far from 0", () => {
    const list = Array.from({ length: 4000 }, (_, i): [number, number] => [
      1 + 1e-9 * Math.sin(i),
      1 + 1e-9 * Math.sin(i * i),
    ]);
    const whole = sumsOf(list);
    const parts = Array.from({ length: 400 }, (_, part) => sumsOf(list.slice(10 * part, 10 * part + 10)));
    const merged = parts.reduce(mergePairSums, NO_PAIRS);
    const norms = Math.sqrt(whole.preSquare * whole.postSquare);
    expect(Math.abs(merged.product - whole.product) / norms).toBeLessThan(1e-12);
    expect(Math.abs(merged.preSquare / whole.preSquare - 1)).toBeLessThan(1e-12);
  });

  it("of nothing leave others as they are", () => {
    const some = sumsOf([
      [1, 2],
      [3, -4],
    ]);
    expect(mergePairSums(NO_PAIRS, some)).toBe(some);
    expect(mergePairSums(some, NO_PAIRS)).toBe(some);
  });

  it("name the first of equal largest changes", () => {
    const same = sumsOf([
      [0, 0],
      [0, 1],
      [0, -1],
    ]);
    expect(same.maxAbsDeltaIndex).toBe(1);
    expect(mergePairSums(same, shifted(same, 3)).maxAbsDeltaIndex).toBe(1);
  });

  it("stay within float64 where squares would not, and merge with those in another unit", () => {
    const factors = [1e-250, 1, 1e250];
    for (const factor of factors) {
      const change = pairedChange(
        sumsOf([
          [3 * factor, 6 * factor],
          [-4 * factor, -8 * factor],
        ]),
      );
      expect(change.relativeL2).toBeCloseTo(1, 14);
      expect(change.cosine).toBeCloseTo(1, 14);
      expect(change.pearson).toBeCloseTo(1, 14);
    }
    const huge = sumsOf([[3e250, 6e250]]);
    const small = sumsOf([[1, 1]]);
    expect(huge.scale).toBeGreaterThan(1);
    expect(pairedChange(mergePairSums(small, huge)).relativeL2).toBeCloseTo(1, 14);
    expect(pairedChange(mergePairSums(huge, small)).relativeL2).toBeCloseTo(1, 14);
  });
});

describe("how values changed", () => {
  const changeOf = (...list: readonly (readonly [number, number])[]) => pairedChange(sumsOf(list));

  it("is undefined where there is no pair", () => {
    expect(changeOf([Number.NaN, 1], [1, Number.NEGATIVE_INFINITY])).toEqual({
      n: 0,
      relativeL2: null,
      cosine: null,
      pearson: null,
      maxAbsDelta: null,
      maxAbsDeltaIndex: null,
      signFlips: 0,
      changedShare: null,
    });
  });

  it("has no ratio to zeros, and no correlation with what is constant", () => {
    expect(changeOf([0, 1], [0, 2])).toMatchObject({ relativeL2: null, cosine: null, pearson: null });
    expect(changeOf([1, 0], [2, 0])).toMatchObject({ relativeL2: 1, cosine: null, pearson: null });
    const constant = Array.from({ length: 10 }, (_, i) => [0.3, i] as const);
    expect(changeOf(...constant).pearson).toBeNull();
    expect(changeOf(...constant).cosine).toBeGreaterThan(0);
  });

  it("of equal vectors is none at all: no rounding", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 2 }), (list) => {
        const { relativeL2, cosine, pearson, maxAbsDelta } = changeOf(...list.map((x) => [x, x] as const));
        expect(relativeL2 ?? 0).toBe(0);
        expect(cosine ?? 1).toBe(1);
        expect(pearson ?? 1).toBe(1);
        expect(maxAbsDelta).toBe(0);
      }),
    );
  });

  it("counts neither zeros of both signs as a change nor zeros as flips", () => {
    const change = changeOf([0, -0], [-0, 1], [1, 0], [1, -1], [-2, 3]);
    expect(change).toMatchObject({
      n: 5,
      signFlips: 2,
      changedShare: 4 / 5,
      maxAbsDelta: 5,
      maxAbsDeltaIndex: 4,
    });
  });

  it("has no largest change where that is beyond float64", () => {
    const change = changeOf([-1.7e308, 1.7e308], [1, 1]);
    expect(change).toMatchObject({ maxAbsDelta: null, maxAbsDeltaIndex: 0, signFlips: 1, changedShare: 0.5 });
    expect(change.relativeL2).toBeCloseTo(2, 12);
  });
});
