import { describe, expect, it } from "vitest";
import { frozenBlocks } from "../../src/analysis/blocks.js";
import { foremost, mostChanged } from "../../src/analysis/foremost.js";
import { madeUp } from "../support/comparisons.js";

const [before, after, far] = [
  [1, 2, 3],
  [1, 2, 3.1],
  [1, 2, 9],
];
const { tensors } = madeUp([
  { pre: before, post: far, block: 0 },
  { pre: before, post: before, block: 1 },
  { pre: before, post: after, block: 2 },
  { pre: before, post: before, block: 2, norm: "ln_2" },
  { pre: [0, 0, 0], post: after, block: 3 },
]);

describe("the foremost of many", () => {
  it("are those with the largest measure, in their own order", () => {
    expect(foremost([3, 9, 1, 7], 2, (value) => value)).toEqual([9, 7]);
    expect(foremost([3, 9], 5, (value) => value)).toEqual([3, 9]);
  });

  it("by change: what has no measure because it was nothing before comes first, the identical last", () => {
    expect(mostChanged(tensors, 3).map(({ id }) => id.block)).toEqual([0, 2, 3]);
    expect(mostChanged(tensors, 1).map(({ id }) => id.block)).toEqual([3]);
  });
});

it("a block is frozen where everything compared of it is identical", () => {
  expect(frozenBlocks(tensors)).toEqual([1]);
});
