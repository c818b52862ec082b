import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { compare, figure } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import { comparisonOf, unpackTensors } from "../../src/page/drawer/data.js";
import { renderSvg } from "../../src/render/svg.js";
import type { PageData } from "../../src/report/page/data.js";
import { pageDataOf } from "../../src/report/page/pack.js";
import { bell, type MadeUp, madeUp, smallPair } from "../support/comparisons.js";
import { eventful, manyBlocks, odd } from "../support/drawable.js";
import { REAL_IS_ABSENT, REAL_POST, REAL_PRE } from "../support/sharedData.js";

/** The overview: which blocks it shows, on which axes, and what its strip and its words say. */

interface View {
  readonly name?: string;
  readonly concat?: readonly View[];
  readonly layer?: readonly {
    readonly data: { readonly values: readonly Row[] };
    readonly mark: { readonly type: string };
    readonly encoding: { readonly x?: { readonly scale: { readonly domain: readonly number[] } } };
  }[];
}

const BULK = bell(200, 0.3, 0.01);
const times = (factor: number) => BULK.map((value) => value * factor);

/** A model of so many blocks with two norms each, of which one is changed in the blocks that are listed. */
function blocksMoved(count: number, moved: Readonly<Record<number, readonly number[]>>): MadeUp[] {
  return [
    ...Array.from({ length: count }, (_, block): MadeUp[] => [
      { pre: BULK, post: BULK, block, norm: "ln_1" },
      { pre: BULK, post: moved[block] ?? BULK, block, norm: "ln_2" },
    ]).flat(),
    { pre: BULK, post: BULK, norm: "ln_f" },
  ];
}

function overviewOf(comparison: Comparison, options: Partial<FigureOptions> = {}): VegaLiteSpec {
  return figure(comparison, "overview", options);
}

function viewsOf(view: View): View[] {
  return [view, ...(view.concat ?? []).flatMap(viewsOf)];
}

function panelsOf(spec: VegaLiteSpec): View[] {
  return viewsOf(spec as View).filter(({ layer }) => layer !== undefined);
}

function panelNames(spec: VegaLiteSpec): string[] {
  return panelsOf(spec).map(({ name = "" }) => name);
}

function panelNamed(spec: VegaLiteSpec, name: string): View {
  const found = panelsOf(spec).find((panel) => panel.name === name);
  if (found === undefined) throw new RangeError(`no panel ${name} among ${panelNames(spec).join(", ")}`);
  return found;
}

/** The blocks that have histograms of ln_2. */
function blocksDrawn(spec: VegaLiteSpec): number[] {
  return panelNames(spec).flatMap((name) => {
    const block = /^h(\d+) ln_2(?: post)?$/.exec(name)?.[1];
    return block === undefined ? [] : [Number(block)];
  });
}

interface Row {
  readonly text?: string;
  readonly x: number;
  readonly y: number;
  readonly dim?: number;
  readonly fill?: string;
  readonly stroke?: string;
}

function rowsIn(panel: View, mark: string): Row[] {
  return (panel.layer ?? []).filter((layer) => layer.mark.type === mark).flatMap(({ data }) => data.values);
}

function textsIn(spec: VegaLiteSpec, name: string): string[] {
  return rowsIn(panelNamed(spec, name), "text").map(({ text }) => text ?? "");
}

function domainOf(spec: VegaLiteSpec, name: string): readonly number[] {
  const layers = panelNamed(spec, name).layer ?? [];
  return layers.flatMap(({ encoding }) => encoding.x?.scale.domain ?? []).slice(0, 2);
}

function wordsOf({ title }: VegaLiteSpec) {
  const { text, subtitle = [] } = title as {
    readonly text: readonly string[];
    readonly subtitle?: readonly string[];
  };
  return { title: text.join(" "), caption: subtitle.join(" ") };
}

