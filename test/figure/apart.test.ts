import { describe, expect, it } from "vitest";
import { keptApart } from "../../src/figure/panel/apart.js";

describe("labels that are kept apart", () => {
  it.each<readonly [what: string, places: readonly number[], expected: readonly number[]]>([
    ["none", [], []],
    ["one", [7], [7]],
    ["two with room", [0, 20], [0, 20]],
    ["two that touch, each moved by half", [10, 14], [7, 17]],
    ["two at one place, in their order", [10, 10], [5, 15]],
    ["three about their middle, the others as they are", [50, 10, 12, 14], [50, 2, 12, 22]],
    ["that meet others when they are moved", [0, 8, 17], [-1.666_67, 8.333_33, 18.333_33]],
  ])("%s", (_what, places, expected) => {
    const apart = keptApart(places, 10);
    expect(apart).toHaveLength(expected.length);
    for (const [i, place] of apart.entries()) expect(place).toBeCloseTo(expected[i] as number, 4);
  });
});
