import { describe, expect, it } from "vitest";
import { figuresOf } from "../../src/figure/index.js";
import { originOf } from "../../src/figure/panel/drawing.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { figure } from "../../src/index.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import { alikePanels } from "../../src/render/alike.js";
import { drawNested } from "../../src/render/nested.js";
import { finished } from "../../src/render/svg.js";
import { drawWhole } from "../../src/render/vega.js";
import { smallPair } from "../support/comparisons.js";
import { eventful } from "../support/drawable.js";
import { EVERY_FIGURE } from "../support/figureSubjects.js";

const OPTIONS: readonly Partial<FigureOptions>[] = [
  {},
  { width: 336, theme: "dark", title: "A title & <more>" },
  { width: 479.5, title: "" },
  SIZES.slide,
];

/** A specification as someone may change it, in place. */
interface Changeable {
  title: object;
  concat: {
    width: number;
    layer: { mark: { color?: string }; data: { values: unknown[] }; encoding: { x?: object } }[];
  }[];
}

/** The default figure after a change in place. */
function changed(change: (spec: Changeable) => void): VegaLiteSpec {
  const spec = figure(eventful(), "pairs");
  change(spec as unknown as Changeable);
  return spec;
}

async function expectAsWhole(spec: VegaLiteSpec): Promise<void> {
  const nested = finished((await drawNested(spec)) as string, spec);
  expect(nested === finished(await drawWhole(spec), spec)).toBe(true);
}

describe("a figure drawn panel by panel", () => {
  it.each(EVERY_FIGURE)("is what Vega makes of the whole: $kind of $what", async ({ draw }) => {
    for (const options of OPTIONS) {
      const spec = await draw(options);
      if ((await drawNested(spec)) !== null) await expectAsWhole(spec);
    }
  });

  it.each(figuresOf("comparison").map(({ name }) => name))(
    "is every figure of the shipped pair: %s",
    async (kind) => {
      expect(await drawNested(figure(await smallPair(), kind))).not.toBeNull();
    },
  );

  it("is prepared once for all panels that are alike", async () => {
    const { drawing } = originOf(figure(await smallPair(), "pairs")) ?? {};
    expect(alikePanels(drawing?.panels ?? []).map(({ numbers }) => numbers.length)).toEqual([15, 15]);
  });

  it.each<readonly [string, VegaLiteSpec]>([
    ["a colour", changed(({ concat }) => Object.assign(concat[0]?.layer[0]?.mark ?? {}, { color: "red" }))],
    ["a row of data", changed(({ concat }) => concat[0]?.layer[0]?.data.values.splice(5, 1))],
    ["the words of its title", changed(({ title }) => Object.assign(title, { text: ["Changed"] }))],
  ])("is what Vega makes of the whole, also where someone has changed %s", async (_, spec) => {
    await expectAsWhole(spec);
  });
});

describe("drawn as a whole is", () => {
  it.each<readonly [string, () => VegaLiteSpec]>([
    ["what answers to the pointer", () => figure(eventful(), "pairs", { interactive: true })],
    ["what is no figure of ours", () => ({ data: { values: [] }, mark: "point" })],
    ["a copy", () => ({ ...figure(eventful(), "pairs") })],
    ["what was read from a file", () => JSON.parse(JSON.stringify(figure(eventful(), "pairs")))],
    ["what has lost a panel since", () => changed(({ concat }) => concat.pop())],
    [
      "what has a wider panel since",
      () =>
        changed(({ concat }) => {
          for (const panel of concat) panel.width += 10;
        }),
    ],
    [
      "what has another axis since",
      () =>
        changed(({ concat }) => {
          for (const { layer } of concat) Object.assign(layer[0]?.encoding.x ?? {}, { bin: true });
        }),
    ],
  ])("%s", async (_, make) => {
    expect(await drawNested(make())).toBeNull();
  });
});
