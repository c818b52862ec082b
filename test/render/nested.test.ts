import { describe, expect, it } from "vitest";
import { FIGURES } from "../../src/figure/index.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { figure } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import { drawNested } from "../../src/render/nested.js";
import { type FlushConcat, kindsOf, type Panel } from "../../src/render/structure.js";
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

/** The default figure with other panels. */
function withPanels(change: (spec: FlushConcat) => readonly Panel[]): VegaLiteSpec {
  const spec = figure(eventful(), "pairs") as FlushConcat;
  return { ...spec, concat: change(spec) };
}

/** The default figure with something in its panels changed. */
function changed(change: (text: string) => string): VegaLiteSpec {
  return withPanels(({ concat }) => JSON.parse(change(JSON.stringify(concat))));
}

/** Its histogram once more, on another axis. */
function withTwoScales(panel: Panel): Panel {
  const [histogram] = panel.layer as [Panel["layer"][number]];
  const { x, y } = histogram.encoding;
  const encoding = { x: { ...x, scale: { ...x?.scale, domain: [0, 9] } }, y: { ...y } };
  return { ...panel, layer: [...panel.layer, { ...histogram, encoding }] };
}

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

  it.each<readonly [string, () => VegaLiteSpec]>([
    ["descriptions", () => changed((text) => text.replaceAll('"mark":{', '"mark":{"description":"A mark",'))],
    ["its fullest panel last", () => withPanels(({ concat }) => concat.toReversed())],
  ])("is what Vega makes of the whole, with %s", async (_, make) => {
    const spec = make();
    const nested = await drawNested(spec);
    expect(finished(nested as string, spec) === finished(await drawWhole(spec), spec)).toBe(true);
  });

  it("has panels with axes and without as two kinds", () => {
    const [panel] = (figure(eventful(), "pairs") as FlushConcat).concat as [Panel, ...Panel[]];
    const [histogram, boxes] = panel.layer as [Panel["layer"][number], Panel["layer"][number]];
    const layers = [[boxes], [boxes, histogram], [boxes, boxes]];
    const kinds = kindsOf(layers.map((layer) => ({ ...panel, layer })));
    expect(kinds.map(({ panels }) => panels)).toEqual([[0, 2], [1]]);
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
    ["what has two scales in a panel", () => withPanels(({ concat }) => concat.map(withTwoScales))],
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
