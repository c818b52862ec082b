import { describe, expect, it } from "vitest";
import { domainOf } from "../../src/figure/run/domain.js";
import { unbroken } from "../../src/words/typeset.js";

describe("the values of an axis", () => {
  it("have some blank beyond the least and the greatest", () => {
    expect(domainOf([1, null, 2])).toEqual([0.96, 2.04]);
    expect(domainOf([1, 2], 0)).toEqual([0, 2.08]);
    expect(domainOf([null])).toBeNull();
  });

  it("are not what rounding alone tells apart", () => {
    const [lo, hi] = domainOf([1, 1 + 5e-10]) as [number, number];
    expect(lo).toBeCloseTo(0.95, 6);
    expect(hi).toBeCloseTo(1.05, 6);
  });

  it("of nothing but zeros are whole numbers", () => {
    expect(domainOf([0, 0], 0)).toEqual([0, 1]);
    expect(domainOf([0, 0])).toEqual([-1, 1]);
  });
});

describe("words of a page", () => {
  it("never part a number from its unit", () => {
    expect(unbroken("grew by 13.6 to 14.9 %; 3 % of 768")).toBe(
      "grew by 13.6 to 14.9\u00a0%; 3\u00a0% of 768",
    );
    expect(unbroken("the % of it, 5 ×3")).toBe("the % of it, 5 ×3");
  });
});