async function sizeOf(spec: VegaLiteSpec): Promise<{ readonly width: number; readonly height: number }> {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(await renderSvg(spec)) ?? [];
  return { width: Number(width), height: Number(height) };
}

const STRIP = ["median by block", "width by block", "change of every dimension"];

describe("the overview shows", () => {
  it("the strip, then a row a block with its norms beside each other, then the norm outside", async () => {
    const spec = overviewOf(await smallPair({ blocks: [6, 7] }));
    const ofBlock = (block: number) =>
      ["ln_1", "ln_2"].flatMap((norm) => ["pre", "post"].map((side) => `h${block} ${norm} ${side}`));
    expect(panelNames(spec)).toEqual([...STRIP, ...ofBlock(6), ...ofBlock(7), "ln_f pre", "ln_f post"]);
  });

  it("of three identical blocks after each other the last, and says which are left out", () => {
    const spec = overviewOf(madeUp(blocksMoved(7, { 4: times(1.2) })));
    expect(blocksDrawn(spec)).toEqual([3, 4, 5, 6]);
    expect(wordsOf(spec).caption).toContain("blocks 0–2, identical too, are not drawn");
  });

  it("of more than twelve blocks those that changed most, in their order, and says so", () => {
    const moved = Object.fromEntries(
      Array.from({ length: 20 }, (_, block) => [block, times(1.01 + block / 100)]),
    );
    const spec = overviewOf(madeUp(blocksMoved(20, moved)));
    expect(blocksDrawn(spec)).toEqual(Array.from({ length: 12 }, (_, i) => i + 8));
    expect(wordsOf(spec).caption).toContain("the 12 of 20 blocks that changed most");
    expect(textsIn(spec, "median by block")).toContain("16");
  });

  it("what changed where nothing that was asked for did", () => {
    const all = madeUp(blocksMoved(8, { 1: times(1.2) }));
    const asked = { ...all, tensors: all.tensors.filter(({ id }) => id.block === null || id.block >= 5) };
    const spec = overviewOf(asked);
    expect(blocksDrawn(spec)).toEqual([1]);
    expect(wordsOf(spec).caption).toContain("nothing else changed");
  });

  it("the biases where these alone changed, on an axis that says so", () => {
    const bias = bell(200, 0, 0.01);
    const spec = overviewOf(
      madeUp([
        { pre: BULK, post: BULK, block: 0 },
        { pre: bias, post: bias.map((value) => value * 2), block: 0, parameter: "bias" },
      ]),
    );
    expect(panelNames(spec)).toContain("h0 ln_1 bias post");
    expect(textsIn(spec, "h0 ln_1 bias post")).toEqual(
      expect.arrayContaining(["IQR ×2.00", "bias minus pre median, IQRs"]),
    );
  });

  it("a block that one checkpoint does not have as a row, and a cross in the strip", () => {
    const all = madeUp(blocksMoved(6, { 4: times(1.2) }));
    const without = ({ id }: { readonly id: { readonly block: number | null } }) => id.block !== 2;
    const gone = all.whole.filter((tensor) => !without(tensor)).map(({ id }) => id);
    const spec = overviewOf({
      ...all,
      tensors: all.tensors.filter(without),
      whole: all.whole.filter(without),
      findings: [{ kind: "missing", weight: "broken", from: "post", tensors: gone }, ...all.findings],
    });
    expect(textsIn(spec, "h2 ln_1 pre")).toContain("missing from post");
    expect(textsIn(spec, "change of every dimension")).toContain("×");
    expect(wordsOf(spec).caption).toContain("A cross marks what is missing from post.");
  });

  it("no strip where nothing changed, or there is a single tensor", () => {
    const same = overviewOf(madeUp(blocksMoved(4, {})));
    expect(panelNames(same).filter((name) => STRIP.includes(name))).toEqual([]);
    const single = overviewOf(madeUp([{ pre: BULK, post: times(1.1) }]));
    expect(panelNames(single)).toEqual(["h0 ln_1 pre", "h0 ln_1 post"]);
  });
});

