import { describe, expect, it } from "vitest";
import {
  compareWeights,
  DEFAULT_WEIGHT_OPTIONS,
  summariseWeights,
} from "../../src/analysis/weights/weights.js";
import { weights } from "../../src/figure/kinds/weights.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { paletteOf } from "../../src/figure/panel/theme.js";
import { beyondNotes, weightAxes } from "../../src/figure/panel/weightAxes.js";
import { windowOfWeights } from "../../src/figure/panel/weightWindow.js";
import { withCheckpoint } from "../../src/index.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import type {
  WeightGroup,
  WeightOptions,
  WeightsComparison,
  WeightsSummary,
} from "../../src/model/weights.js";
import { renderSvg } from "../../src/render/svg.js";
import { sum } from "../../src/stats/sum.js";
import { isIdentical } from "../../src/words/figures/weightRatios.js";
import { bell, SMALL_POST, SMALL_PRE } from "../support/comparisons.js";
import { expectGolden } from "../support/goldenFile.js";
import type { TensorSpec } from "../support/safetensorsFile.js";
import { useTempDir } from "../support/tempDir.js";
import { countWeights, OTHERS, weightsFile } from "../support/weightsFile.js";

const temp = useTempDir();
const WORK = { threads: 1, onProgress: () => {} };
const OPTIONS: FigureOptions = {
  width: 672,
  height: null,
  zoom: 1,
  theme: "light",
  title: null,
  interactive: false,
};

const summary = (options: Partial<WeightOptions> = {}): Promise<WeightsSummary> =>
  withCheckpoint(SMALL_PRE, (model) =>
    summariseWeights(model, { ...DEFAULT_WEIGHT_OPTIONS, ...options }, WORK),
  );

const comparison = (options: Partial<WeightOptions> = {}): Promise<WeightsComparison> =>
  withCheckpoint(SMALL_PRE, (pre) =>
    withCheckpoint(SMALL_POST, (post) =>
      compareWeights(pre, post, { ...DEFAULT_WEIGHT_OPTIONS, ...options }, WORK),
    ),
  );

function countTensors(tensors: readonly TensorSpec[], options: Partial<WeightOptions> = {}) {
  return countWeights(temp.write("made.safetensors", weightsFile(tensors)), { tensors: OTHERS, ...options });
}

const draw = (spec: VegaLiteSpec) => renderSvg(spec);

describe("the figure of all weights", () => {
  it("of one model looks as it was approved", async () => {
    expectGolden("weights-model-7in-light.svg", await draw(weights.build(await summary(), OPTIONS)));
  });

  it("before and after, on a logarithmic axis, looks as it was approved", async () => {
    expectGolden(
      "weights-change-7in-light.svg",
      await draw(weights.build(await comparison({ bins: 500 }), OPTIONS)),
    );
  });

  it("by block, dark, in a column, looks as it was approved", async () => {
    const spec = weights.build(await comparison({ groupBy: "block", bins: 200 }), {
      ...OPTIONS,
      width: 336,
      theme: "dark",
    });
    expectGolden("weights-blocks-3.5in-dark.svg", await draw(spec));
  });

  it("of tensors without an ordinary histogram has no words that a program would say", async () => {
    const odd = await countTensors(
      [
        { name: "wNone", values: [Number.NaN, Number.POSITIVE_INFINITY] },
        { name: "wZero", values: [0, 0, 0] },
        { name: "wFar", values: [3e38, -3e38] },
        { name: "wTiny", values: [1e-45, 2e-45] },
        { name: 'w"><script>\u001b[31m', values: [1, 2, 3] },
      ],
      { groupBy: "tensor", bins: 100 },
    );
    const svg = await draw(weights.build(odd, OPTIONS));
    expect(/NaN(?! or infinite)|Infinity|undefined|null|<script/.exec(svg)?.[0]).toBeUndefined();
    expect(svg).not.toContain("\u001b");
    expect(svg).toContain("no finite values");
    expectGolden("weights-odd-7in-light.svg", svg);
  });

  it("is exactly as wide as asked for", async () => {
    const [one, many] = [await comparison(), await comparison({ groupBy: "tensor", bins: 50 })];
    for (const width of [300, 336, 480, 672, 1280]) {
      for (const figure of [one, many]) {
        const svg = await draw(weights.build(figure, { ...OPTIONS, width }));
        expect(/^<svg [^>]*width="(\d+)"/.exec(svg)?.[1]).toBe(String(width));
      }
    }
  });

  it("shows the groups that changed most, and says so, where there are too many", async () => {
    const many = await comparison({ groupBy: "tensor", bins: 20 });
    const grown = { ...many, groups: [...many.groups, ...many.groups] };
    const panels = weights.build(grown, OPTIONS).concat as readonly unknown[];
    expect(panels).toHaveLength(24);
    const { subtitle } = weights.build(grown, OPTIONS).title as {
      readonly subtitle: readonly string[];
    };
    expect(subtitle.join(" ")).toContain("the 24 most changed of 100 groups");
  });
});

