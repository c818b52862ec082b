import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chanceCorrelation, correlationMatrix, pearson, spearman } from "../../src/stats/correlation.js";
import { readSmall, readTensorGoldens } from "../support/tensorGoldens.js";

const KINDS = ["pearson", "spearman"] as const;
const GOLDEN = readTensorGoldens();
const SMALL = await readSmall(GOLDEN.gains);

/** Deterministic, in no way alike for different seeds. */
function noise(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (Math.sin((i + 1) * (seed + 1) * 12.9898) * 43758.5453) % 1);
}

const value = fc.integer({ min: -(2 ** 19), max: 2 ** 19 }).map((n) => n / 2 ** 16);
const pair = fc
  .array(fc.tuple(value, value), { minLength: 3, maxLength: 40 })
  .map((rows) => [0, 1].map((side) => Float64Array.from(rows, (row) => row[side] as number)))
  .map(([a, b]) => ({ a: a as Float64Array, b: b as Float64Array }));

function expectClose(actual: number | null, expected: number | null): void {
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(1e-12);
}

describe("correlations of every gain with every gain", () => {
  it.each(KINDS)("equal numpy's and scipy's: %s", (kind) => {
    const matrix = correlationMatrix(SMALL.pre, SMALL.post, kind);
    expect(matrix).toHaveLength(25);
    for (const [i, row] of GOLDEN[kind].entries()) {
      for (const [j, expected] of row.entries()) {
        const actual = matrix[i]?.[j] as number;
        // Of sums that cancel numpy keeps no more digits.
        const slack = Math.max(1e-12 * Math.abs(expected), 8 * Number.EPSILON);
        expect(Math.abs(actual - expected), `${i}, ${j}`).toBeLessThanOrEqual(slack);
      }
    }
  });

  it.each(KINDS)("are those of the pairs, to the last bit: %s", (kind) => {
    const matrix = correlationMatrix(SMALL.pre, SMALL.post, kind);
    const of = kind === "pearson" ? pearson : spearman;
    expect(matrix).toEqual(SMALL.pre.map((a) => SMALL.post.map((b) => of(a, b))));
  });

  it("are 1 of a tensor and itself, exactly, and -1 of its negative", () => {
    for (const a of SMALL.pre) {
      expect([pearson(a, a.slice()), spearman(a, a.slice())]).toEqual([1, 1]);
      expect([
        pearson(
          a,
          a.map((x) => -x),
        ),
        spearman(
          a,
          a.map((x) => -x),
        ),
      ]).toEqual([-1, -1]);
    }
  });

  it.each(KINDS)("of 194 by 194 tensors of 1600 values take well under a second: %s", (kind) => {
    const tensors = Array.from({ length: 194 }, (_, seed) => noise(1600, seed));
    const started = process.cpuUsage();
    const matrix = correlationMatrix(tensors, tensors, kind);
    const { user } = process.cpuUsage(started);
    expect(matrix[193]?.[193]).toBe(1);
    expect(user / 1e6).toBeLessThan(2);
  });
});

describe("a correlation", () => {
  it("is of gains that start at 1 about their mean, where their cosine says nothing", () => {
    const [a, b] = [noise(768, 1), noise(768, 2)].map((own) => own.map((x) => 1 + x / 100));
    expect(Math.abs(pearson(a as Float64Array, b as Float64Array) as number)).toBeLessThan(0.1);
  });

  it("keeps its digits far from zero", () => {
    const near = [3, -1, 4, 1, -5, 9, 2, -6];
    const far = Float64Array.from(near, (x) => 2 ** 52 + x);
    const other = noise(8, 3);
    expectClose(pearson(far, other), pearson(Float64Array.from(near), other));
  });

  it("is undefined for constants, whatever their sums round to, and for fewer than two values", () => {
    const constant = new Float64Array(11).fill(0.1);
    for (const of of [pearson, spearman]) {
      expect(of(constant, noise(11, 1))).toBeNull();
      expect(of(noise(11, 1), constant)).toBeNull();
      expect(of(Float64Array.of(1), Float64Array.of(2))).toBeNull();
      expect(of(new Float64Array(), new Float64Array())).toBeNull();
    }
    expect(correlationMatrix([constant], [constant, noise(11, 1)], "pearson")).toEqual([[null, null]]);
  });

  it("does not change when one side is scaled and moved, and turns round with its sign", () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: 1, max: 9 }), fc.integer({ min: -9, max: 9 }), ({ a, b }, k, c) => {
        const moved = b.map((x) => c + k * x);
        expectClose(pearson(a, moved), pearson(a, b));
        expect(spearman(a, moved)).toBe(spearman(a, b));
        const negative = pearson(
          a,
          b.map((x) => -x),
        );
        expectClose(negative === null ? null : -negative, pearson(a, b));
        expectClose(pearson(b, a), pearson(a, b));
      }),
    );
  });
});

describe("a matrix of correlations", () => {
  it("has null where widths differ", () => {
    const [a, b, c] = [noise(8, 1), noise(8, 2), noise(9, 3)];
    const matrix = correlationMatrix([a, c], [b, c, a], "pearson");
    expect(matrix).toEqual([
      [pearson(a, b), null, 1],
      [null, 1, null],
    ]);
  });

  it.each(KINDS)("is over the dims where both are finite, of those that hold something else: %s", (kind) => {
    const [a, b] = [noise(12, 1), noise(12, 2)];
    const broken = a.slice();
    broken[3] = Number.NaN;
    broken[7] = Number.POSITIVE_INFINITY;
    const without = (values: Float64Array) => values.filter((_, dim) => dim !== 3 && dim !== 7);
    const of = kind === "pearson" ? pearson : spearman;
    const left = of(without(a), without(b));
    expect(correlationMatrix([broken, b], [b, broken], kind)).toEqual([
      [left, 1],
      [1, of(without(b), without(a))],
    ]);
  });

  it("may be empty", () => {
    expect(correlationMatrix([], [noise(3, 1)], "pearson")).toEqual([]);
    expect(correlationMatrix([noise(3, 1)], [], "pearson")).toEqual([[]]);
  });
});

describe("what chance gives", () => {
  it("is 1.96 / sqrt(n - 1)", () => {
    expect(chanceCorrelation(768)).toBeCloseTo(0.07077, 5);
    expect(chanceCorrelation(2)).toBe(1.96);
    expect([chanceCorrelation(1), chanceCorrelation(0)]).toEqual([null, null]);
  });

  it("holds 95 of 100 unrelated pairs", () => {
    const tensors = Array.from({ length: 40 }, (_, seed) => noise(401, seed));
    const apart = correlationMatrix(tensors, tensors, "spearman").flatMap((row, i) =>
      row.filter((_, j) => j > i),
    );
    const within = apart.filter((r) => Math.abs(r as number) < (chanceCorrelation(401) as number));
    expect(within.length / apart.length).toBeGreaterThan(0.92);
    expect(within.length / apart.length).toBeLessThan(0.98);
  });
});