describe("the axis of the overview", () => {
  const unitOf = (tensors: readonly MadeUp[]) =>
    textsIn(overviewOf(madeUp(tensors)), "h0 ln_1 pre").filter((text) => /^gain/.test(text));
  const ofOne = (pre: readonly number[], post: readonly number[]) =>
    unitOf([0, 1, 2, 3].map((block) => ({ pre, post, block })));

  it("is in percent of the median before where that is far from zero", () => {
    expect(ofOne(BULK, times(1.1))).toEqual([]);
    const last = overviewOf(madeUp([0, 1].map((block) => ({ pre: BULK, post: times(1.1), block }))));
    expect(textsIn(last, "h1 ln_1 pre")).toContain("gain, % of pre median");
  });

  it.each<readonly [string, readonly number[], readonly number[], string]>([
    ["of negative medians as well", times(-1), times(-1.2), "gain, % of pre median"],
    ["in factors of it from a tripling on", BULK, times(100), "gain / pre median"],
    [
      "in interquartile ranges where the median is near zero",
      bell(200, 0, 0.01),
      bell(200, 0.01, 0.01),
      "gain minus pre median, IQRs",
    ],
    ["as it is where there are none", BULK.map(() => 0), bell(200, 0, 0.01), "gain"],
  ])("is %s", (_, pre, post, unit) => {
    const spec = overviewOf(madeUp([{ pre, post, block: 0 }]));
    expect(textsIn(spec, "h0 ln_1 pre")).toContain(unit);
  });

  it("is one for all blocks, whatever their medians are", () => {
    const spec = overviewOf(
      madeUp([1, 2, 5].map((factor, block) => ({ pre: times(factor), post: times(factor * 1.1), block }))),
    );
    const domains = ["h0 ln_1 pre", "h1 ln_1 post", "h2 ln_1 post"].map((name) => domainOf(spec, name));
    expect(new Set(domains.map(String)).size).toBe(1);
  });

  it("is another for a tensor of which it would hide much, and the caption says so", () => {
    const post = [0, 1, 2, 3, 4, 5, 6, 7].map((block) => (block === 3 ? times(-1) : times(1.02)));
    const spec = overviewOf(madeUp(post.map((values, block) => ({ pre: BULK, post: values, block }))));
    expect(domainOf(spec, "h3 ln_1 post")).not.toEqual(domainOf(spec, "h2 ln_1 post"));
    expect(domainOf(spec, "h3 ln_1 post")[0]).toBeLessThan(-100);
    expect(wordsOf(spec).caption).toContain("Axes of their own: block 3.");
    expect(textsIn(spec, "h3 ln_1 post")).toContain("sign changed");
  });

  it("holds both groups of a tensor that has two", () => {
    const two = [...bell(170, 1, 0.01), ...bell(30, 0.2, 0.01)];
    const spec = overviewOf(madeUp([{ pre: two, post: two.map((value) => value * 1.02), block: 0 }]));
    const [lo, hi] = domainOf(spec, "h0 ln_1 pre") as [number, number];
    expect(lo).toBeLessThan(20);
    expect(hi).toBeGreaterThan(100);
  });

  it("leaves no more than 6 % of a side outside, which is counted in its gutter", () => {
    const pre = [...BULK, ...BULK.slice(0, 4).map((value) => value * 9)];
    const spec = overviewOf(madeUp([{ pre, post: pre.map((value) => value * 1.05), block: 0 }]));
    expect(textsIn(spec, "h0 ln_1 pre")).toContain("4");
    expect(domainOf(spec, "h0 ln_1 pre")[1]).toBeLessThan(300);
  });
});

