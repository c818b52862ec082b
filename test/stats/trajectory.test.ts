import { describe, expect, it } from "vitest";
import { compareVectors } from "../../src/stats/change.js";
import { euclideanDistance, movementBetween } from "../../src/stats/movement.js";
import { rateAt, stepsBySpent } from "../../src/stats/ratesSpent.js";
import { jaccardIndex, lastQuarterShare, settledAt } from "../../src/stats/trajectory.js";

describe("a movement", () => {
  it("has the measures of a comparison, to the last bit", () => {
    const a = Float64Array.of(1, 2, 4, 8, 3, Number.NaN);
    const b = Float64Array.of(1.5, 2, 3, 9, -3, 1);
    const { relativeL2, pearson, scale, residualShare } = compareVectors(a, b, 0);
    expect(movementBetween(a, b)).toEqual({ relativeL2, pearson, scale, residualShare, distance: null });
  });

  it("has a distance where all values are finite, also beyond what squares can hold", () => {
    expect(euclideanDistance(Float64Array.of(0, 0), Float64Array.of(3, 4))).toBe(5);
    expect(euclideanDistance(Float64Array.of(0, 0), Float64Array.of(3e200, 4e200))).toBeCloseTo(5e200, -190);
    expect(euclideanDistance(Float64Array.of(-1.7e308), Float64Array.of(1.7e308))).toBeNull();
    expect(euclideanDistance(Float64Array.of(1), Float64Array.of(Number.NaN))).toBeNull();
    expect(euclideanDistance(Float64Array.of(), Float64Array.of())).toBe(0);
  });
});

describe("settled", () => {
  it("is the first place from which on little is left, not the first where little was", () => {
    const left = [10, 0.5, 3, 1, 0.2, 0];
    expect(settledAt(left, 10, 90)).toBe(3);
    expect(settledAt(left, 10, 50)).toBe(1);
    expect(settledAt(left, 10, 99)).toBe(5);
  });

  it("is undefined for what did not move, and an undefined distance is too far", () => {
    expect(settledAt([0, 0, 0], 0, 90)).toBeNull();
    expect(settledAt([1, null, 0], null, 90)).toBeNull();
    expect(settledAt([10, 0, null, 0], 10, 90)).toBe(3);
  });
});

describe("the last quarter of the steps", () => {
  it("takes the part of a leg that lies in it", () => {
    const legs = [
      { fromStep: 0, toStep: 50, length: 6 },
      { fromStep: 50, toStep: 100, length: 4 },
    ];
    expect(lastQuarterShare(legs)).toBeCloseTo(0.2, 12);
    expect(lastQuarterShare([{ fromStep: 10, toStep: 20, length: 3 }])).toBeCloseTo(0.25, 12);
  });

  it("is undefined where nothing moved", () => {
    expect(lastQuarterShare([])).toBeNull();
    expect(lastQuarterShare([{ fromStep: 0, toStep: 1, length: 0 }])).toBeNull();
  });
});

describe("the Jaccard index", () => {
  it("is shared members over all", () => {
    expect(jaccardIndex([1, 2, 3], [3, 4])).toBe(0.25);
    expect(jaccardIndex([1], [1])).toBe(1);
    expect(jaccardIndex([1], [])).toBe(0);
    expect(jaccardIndex([], [])).toBeNull();
  });
});

describe("when the learning rate was spent", () => {
  it("is in proportion to the steps at a constant rate, and at one logged rate", () => {
    const constant = [10, 20, 90].map((step) => ({ step, rate: 0.5 }));
    expect(stepsBySpent(constant, 0, 100, [0.5, 0.9])).toEqual([50, 90]);
    expect(stepsBySpent([{ step: 5, rate: 2 }], 0, 100, [0.25])).toEqual([25]);
  });

  it("is by the area between logged steps", () => {
    const falling = [
      { step: 0, rate: 1 },
      { step: 100, rate: 0 },
    ];
    const [half] = stepsBySpent(falling, 0, 100, [0.75]) ?? [];
    // Between logged steps it is spent evenly, as by numpy.interp.
    expect(half).toBe(75);
  });

  it("follows the line of the nearest two beyond the log, and never falls below 0", () => {
    const rates = [
      { step: 20, rate: 2 },
      { step: 40, rate: 4 },
      { step: 60, rate: 1 },
    ];
    expect([0, 10, 20, 50, 60, 66, 100].map((step) => rateAt(rates, step))).toEqual([
      0,
      1,
      2,
      2.5,
      1,
      expect.closeTo(0.1, 12),
      0,
    ]);
  });

  it("is undefined where there was none", () => {
    expect(stepsBySpent([{ step: 5, rate: 0 }], 0, 100, [0.5])).toBeNull();
  });
});
