import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { medianOf } from "../../src/stats/quantiles.js";
import { robustLine } from "../../src/stats/robustLine.js";

/** Multiples of 2^-8, of which sums and products with small integers are exact. */
const value = fc.integer({ min: -2048, max: 2048 }).map((n) => n / 256);
const points = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 40 }).map((rows) => ({
  a: Float64Array.from(rows, ([x]) => x),
  b: Float64Array.from(rows, ([, y]) => y),
}));
const NONE = { scale: null, offset: null, residualMad: null, residualShare: null };

function expectClose(actual: number | null, expected: number | null): void {
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else {
    const slack = 1e-11 * Math.max(1, Math.abs(actual), Math.abs(expected));
    expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(slack);
  }
}

/** By the definition; null where there is no slope. */
function bySorting(a: Float64Array, b: Float64Array) {
  const dims = [...a.keys()].sort((x, y) => (a[x] as number) - (a[y] as number) || x - y);
  const half = dims.length >> 1;
  const slopes = dims.slice(half).flatMap((to, i) => {
    const from = dims[i] as number;
    const run = (a[to] as number) - (a[from] as number);
    return run > 0 ? [((b[to] as number) - (b[from] as number)) / run] : [];
  });
  if (slopes.length === 0) return null;
  const scale = medianOf(slopes);
  const rests = [...b].map((y, i) => y - scale * (a[i] as number));
  const offset = medianOf(rests);
  return { scale, offset, residualMad: medianOf(rests.map((rest) => Math.abs(rest - offset))) };
}