describe("the strip of the overview", () => {
  it("has a grey band for blocks that did not move, and names it", () => {
    const spec = overviewOf(madeUp(blocksMoved(6, { 4: times(1.2), 5: times(1.2) })));
    for (const name of STRIP) expect(textsIn(spec, name)).toContain("h0–3");
    expect(textsIn(spec, "change of every dimension")).toContain("identical");
    const lines = rowsIn(panelNamed(spec, "median by block"), "line");
    expect(lines.map(({ y }) => y)).toContain(0);
  });

  it("names the dims that moved farthest, each at its dot, no name over another", () => {
    const jump = (block: number) => BULK.map((value, dim) => (dim === 10 * block ? 0.6 : value * 1.01));
    const moved = Object.fromEntries([2, 3, 4].map((block) => [block, jump(block)]));
    const spec = overviewOf(madeUp(blocksMoved(6, moved)));
    const panel = panelNamed(spec, "change of every dimension");
    expect(textsIn(spec, "change of every dimension")).toEqual(expect.arrayContaining(["20", "30", "40"]));
    const dots = rowsIn(panel, "point");
    expect(dots.filter(({ dim }) => dim === 30)).not.toEqual([]);
  });

  it("tells how much of the order is left where dimensions lost it", () => {
    const shuffled = BULK.map((_, dim) => BULK[(dim * 77 + 13) % BULK.length] as number);
    const spec = overviewOf(madeUp(blocksMoved(4, { 0: shuffled, 1: shuffled, 2: shuffled, 3: shuffled })));
    expect(panelNames(spec).slice(0, 3)).toEqual([STRIP[0], "order by block", STRIP[2]]);
    expect(textsIn(spec, "h3 ln_2 post").some((text) => text.startsWith("order "))).toBe(true);
  });

  it("draws a median that is far from all others at its edge, with its number", () => {
    const moved = Object.fromEntries(
      Array.from({ length: 12 }, (_, block) => [block, times(block === 0 ? 6 : 1.05)]),
    );
    const spec = overviewOf(madeUp(blocksMoved(12, moved)));
    expect(textsIn(spec, "median by block")).toContain("+500.0 %");
  });

  it("marks values that are not finite, and the panel says how many", () => {
    const broken = [Number.NaN, Number.POSITIVE_INFINITY, ...BULK.slice(2)];
    const spec = overviewOf(madeUp(blocksMoved(3, { 1: broken })));
    expect(textsIn(spec, "change of every dimension")).toContain("!");
    expect(textsIn(spec, "h1 ln_2 post")).toContain("2 not finite");
    expect(wordsOf(spec).caption).toContain("! marks values that are NaN or infinite.");
  });

  it("says where a width has nothing to be divided by", () => {
    const ones = BULK.map(() => 1);
    const spec = overviewOf(madeUp([0, 1].map((block) => ({ pre: ones, post: bell(200, 1, 0.01), block }))));
    expect(textsIn(spec, "width by block")).toContain("not defined: pre has no IQR");
  });
});

describe("the words of the overview", () => {
  it("are three findings at most, the last of them what did not move", () => {
    const { title } = wordsOf(overviewOf(madeUp(blocksMoved(4, { 2: times(1.2), 3: times(1.2) }))));
    expect(title).toBe("ln_2 of blocks 2–3 were scaled by one factor, ×1.200; all else is bit-identical");
    for (const comparison of [eventful(), odd(), manyBlocks(3)])
      expect(wordsOf(overviewOf(comparison)).title.split("; ").length).toBeLessThanOrEqual(3);
  });

  it.skipIf(REAL_IS_ABSENT)("name the three main changes of the real GPT-2", async () => {
    const spec = overviewOf(await compare(REAL_PRE, REAL_POST));
    expect(wordsOf(spec).title).toBe(
      "ln_2 of blocks 6–10 grew by 13.6 to 14.9 %; the 6 largest gains of ln_f shrank by 10 to 15 % (dim 496: 17.4 → 14.9); gains and biases of blocks 0–5 are bit-identical",
    );
    expect(textsIn(spec, "ln_f post")).toContain("dim 496: 14.9");
    expect((await renderSvg(spec)).length).toBeLessThan(300_000);
  });

  it("say names of checkpoints as they are, and escape them", () => {
    const comparison = madeUp([{ pre: BULK, post: times(1.1) }]);
    const named = { ...comparison, pre: { ...comparison.pre, path: "a-1\u001b[31m.safetensors" } };
    const { caption } = wordsOf(overviewOf(named));
    expect(caption).toContain("a-1\\u{1b}[31m → after");
  });
});

