import { describe, expect, it } from "vitest";
import { FIGURES } from "../../src/figure/index.js";
import { SIZES } from "../../src/figure/sizes.js";
import { figure } from "../../src/index.js";
import type { Comparison, FigureOptions, VegaLiteSpec } from "../../src/model.js";
import { drawNested } from "../../src/render/nested.js";
import { type FlushConcat, kindsOf } from "../../src/render/structure.js";
import { finished } from "../../src/render/svg.js";
import { drawWhole } from "../../src/render/vega.js";
import { smallPair } from "../support/comparisons.js";
import { eventful, manyBlocks, odd } from "../support/drawable.js";

const COMPARISONS: readonly (readonly [string, () => Comparison | Promise<Comparison>])[] = [
  ["the shipped pair with biases", () => smallPair({ bias: true, blocks: [5, 6, 7] })],
  ["the shipped pair on the study's bins", () => smallPair({ bins: "study", blocks: [5, 6, 7] })],
  ["tensors with outliers", eventful],
  ["tensors without an ordinary histogram", odd],
  ["a model of 3 blocks", () => manyBlocks(3)],
];

const OPTIONS: readonly Partial<FigureOptions>[] = [
  {},
  { width: 336, theme: "dark", title: "A title & <more>" },
  { width: 479.5, title: "" },
  SIZES.slide,
];

const CASES = FIGURES.flatMap(({ name }) => COMPARISONS.map(([what, make]) => ({ kind: name, what, make })));

describe("a figure drawn panel by panel", () => {
  it.each(CASES)("is what Vega makes of the whole: $kind of $what", async ({ make, kind }) => {
    const comparison = await make();
    for (const options of OPTIONS) {
      const spec = figure(comparison, kind, options);
      const nested = await drawNested(spec);
      if (nested !== null)
        expect(finished(nested, spec) === finished(await drawWhole(spec), spec)).toBe(true);
    }
  });

  it.each(["pairs", "overlay", "moved"])("is one that has panels which are alike: %s", async (kind) => {
    expect(await drawNested(figure(await smallPair(), kind))).not.toBeNull();
  });

  it("is prepared once for all panels that are alike", async () => {
    const spec = figure(await smallPair(), "pairs");
    expect(kindsOf((spec as FlushConcat).concat).map(({ panels }) => panels.length)).toEqual([15, 15]);
  });
});

describe("drawn as a whole is", () => {
  it.each([
    ["what answers to the pointer", () => figure(eventful(), "pairs", { interactive: true })],
    ["what has few panels alike", () => figure(eventful(), "spread")],
    ["what is no row of panels", () => ({ data: { values: [] }, mark: "point" })],
    ["what is placed otherwise", () => ({ ...figure(eventful(), "pairs"), center: true })],
    ["what has room for its labels", () => ({ ...figure(eventful(), "pairs"), bounds: "full" })],
  ])("%s", async (_, make) => {
    expect(await drawNested(make() as VegaLiteSpec)).toBeNull();
  });
});