describe("the robust line", () => {
  it("is the line that the points lie on, although a third of them does not", () => {
    const a = Float64Array.from({ length: 30 }, (_, i) => ((i * 7) % 30) / 8);
    const b = a.map((x, i) => (i % 3 === 0 ? 100 - i : 1.25 * x - 0.5));
    const bent = robustLine(a, b);
    expect(
      robustLine(
        a,
        a.map((x) => 1.25 * x - 0.5),
      ),
    ).toEqual({
      scale: 1.25,
      offset: -0.5,
      residualMad: 0,
      residualShare: 0,
    });
    expect(bent.residualMad).toBe(0);
    expect(bent.scale).toBe(1.25);
    expect(bent.offset).toBe(-0.5);
    expect(bent.residualShare).toBeGreaterThan(1);
  });

  it("pairs each dim with the one floor(n / 2) further on, in order of a", () => {
    // Sorted by a: (0, 0), (1, 5), (2, 2), (4, 10). Slopes: 2 / 2 and 5 / 3; their median is 4 / 3.
    const even = robustLine(Float64Array.of(2, 0, 4, 1), Float64Array.of(2, 0, 10, 5));
    expect(even.scale).toBeCloseTo(4 / 3, 14);
    // With (6, 7) besides: 2 / 2, 5 / 3 and 5 / 4 over pairs 0-2, 1-3, 2-4.
    const odd = robustLine(Float64Array.of(2, 0, 4, 1, 6), Float64Array.of(2, 0, 10, 5, 7));
    expect(odd.scale).toBe(5 / 4);
  });

  it("is by medians of sorted numbers, also of data that make looking for them slow", () => {
    const random = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 300 });
    // Each look at the middle finds the least of what is left.
    const slow = fc.integer({ min: 300, max: 900 }).map((n) => {
      const rises = Array.from({ length: n }, (_, i) => (i === n >> 1 ? 0 : (i + 1) / 8));
      return [...Array.from({ length: n }, () => 0), ...rises].map((y, i) => [i / 4, y] as const);
    });
    fc.assert(
      fc.property(fc.oneof(random, slow), (rows) => {
        const [a, b] = [0, 1].map((side) => Float64Array.from(rows, (row) => row[side] as number)) as [
          Float64Array,
          Float64Array,
        ];
        const line = robustLine(a, b);
        const expected = bySorting(a, b);
        if (expected === null) expect(line).toEqual(NONE);
        else expect(line).toMatchObject(expected);
      }),
    );
  });

  it("takes equal values of a in order of their dims, and no slope between them", () => {
    // (1, 0), (1, 4) | (1, 7), (3, 6): the first pair has no slope, the second (6 - 4) / 2.
    expect(robustLine(Float64Array.of(1, 1, 1, 3), Float64Array.of(0, 4, 7, 6)).scale).toBe(1);
    expect(robustLine(Float64Array.of(1, 1, 1, 3), Float64Array.of(4, 0, 7, 6)).scale).toBe(3);
  });

  it("follows b wherever it is scaled and moved", () => {
    fc.assert(
      fc.property(
        points,
        fc.integer({ min: -8, max: 8 }),
        fc.integer({ min: -8, max: 8 }),
        ({ a, b }, k, c) => {
          const line = robustLine(a, b);
          const moved = robustLine(
            a,
            b.map((y) => k * y + c),
          );
          const times = (x: number | null, by: number) => (x === null ? null : x * by);
          expectClose(moved.scale, times(line.scale, k));
          expectClose(moved.offset, line.offset === null ? null : line.offset * k + c);
          expectClose(moved.residualMad, times(line.residualMad, Math.abs(k)));
          expectClose(moved.residualShare, times(line.residualShare, Math.abs(k)));
        },
      ),
    );
  });

  it("adds what a multiple of a adds, and turns with a", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: -8, max: 8 }), ({ a, b }, k) => {
        const line = robustLine(a, b);
        const sheared = robustLine(
          a,
          b.map((y, i) => y + k * (a[i] as number)),
        );
        expectClose(sheared.scale, line.scale === null ? null : line.scale + k);
        expectClose(sheared.offset, line.offset);
        expectClose(sheared.residualMad, line.residualMad);
      }),
    );
  });

  it("does not depend on the order of the dims where the values of a differ", () => {
    fc.assert(
      fc.property(points, ({ a, b }) => {
        fc.pre(new Set(a).size === a.length);
        const { residualShare, ...line } = robustLine(a, b);
        const { residualShare: reversedShare, ...reversed } = robustLine(a.toReversed(), b.toReversed());
        expect(reversed).toEqual(line);
        expectClose(reversedShare, residualShare);
      }),
    );
  });

  it("is none through a constant, a single point, nothing, or where it is steeper than float64", () => {
    expect(robustLine(Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3))).toEqual(NONE);
    expect(robustLine(Float64Array.of(1), Float64Array.of(2))).toEqual(NONE);
    expect(robustLine(new Float64Array(), new Float64Array())).toEqual(NONE);
    expect(robustLine(Float64Array.of(0, 1e-300), Float64Array.of(0, 1e300))).toEqual(NONE);
  });

  it("has no offset where scale times a is beyond float64", () => {
    const line = robustLine(Float64Array.of(0, 1e-10, 1e300), Float64Array.of(0, 1e10, 1e300));
    expect(line.scale).not.toBeNull();
    expect(Object.values(line).every((x) => x === null || Number.isFinite(x))).toBe(true);
  });

  it("of a vector and itself is what it is of one that differs in a single dim, all but for that", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), (values) => {
        const a = Float64Array.from(values);
        const line = robustLine(a, a.slice());
        // 0 and -0 are told apart, and give the same slopes.
        const zeros = robustLine(Float64Array.of(...a, 0), Float64Array.of(...a, -0));
        expect(robustLine(Float64Array.of(...a, 0), Float64Array.of(...a, 0))).toEqual(zeros);
        expect(line).toEqual(
          new Set(a).size < 2 ? NONE : { scale: 1, offset: 0, residualMad: 0, residualShare: 0 },
        );
      }),
    );
  });

  it("of a constant b is flat", () => {
    expect(robustLine(Float64Array.of(1, 2, 3, 4), new Float64Array(4).fill(7))).toEqual({
      scale: 0,
      offset: 7,
      residualMad: 0,
      residualShare: 0,
    });
  });
});
