import { describe, expect, it } from "vitest";
import { Sum } from "../../src/stats/loops.js";
import { exactScale, finiteOrNull, sum } from "../../src/stats/sum.js";

describe("a compensated sum", () => {
  // Added up plainly this is 0, as in Neumaier's paper.
  const cancelling = Float64Array.of(1, 1e100, 1, -1e100);

  it("keeps what a plain sum loses beside a large value", () => {
    expect(sum(cancelling)).toBe(2);
    const total = new Sum();
    for (const value of cancelling) total.add(value);
    expect(total.value()).toBe(2);
  });

  it("of nothing is 0", () => {
    expect(sum([])).toBe(0);
    expect(new Sum().value()).toBe(0);
  });
});

describe("an exact scale", () => {
  it.each([1e308, Number.MAX_VALUE, 3, 1, 0.7, 1e-300, 1e-310, 5e-324])(
    "for %s divides without rounding, to what has a fourth power",
    (value) => {
      const scale = exactScale(Float64Array.of(value / 4, -value));
      expect(Number.isInteger(Math.log2(scale))).toBe(true);
      expect((value / scale) * scale).toBe(value);
      expect((value / scale) ** 4).toBeGreaterThan(0);
      expect((value / scale) ** 4).toBeLessThan(Number.POSITIVE_INFINITY);
    },
  );

  it("is 1 for zeros and for nothing", () => {
    expect(exactScale(Float64Array.of(0, -0))).toBe(1);
    expect(exactScale(new Float64Array(0))).toBe(1);
  });
});

describe("a number that JSON can hold", () => {
  it("stays, and is null otherwise", () => {
    expect(
      [0, -1e308, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(finiteOrNull),
    ).toEqual([0, -1e308, null, null, null]);
  });
});
