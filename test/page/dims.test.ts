import { describe, expect, it } from "vitest";
import { readTip, writeTip } from "../../src/figure/told/tip.js";
import { readDims } from "../../src/page/dims.js";

describe("dimensions as people write them", () => {
  it.each([
    ["64, 496", [64, 496]],
    ["3 4;5 and 6", [3, 4, 5, 6]],
    ["5-7, 9 – 10, 12 to 13", [5, 6, 7, 9, 10, 12, 13]],
    ["", []],
  ])("%s", (text, dims) => {
    expect(readDims(text, 768)).toEqual({ dims, unknown: [] });
  });

  it("are told from what is none: beyond the model, backwards, and words", () => {
    expect(readDims("767, 768, 9-5, 760-770, -3, 1.5, all", 768)).toEqual({
      dims: [767],
      unknown: ["768", "9-5", "760-770", "-3", "1.5", "all"],
    });
  });
});

it("what a mark says is read as it was written", () => {
  const fields = [
    ["tensor", "h5: a"],
    ["dim", "64"],
  ] as const;
  expect(readTip(writeTip(fields))).toEqual(fields);
});