describe("the size of the overview", () => {
  it.each([1, 2, 6, 12, 24, 48])("of %i blocks is a page at most, at both widths", async (blocks) => {
    for (const size of [SIZES.double, SIZES.single]) {
      const { width, height } = await sizeOf(overviewOf(manyBlocks(blocks), size));
      expect(width).toBe(size.width);
      expect(height).toBeLessThanOrEqual(9 * 96);
    }
  });
});

describe("the specification of the overview", () => {
  const require = createRequire(import.meta.url);
  const schema = JSON.parse(readFileSync(require.resolve("vega-lite/vega-lite-schema.json"), "utf8"));

  it("is valid by Vega-Lite's own schema", async () => {
    const ajv = addFormats.default(new Ajv.default({ strict: false })).addFormat("color-hex", /^#/);
    const validate = ajv.compile(schema);
    const comparisons = [await smallPair(), eventful(), odd(), madeUp(blocksMoved(4, { 1: times(100) }))];
    for (const comparison of comparisons) {
      for (const size of Object.values(SIZES)) {
        for (const interactive of [false, true]) {
          validate(overviewOf(comparison, { ...size, interactive }));
          expect(validate.errors).toBeNull();
        }
      }
    }
  });

  it("names every panel and section once", async () => {
    const spec = overviewOf(await smallPair());
    const names = viewsOf(spec as View).flatMap(({ name }) => name ?? []);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(viewsOf(spec as View).length - 1);
  });

  it("has a tooltip for each dimension, where a page explores it", () => {
    const spec = overviewOf(eventful(), { interactive: true });
    const ticks = rowsIn(panelNamed(spec, "h6 ln_2 post"), "rect");
    expect(ticks.filter(({ dim }) => dim !== undefined).length).toBeGreaterThan(4);
    const dims = panelNamed(spec, "change of every dimension").layer?.find(
      ({ mark }) => mark.type === "point",
    );
    expect(JSON.stringify(dims)).toContain("tooltip");
  });

  it("draws at one place one tick, however many values are there", () => {
    const far = Array.from({ length: 12 }, () => 3);
    const pre = [...BULK, ...BULK, ...far];
    const spec = overviewOf(madeUp([{ pre, post: pre.map((value) => value * 1.1), block: 0 }]));
    const lines = rowsIn(panelNamed(spec, "h0 ln_1 pre"), "rect");
    const ticks = lines.filter(({ fill, x }) => fill === "#0072B2" && x > 300);
    expect(ticks.length).toBe(1);
    expect(textsIn(spec, "h0 ln_1 pre")).toContain("12");
  });
});

it("a page carries what its strip shows of tensors that were not selected", () => {
  const all = madeUp(blocksMoved(4, { 1: times(1.2) }));
  const asked = { ...all, tensors: all.tensors.filter(({ id }) => id.block === 1) };
  expect(pageDataOf(asked).others.map(({ id }) => id.block)).toEqual([0, 0, 2, 2, 3, 3, null]);
  expect(pageDataOf(asked).others.every(({ post }) => post === null)).toBe(true);
});

it("a page draws the same overview from what it carries", async () => {
  const comparison = await smallPair({ blocks: [6, 7] });
  const data = JSON.parse(JSON.stringify(pageDataOf(comparison))) as PageData;
  const drawn = overviewOf(comparisonOf(data, unpackTensors(data)));
  expect(JSON.stringify(drawn) === JSON.stringify(overviewOf(comparison))).toBe(true);
});
