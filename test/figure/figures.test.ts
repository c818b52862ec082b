import { describe, expect, it } from "vitest";
import { FIGURES } from "../../src/figure/index.js";
import { figure, render } from "../../src/index.js";
import type { Comparison, FigureOptions, VegaLiteSpec } from "../../src/model.js";
import { bell, madeUp, smallPair } from "../support/comparisons.js";
import { expectGolden } from "../support/goldenFile.js";

const SELECTION = { blocks: [5, 6], norms: ["ln_1", "ln_2", "ln_f"] } as const;

/** Outliers to both sides, one dim that moves far, a sign that flips: all that a row can show. */
function eventful(): Comparison {
  const bulk = bell(200, 0.3, 0.01);
  const pre = [...bulk, 0.02, 0.05, 0.06, 1.2, 1.4];
  const post = [...bulk.map((value) => value * 1.14), -0.03, 0.06, 0.05, 1.1, 2.56];
  return madeUp([
    { pre, post: pre, block: 5, norm: "ln_1" },
    { pre, post, block: 6, norm: "ln_2" },
    { pre: pre.map((value) => value * 4), post: post.map((value) => value * 4.2), norm: "ln_f" },
  ]);
}

/** Every kind of tensor that has no ordinary histogram. */
function odd(): Comparison {
  const nan = Array.from({ length: 8 }, () => Number.NaN);
  const ones = Array.from({ length: 8 }, () => 1);
  const huge = [1e308, -1e308, 1e308, -1e308, 1e308, -1e308, 1e308, -1e308];
  return madeUp([
    { pre: nan, post: nan },
    { pre: ones, post: nan },
    { pre: ones, post: ones },
    { pre: ones, post: ones.map((one) => one * 1.5) },
    { pre: huge, post: huge },
    { pre: bell(8, 0, 1e-42), post: bell(8, 0, 2e-42) },
    { pre: bell(8, 0, 1e6), post: bell(8, 1e6, 1e6) },
  ]);
}

async function svgOf(comparison: Comparison, kind: string, options: Partial<FigureOptions>): Promise<string> {
  return render(figure(comparison, kind, options), "svg");
}

