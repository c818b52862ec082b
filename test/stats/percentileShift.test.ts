import { describe, expect, it } from "vitest";
import { quantileShift } from "../../src/stats/location.js";
import { percentileShifts, SHIFT_PERCENTILES } from "../../src/stats/percentileShift.js";
import { bell } from "../support/comparisons.js";
import { readSmall, readTensorGoldens } from "../support/tensorGoldens.js";

const GOLDEN = readTensorGoldens();
const SMALL = await readSmall(GOLDEN.tensors);
const PAIRS = SMALL.pre.map((pre, i) => ({ pre, post: SMALL.post[i] as Float64Array }));

const vector = (...values: number[]) => Float64Array.from(values);

describe("the shifts of percentiles", () => {
  it("equal numpy's, and their intervals those over the same draws, for every tensor", () => {
    const all = percentileShifts(PAIRS);
    expect(all).toHaveLength(50);
    for (const [i, expected] of GOLDEN.percentileShifts.entries()) {
      const actual = all[i]?.map(({ shift, low, high }) => [shift, low, high]);
      for (const [k, numbers] of expected.entries()) {
        for (const [j, number] of numbers.entries()) {
          const name = `${GOLDEN.tensors[i]} ${SHIFT_PERCENTILES[k]}`;
          expect(Math.abs((actual?.[k]?.[j] as number) - number), name).toBeLessThanOrEqual(1e-14);
        }
      }
    }
  });

  it("have those of the deciles among them", () => {
    const { pre, post } = PAIRS[14] as (typeof PAIRS)[0];
    const deciles = percentileShifts([{ pre, post }])[0]?.slice(1, -1);
    expect(deciles?.map(({ shift }) => shift)).toEqual(quantileShift(pre, post));
  });

  it("are the same asked one by one, and for tensors of several widths at once", () => {
    const wide = { pre: Float64Array.from(bell(80, 0, 1)), post: Float64Array.from(bell(80, 1, 2)) };
    const some = [...PAIRS.slice(12, 15), wide];
    expect(some.map((pair) => percentileShifts([pair])[0])).toEqual(percentileShifts(some));
  });

  it("are the offset at every percentile where all moved alike, without any doubt", () => {
    const pre = Float64Array.from({ length: 64 }, (_, i) => i / 64);
    const [shifts] = percentileShifts([{ pre, post: pre.map((value) => value + 0.5) }]);
    for (const { shift, low, high } of shifts ?? []) {
      for (const value of [shift, low, high]) expect(value).toBeCloseTo(0.5, 12);
    }
  });

  it("rise where the distribution widened about its middle, within their intervals", () => {
    const pre = Float64Array.from(bell(200, 1, 0.1));
    const shifts = percentileShifts([{ pre, post: pre.map((value) => 1 + (value - 1) * 1.5) }])[0] ?? [];
    expect(shifts.map(({ percentile }) => percentile)).toEqual(SHIFT_PERCENTILES);
    for (const [i, { shift, low, high }] of shifts.entries()) {
      if (i > 0) expect(shift).toBeGreaterThan(shifts[i - 1]?.shift as number);
      expect(low).toBeLessThanOrEqual(shift);
      expect(high).toBeGreaterThanOrEqual(shift);
    }
  });

  it("are over the dims where both sides are finite", () => {
    const [pre, post] = [vector(1, 2, 3, 4), vector(2, 3, 5, 8)];
    const holed = {
      pre: vector(1, 2, Number.NaN, 3, 4, 9),
      post: vector(2, 3, 7, 5, 8, Number.POSITIVE_INFINITY),
    };
    expect(percentileShifts([holed])).toEqual(percentileShifts([{ pre, post }]));
  });

  it("of one dim are its change; of none, or beyond float64, undefined", () => {
    expect(percentileShifts([{ pre: vector(1), post: vector(3) }])[0]?.[5]).toEqual({
      percentile: 50,
      shift: 2,
      low: 2,
      high: 2,
    });
    const nothing = vector(Number.NaN, Number.NaN);
    expect(percentileShifts([{ pre: nothing, post: vector(1, 2) }])).toEqual([null]);
    expect(percentileShifts([{ pre: vector(-1.7e308), post: vector(1.7e308) }])).toEqual([null]);
    expect(percentileShifts([])).toEqual([]);
  });

  it("refuse vectors of different length", () => {
    expect(() => percentileShifts([{ pre: vector(1), post: vector(1, 2) }])).toThrow(RangeError);
  });
});
