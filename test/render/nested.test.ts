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

  it("of two panels is one where these are compiled beforehand", async () => {
    const comparison = await smallPair({ blocks: [8], norms: ["ln_2"] });
    expect(await drawNested(figure(comparison, "pairs"))).not.toBeNull();
    expect(await drawNested(figure(comparison, "overlay"))).toBeNull();
  });

  it("is prepared once for all panels that are alike", async () => {
    const spec = figure(await smallPair(), "pairs");
    expect(kindsOf((spec as FlushConcat).concat).map(({ panels }) => panels.length)).toEqual([15, 15]);
  });
});

/** The default figure, with something in its panels changed. */
function changed(change: (text: string) => string): VegaLiteSpec {
  const { concat, ...spec } = figure(eventful(), "pairs");
  return { ...spec, concat: JSON.parse(change(JSON.stringify(concat))) };
}

describe("drawn as a whole is", () => {
  it.each<readonly [string, () => VegaLiteSpec]>([
    ["what answers to the pointer", () => figure(eventful(), "pairs", { interactive: true })],
    ["what has few panels alike", () => figure(eventful(), "spread")],
    ["what is no row of panels", () => ({ data: { values: [] }, mark: "point" })],
    ["what is placed otherwise", () => ({ ...figure(eventful(), "pairs"), center: true })],
    ["what has room for its labels", () => ({ ...figure(eventful(), "pairs"), bounds: "full" })],
    ["what has gaps of its own", () => ({ ...figure(eventful(), "pairs"), spacing: 5 })],
    [
      "what has a title with a style",
      () => ({ ...figure(eventful(), "pairs"), title: { text: "A", dy: 3 } }),
    ],
    ["what is cut off", () => changed((text) => text.replaceAll('"mark":{', '"mark":{"clip":true,'))],
    [
      "what has axes by formula",
      () => changed((text) => text.replaceAll(/"domain":\[/g, '"domain":[{"expr":"0"},')),
    ],
    [
      "what has data elsewhere",
      () => changed((text) => text.replaceAll('"data":{', '"data":{"name":"there",')),
    ],
    ["what has no data of its own", () => changed((text) => text.replaceAll('"data":', '"datum":'))],
    [
      "what has colours by data",
      () => changed((text) => text.replaceAll('"y":{"field"', '"color":{"field"')),
    ],
  ])("%s", async (_, make) => {
    expect(await drawNested(make())).toBeNull();
  });
});
