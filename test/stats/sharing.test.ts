import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sameNumbers, sharedByChance } from "../../src/stats/sharing.js";
import { fixture, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { tensorsOf } from "../support/madeModels.js";

const vector = (...values: number[]) => Float64Array.from(values);

describe("the share of the same numbers by chance", () => {
  it("is that of numpy's counts", async () => {
    const golden = JSON.parse(readFileSync(fixture("goldens/lineage.json"), "utf8")) as {
      readonly own: readonly { readonly name: string }[];
      readonly sharedByChance: readonly number[];
    };
    const [pre, post] = await Promise.all([tensorsOf(SMALL_PRE), tensorsOf(SMALL_POST)]);
    const shares = [...pre].map(([name, values]) => sharedByChance(values, post.get(name) ?? vector()));
    const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
    expect(shares.length).toBe(golden.sharedByChance.length);
    expect(sum(shares)).toBeCloseTo(sum(golden.sharedByChance), 12);
  });

  it("counts equal values, whatever their order", () => {
    expect(sharedByChance(vector(1, 1, 2, 3), vector(3, 1, 1, 5))).toBe(5 / 16);
    expect(sharedByChance(vector(1, 1), vector(1, 1))).toBe(1);
    expect(sharedByChance(vector(1), vector(2))).toBe(0);
    expect(sharedByChance(vector(), vector(2))).toBe(0);
  });
});

describe("the same numbers", () => {
  it("may stand in any order, but must be different enough", () => {
    expect(sameNumbers(vector(3, 1, 2), vector(1, 2, 3), 3)).toBe(true);
    expect(sameNumbers(vector(3, 1, 2), vector(1, 2, 3), 4)).toBe(false);
    expect(sameNumbers(vector(1, 1, 2), vector(1, 2, 2), 2)).toBe(false);
    expect(sameNumbers(vector(1, 2), vector(1, 2, 3), 1)).toBe(false);
    expect(sameNumbers(vector(), vector(), 1)).toBe(false);
  });
});
