import { describe, expect, it } from "vitest";
import { buildMorePages } from "../../src/figure/index.js";
import { specTitle } from "../../src/figure/panel/frame.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { DEFAULT_FIGURE_OPTIONS } from "../../src/index.js";
import type { VegaLiteSpec } from "../../src/model/figure.js";
import { renderSvg } from "../../src/render/svg.js";
import { manyBlocks } from "../support/drawable.js";

/** What a picture has no room for is on pages after it. */

const panelsOf = (spec: VegaLiteSpec): string[] =>
  [...JSON.stringify(spec).matchAll(/"(?:name|text)":"h(\d+) ln_2(?: post)?"/g)].map(
    ([, block]) => block ?? "",
  );
const blocksOf = (specs: readonly VegaLiteSpec[]) => [...new Set(specs.flatMap(panelsOf))].map(Number);
const numbers = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);

function checkpointOf(blocks: number) {
  const { post: model, tensors } = manyBlocks(blocks);
  const summarised = tensors.map((tensor) => ({ ...tensor, distribution: tensor.post }));
  return { summary: { model, tensors: summarised, skipped: [], notices: [] }, bins: "auto" as const };
}

describe("the pages after an overview", () => {
  const pagesOf = (blocks: number, size = {}) =>
    buildMorePages("comparison", "overview", manyBlocks(blocks), { ...DEFAULT_FIGURE_OPTIONS, ...size });

  it("have every block that it leaves out, once, in their order", async () => {
    const { figuresOf } = await import("../../src/figure/index.js");
    const [overview] = figuresOf("comparison");
    const first = overview?.build(manyBlocks(48), DEFAULT_FIGURE_OPTIONS) as VegaLiteSpec;
    const pages = pagesOf(48);
    expect(pages).toHaveLength(3);
    const shown = [...blocksOf([first]), ...blocksOf(pages)];
    expect(shown.toSorted((a, b) => a - b)).toEqual(numbers(0, 48));
    const rest = blocksOf(pages);
    expect(rest).toEqual(rest.toSorted((a, b) => a - b));
    expect(specTitle(pages[0] as VegaLiteSpec)).toMatch(/^The other blocks, page 2 of 4: /);
  });

  it("are pages: none is higher than 9 in", async () => {
    for (const page of [...pagesOf(48), ...pagesOf(48, SIZES.single)]) {
      const height = Number(/height="(\d+)"/.exec(await renderSvg(page))?.[1]);
      expect(height).toBeLessThanOrEqual(9 * 96);
    }
  });

  it("are none where there is room for all, nor after a slide", () => {
    expect(pagesOf(12)).toEqual([]);
    expect(pagesOf(48, SIZES.slide)).toEqual([]);
  });
});

describe("the pages after a plot", () => {
  const pagesOf = (blocks: number, size = {}) =>
    buildMorePages("checkpoint", "plot", checkpointOf(blocks), { ...DEFAULT_FIGURE_OPTIONS, ...size });

  it("have every block that it leaves out", async () => {
    const { plot } = await import("../../src/figure/kinds/plot.js");
    const first = plot.build(checkpointOf(48), DEFAULT_FIGURE_OPTIONS);
    const pages = pagesOf(48);
    expect(pages.length).toBeGreaterThan(0);
    const shown = [...blocksOf([first]), ...blocksOf(pages)];
    expect(shown.toSorted((a, b) => a - b)).toEqual(numbers(0, 48));
  });

  it("are none where there is room for all", () => {
    expect(pagesOf(6)).toEqual([]);
  });
});