describe.each(FIGURES.map(({ name }) => name))("the %s figure", (kind) => {
  it("of the shipped pair at double width looks as it was approved", async () => {
    expectGolden(
      `${kind}-small-7in-light.svg`,
      await svgOf(await smallPair(SELECTION), kind, { width: 672 }),
    );
  });

  it("of the shipped pair at single width, dark, with biases, looks as it was approved", async () => {
    const comparison = await smallPair({ blocks: [8], norms: ["ln_2", "ln_f"], bias: true });
    expectGolden(
      `${kind}-small-3.5in-dark.svg`,
      await svgOf(comparison, kind, { width: 336, theme: "dark" }),
    );
  });

  it("of one tensor is one tall panel a side", async () => {
    const comparison = await smallPair({ blocks: [8], norms: ["ln_2"] });
    expectGolden(`${kind}-single-3.5in-light.svg`, await svgOf(comparison, kind, { width: 336 }));
  });

  it("with outliers puts them in gutters and names what moved", async () => {
    expectGolden(`${kind}-eventful-7in-light.svg`, await svgOf(eventful(), kind, { width: 672 }));
  });

  it("of tensors without an ordinary histogram says why", async () => {
    const svg = await svgOf(odd(), kind, { width: 672 });
    expect(svg.includes("no finite values")).toBe(true);
    expect(svg.includes("no bins in float64")).toBe(true);
    expect(/NaN(?! or infinite)|Infinity|undefined|null/.exec(svg)?.[0]).toBeUndefined();
    expectGolden(`${kind}-odd-7in-light.svg`, svg);
  });

  it("is exactly as wide as asked for", async () => {
    for (const width of [300, 336, 479, 480, 672, 1280]) {
      const svg = await svgOf(eventful(), kind, { width });
      expect(/^<svg [^>]*width="(\d+)"/.exec(svg)?.[1]).toBe(String(width));
    }
  });

  it("is the same, byte for byte, when drawn again", async () => {
    const comparison = eventful();
    const first = await svgOf(comparison, kind, {});
    const second = await svgOf(comparison, kind, {});
    expect(first === second).toBe(true);
  });

  it("draws no histogram as bars, which leave seams", async () => {
    const spec = JSON.stringify(figure(eventful(), kind));
    expect(spec.includes('"bar"')).toBe(false);
    expect(spec.includes("step-after")).toBe(true);
  });

  it("shows every value outside the window as a tick of its own", () => {
    const comparison = eventful();
    const values = boxValues(figure(comparison, kind));
    for (const { pre, post } of comparison.tensors) {
      for (const { values: all, histogram } of [pre, post]) {
        const lo = histogram?.edges[0] ?? 0;
        const hi = histogram?.edges.at(-1) ?? 0;
        for (const value of all.filter((value) => value < lo || value > hi)) expect(values).toContain(value);
      }
    }
  });

  it("puts both panels of a row on the same axis", () => {
    const domains = xDomains(figure(eventful(), "pairs"));
    expect(domains.length).toBe(6);
    for (let row = 0; row < domains.length; row += 2) expect(domains[row]).toEqual(domains[row + 1]);
  });

  it("escapes hostile names and titles", async () => {
    const comparison = eventful();
    const hostile = {
      ...comparison,
      pre: { ...comparison.pre, path: "<script>alert(1)</script>\u001b[31m&.safetensors" },
    };
    const svg = await svgOf(hostile, kind, { title: '</text><script>alert("x")</script>' });
    expect(svg.includes("<script")).toBe(false);
    expect(svg.includes("\u001b")).toBe(false);
  });

  it("of all blocks of a 48-block model stays one picture", async () => {
    const tensors = Array.from({ length: 97 }, (_, i) => {
      const pre = bell(64, 0.3 + i / 100, 0.02);
      return {
        pre,
        post: pre.map((value) => value * 1.1),
        block: i >> 1,
        norm: i % 2 ? "ln_2" : "ln_1",
      } as const;
    });
    const svg = await svgOf(madeUp(tensors), kind, {});
    expect(svg.includes("h47 ln_2")).toBe(true);
    expect(svg.length).toBeLessThan(1_500_000);
  });
});

describe("a figure's title", () => {
  it("says what the data say", async () => {
    expect(titleOf(figure(eventful()))).toBe("Gains of ln_f grew by 20 % (median)");
    expect(titleOf(figure(madeUp([{ pre: [1, 2, 3], post: [1, 2, 3] }])))).toBe(
      "The LayerNorms compared are identical (block 0)",
    );
  });

  it("is the user's where given", () => {
    expect(titleOf(figure(eventful(), "pairs", { title: "My title" }))).toBe("My title");
  });

  it("wraps in a narrow picture", () => {
    const { text } = figure(eventful(), "pairs", { width: 300, title: "A title ".repeat(12).trim() })
      .title as { text: string[] };
    expect(text.length).toBeGreaterThan(1);
  });
});

describe("figure", () => {
  it("names the kinds there are when asked for another", () => {
    expect(() => figure(eventful(), "pie")).toThrow(/no figure "pie"; there are pairs, overlay/);
  });
});

interface Panel {
  readonly layer: readonly {
    readonly data: { readonly values: readonly { readonly value?: number }[] };
    readonly encoding: { readonly x?: { readonly scale: { readonly domain: readonly number[] } } };
  }[];
}

function panelsOf(spec: VegaLiteSpec): readonly Panel[] {
  return spec.concat as readonly Panel[];
}

function boxValues(spec: VegaLiteSpec): number[] {
  return panelsOf(spec).flatMap(({ layer }) =>
    layer.flatMap(({ data }) => data.values.flatMap(({ value }) => (value === undefined ? [] : [value]))),
  );
}

function xDomains(spec: VegaLiteSpec): (readonly number[])[] {
  return panelsOf(spec).flatMap(({ layer }) =>
    layer.flatMap(({ encoding }) => (encoding.x === undefined ? [] : [encoding.x.scale.domain])),
  );
}

function titleOf(spec: VegaLiteSpec): string {
  return (spec.title as { text: string[] }).text.join(" ");
}
