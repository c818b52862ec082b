import { describe, expect, it } from "vitest";
import { blockRanges } from "../../src/analysis/blockRanges.js";

describe("blocks as people write them", () => {
  it.each([
    [[], ""],
    [[0], "0"],
    [[11], "11"],
    [[5, 6], "5-6"],
    [[5, 6, 7, 8, 9, 10, 11], "5-11"],
    [[5, 6, 7, 9], "5-7, 9"],
    [[0, 2, 4], "0, 2, 4"],
    [[0, 1, 3, 4, 5, 9, 47], "0-1, 3-5, 9, 47"],
  ])("%j is %j", (blocks, text) => {
    expect(blockRanges(blocks)).toBe(text);
  });

  it("in any order, and as often as you like, are the same ranges", () => {
    expect(blockRanges([10, 9, 2, 11, 2, 9, 1])).toBe("1-2, 9-11");
  });

  it("are sorted as numbers, in a list that is left as it was", () => {
    const blocks = [10, 9, 100];
    expect(blockRanges(blocks)).toBe("9-10, 100");
    expect(blocks).toEqual([10, 9, 100]);
  });
});