describe("the notes on weights beyond the axis", () => {
  it.each(["linear", "logarithmic"] as const)("have no histogram under them, with %s counts", (counts) => {
    const size = { width: 300, height: 90 };
    const bins = 60;
    const steps = {
      edges: Float64Array.from({ length: bins + 1 }, (_, i) => i),
      counts: new Float64Array(bins).fill(1000),
    };
    const window = { lo: 0, hi: bins, steps: [steps], binsAStep: 1, above: 0, min: -7, max: bins } as const;
    const top = (below: number) => {
      const { y } = weightAxes({ ...window, below }, size, counts, 0);
      const [foot = 0, highest = 1] = y.scale.domain as readonly number[];
      const share = counts === "linear" ? 1000 / highest : Math.log(1000 / foot) / Math.log(highest / foot);
      return (1 - share) * size.height;
    };
    const note = beyondNotes({ ...window, below: 3 }, size, paletteOf("light"))[0];
    expect(note?.text).toBe("3 beyond, to −7.00");
    expect(top(3)).toBeGreaterThan(note?.y ?? Number.NaN);
    // Where there is no note, histograms take its place.
    expect(top(0)).toBeLessThan(9);
  });
});

describe("a figure of many groups", () => {
  const panelsOf = (spec: VegaLiteSpec) => spec.concat as readonly { readonly layer: readonly unknown[] }[];

  it("leaves out those that did not change, where there are too many", async () => {
    const all = await comparison({ groupBy: "tensor", bins: 20 });
    const changed = all.groups.filter(({ change }) => change.ks !== 0);
    expect(changed.length).toBeLessThan(48);
    expect(all.groups.length).toBeGreaterThan(48);
    expect(panelsOf(weights.build(all, OPTIONS))).toHaveLength(changed.length);
  });

  it.each([
    ["a short title", "Short", 7],
    ["a title of two lines", "A title that is long ".repeat(8).trim(), 6],
  ])("has as many panels on a slide as fit it, under %s", async (_, title, panels) => {
    const slide = { ...OPTIONS, ...SIZES.slide, title };
    const spec = weights.build(await comparison({ groupBy: "block", bins: 50 }), slide);
    expect(panelsOf(spec)).toHaveLength(panels);
    expect(await draw(spec)).toMatch(/^<svg [^>]*width="1280" height="720"/);
  });

  it("has one axis for all blocks, and for other groups each one's own", async () => {
    const domainsOf = async (groupBy: WeightOptions["groupBy"]) => {
      const spec = weights.build(await comparison({ groupBy, bins: 50 }), OPTIONS);
      return new Set(JSON.stringify(spec.concat).match(/"domain":\[-?[\d.e-]+,[\d.e-]+\],"range":\[0,/g));
    };
    expect((await domainsOf("block")).size).toBe(1);
    expect((await domainsOf("tensor")).size).toBeGreaterThan(1);
  });
});

describe("the strip of ratios", () => {
  interface Strip {
    readonly mark: { readonly type: string };
    readonly encoding: { readonly y?: { readonly value?: unknown } };
    readonly data: {
      readonly values: readonly { readonly at: number; readonly foot: number; readonly text?: string }[];
    };
  }
  const panels = (spec: VegaLiteSpec) =>
    (spec.concat as readonly { readonly height: number; readonly layer: readonly Strip[] }[]).map(
      ({ height, layer }) => ({
        height,
        texts: layer.flatMap(({ data }) => data.values.flatMap(({ text }) => text ?? [])),
        areas: layer.filter(({ mark, encoding }) => mark.type === "area" && encoding.y?.value !== undefined),
      }),
    );

  it("lies under both histograms, up where post has more and down where it has fewer", async () => {
    const [panel] = panels(weights.build(await comparison({ bins: 200 }), OPTIONS));
    const [more, fewer] = (panel?.areas ?? []).map(({ data }) => data.values);
    expect(more?.length).toBe(fewer?.length);
    expect(more?.every(({ at, foot }) => at <= foot && at > (panel?.height ?? 0) * 0.7)).toBe(true);
    expect(fewer?.every(({ at, foot }) => at >= foot && at <= (panel?.height ?? 0))).toBe(true);
    expect(more?.some(({ at, foot }) => at < foot)).toBe(true);
    expect(fewer?.some(({ at, foot }) => at > foot)).toBe(true);
    expect(panel?.texts).toContain("×4");
  });

  it("says of groups that they are identical, and of no others", async () => {
    const blocks = panels(weights.build(await comparison({ groupBy: "block", bins: 50 }), OPTIONS));
    expect(blocks.map(({ texts }) => texts.includes("identical"))).toEqual([
      ...Array.from({ length: 6 }, () => true),
      ...Array.from({ length: 7 }, () => false),
    ]);
    expect(blocks.map(({ areas }) => areas.length)).toEqual(blocks.map((_, i) => (i < 6 ? 0 : 2)));
  });

  it("is explained where there is one, and not where there is none", async () => {
    const captionOf = (spec: VegaLiteSpec) =>
      (spec.title as { readonly subtitle: readonly string[] }).subtitle.join(" ");
    expect(captionOf(weights.build(await comparison({ bins: 50 }), OPTIONS))).toContain(
      "Strip: counts of post over pre, 1/4 to ×4.",
    );
    expect(captionOf(weights.build(await summary({ bins: 50 }), OPTIONS))).not.toContain("Strip");
    const whole = await comparison({ groupBy: "block", bins: 50 });
    const frozen = { ...whole, groups: whole.groups.slice(0, 3) };
    expect(captionOf(weights.build(frozen, OPTIONS))).not.toContain("Strip");
  });

  it("takes a group for identical only if every tensor of it has its like", async () => {
    const [group] = (await comparison({ groupBy: "block", bins: 50 })).groups;
    if (group === undefined) throw new Error("no group");
    expect(isIdentical(group)).toBe(true);
    expect(isIdentical({ ...group, identical: group.paired - 1 })).toBe(false);
    expect(isIdentical({ ...group, post: { ...group.post, tensors: [...group.post.tensors, "w"] } })).toBe(
      false,
    );
    expect(isIdentical({ ...group, paired: 0, identical: 0 })).toBe(false);
  });
});

describe("the part of a histogram that is drawn", () => {
  const groupOf = async (values: readonly number[], bins: number): Promise<WeightGroup> => {
    const { groups } = await countTensors([{ name: "w", values }], { bins });
    return groups[0] as WeightGroup;
  };

  const total = (counts: Iterable<number> | undefined) => sum(counts ?? []);
  const even = Array.from({ length: 1000 }, (_, i) => i / 1000 - 0.5);

  it("is the study's, from -1 to 1, and tells of what lies beyond", async () => {
    const values = [...even, -3, 4, 4.5];
    const window = windowOfWeights([await groupOf(values, 1000)], 600, "linear");
    expect(window).toMatchObject({ lo: -1, hi: 1, below: 1, above: 2, min: -3, max: 4.5 });
    expect(total(window?.steps[0].counts)).toBe(1000);
  });

  it("is all of it where the study's axis would leave out more than a hundredth", async () => {
    const window = windowOfWeights([await groupOf([...bell(100, 0, 0.2), 2, 3], 50)], 600, "linear");
    expect(window).toMatchObject({ below: 0, above: 0, hi: 3 });
  });

  it("has no more steps than the panel has pixels for, and loses no weight by that", async () => {
    const window = windowOfWeights([await groupOf(bell(5000, 0, 0.3), 10_000)], 100, "logarithmic");
    expect(window?.steps[0].counts.length).toBeLessThanOrEqual(50);
    expect(window?.binsAStep).toBeGreaterThan(1);
    expect(total(window?.steps[0].counts)).toBe(5000);
  });
});
