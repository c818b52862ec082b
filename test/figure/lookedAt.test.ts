import { describe, expect, it } from "vitest";
import { sidesOf } from "../../src/figure/panel/ownBins.js";
import { arrowNotes } from "../../src/figure/panel/ridgeArrows.js";
import { paletteOf } from "../../src/figure/panel/theme.js";
import type { TensorComparison } from "../../src/model/comparison.js";
import { shownRows } from "../../src/words/figures/shownRows.js";
import { whoseCountsDiffer } from "../../src/words/figures/weightRatios.js";
import { bell, madeUp } from "../support/comparisons.js";

describe("what a caption says of the rows that are shown", () => {
  it("is that they changed most, only where so many changed", () => {
    expect(shownRows(17, 25, 20)).toBe("Shown: the 17 of 25 tensors that changed most.");
    expect(shownRows(17, 25, 3)).toBe("Shown: 17 of 25 tensors, among them the 3 that changed.");
    expect(shownRows(17, 25, 1)).toBe("Shown: 17 of 25 tensors, among them the one that changed.");
    expect(shownRows(17, 25, 0)).toBe("Shown: 17 of 25 tensors.");
  });

  it("counts the groups of weights whose counts differ", () => {
    expect(whoseCountsDiffer(13, 26)).toBe("Shown: of 26 groups the 13 whose counts differ.");
    expect(whoseCountsDiffer(1, 26)).toBe("Shown: of 26 groups the one whose counts differ.");
  });
});

describe("the arrow of a ridge beyond the axis", () => {
  const tensor = { pre: { summary: { median: 3 } }, post: { summary: { median: 3 } } } as TensorComparison;
  const textsWith = (y: number) => {
    const curves = [{ series: "h0", x: 0.8, y, base: 40 }];
    const place = { size: { width: 100, height: 80 }, span: { lo: 0, hi: 1 }, basePx: 40, curves };
    return arrowNotes(tensor, place, paletteOf("light")).map(({ text }) => text);
  };

  it("has the median beside it where no curve is in the way, and is alone where one is", () => {
    expect(textsWith(41)).toEqual(["median 3.00 →"]);
    expect(textsWith(55)).toEqual(["→"]);
  });
});

describe("the bins of two panels beside each other", () => {
  const sides = (factor: number, rule: "auto" | "fd" = "auto") => {
    const pre = bell(200, 1, 0.1);
    const [tensor] = madeUp([{ pre, post: pre.map((value) => value * factor) }]).tensors;
    return sidesOf(tensor as TensorComparison, rule);
  };

  it("are each side's own where one would be a single bar, unless a rule was chosen", () => {
    expect(sides(1.1).areApart).toBe(false);
    expect(sides(100, "fd").areApart).toBe(false);
    const { pre, areApart } = sides(100);
    expect(areApart).toBe(true);
    expect(pre.histogram?.counts.filter((count) => count > 0).length).toBeGreaterThan(10);
  });
});
