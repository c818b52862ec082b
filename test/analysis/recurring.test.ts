import { describe, expect, it } from "vitest";
import { recurringOutliers } from "../../src/analysis/recurring.js";
import { bell, madeUp } from "../support/comparisons.js";

describe("dimensions that are outliers again and again", () => {
  it("are counted on each side by its own median and MAD, the most frequent first", () => {
    const bulk = bell(100, 1, 0.01);
    const with9 = (dim: number) => bulk.map((value, i) => (i === dim ? 9 : value));
    const none = recurringOutliers(madeUp([{ pre: bulk.slice(0, 20), post: bulk.slice(0, 20) }]).tensors);
    const plain = new Set(none.map(({ dim }) => dim));
    const found = recurringOutliers(
      madeUp([
        { pre: with9(40), post: with9(40) },
        // The whole tensor moves: that makes no dimension an outlier.
        { pre: with9(40), post: with9(40).map((value) => value + 5) },
        { pre: with9(41), post: bulk },
      ]).tensors,
    ).filter(({ dim }) => (dim === 40 || dim === 41) && !plain.has(dim));
    expect(found).toEqual([
      { dim: 40, pre: 2, post: 2 },
      { dim: 41, pre: 1, post: 0 },
    ]);
  });

  it("are none where a MAD is 0", () => {
    expect(recurringOutliers(madeUp([{ pre: [1, 1, 1, 9], post: [1, 1, 1, 9] }]).tensors)).toEqual([]);
  });
});
