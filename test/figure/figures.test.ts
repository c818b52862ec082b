import { describe, expect, it } from "vitest";
import { type FigureName, figuresOf } from "../../src/figure/index.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { figure } from "../../src/index.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import { renderSvg } from "../../src/render/svg.js";
import { bell, madeUp, smallPair } from "../support/comparisons.js";
import { eventful, manyBlocks, odd } from "../support/drawable.js";
import { withRows } from "../support/effectiveRows.js";
import { expectGolden } from "../support/goldenFile.js";
import { thrownBy } from "../support/refusal.js";

const SELECTION = { blocks: [5, 6], norms: ["ln_1", "ln_2", "ln_f"] } as const;

type Kind = FigureName<"comparison">;

async function svgOf(comparison: Comparison, kind: Kind, options: Partial<FigureOptions>): Promise<string> {
  return renderSvg(figure(kind === "effective" ? withRows(comparison) : comparison, kind, options));
}

describe.each(figuresOf("comparison").map(({ name }) => name))("the %s figure", (kind) => {
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

  it("of tensors without an ordinary histogram has no words that a program would say", async () => {
    const svg = await svgOf(odd(), kind, { width: 672 });
    expect(/NaN(?! or infinite)|Infinity|undefined(?! where)|null/.exec(svg)?.[0]).toBeUndefined();
    expectGolden(`${kind}-odd-7in-light.svg`, svg);
  });

  it("is exactly as wide as asked for", async () => {
    const same = bell(64, 0.3, 0.02);
    for (const comparison of [eventful(), odd(), madeUp([{ pre: same, post: same }])]) {
      for (const width of [300, 336, 479, 480, 672, 1280]) {
        const svg = await svgOf(comparison, kind, { width });
        expect(/^<svg [^>]*width="(\d+)"/.exec(svg)?.[1]).toBe(String(width));
      }
    }
  });

  it("is the same, byte for byte, when drawn again", async () => {
    const comparison = eventful();
    const first = await svgOf(comparison, kind, {});
    const second = await svgOf(comparison, kind, {});
    expect(first === second).toBe(true);
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

  it("on a slide is 16:9, with text twice as large as in print", async () => {
    for (const comparison of [eventful(), await smallPair(), manyBlocks(48)]) {
      const svg = await svgOf(comparison, kind, SIZES.slide);
      expect(/^<svg [^>]*width="(\d+)" height="(\d+)" viewBox="([^"]*)"/.exec(svg)?.slice(1)).toEqual([
        "1280",
        "720",
        "0 0 640 360",
      ]);
    }
  });

  it("of all blocks of a 48-block model stays one picture", async () => {
    const svg = await svgOf(manyBlocks(48), kind, {});
    expect(svg.length).toBeLessThan(1_500_000);
  });

  it("fits on a page of 7 by 9 inches and in a column of it, with letters of 6 points at least", async () => {
    for (const comparison of [odd(), manyBlocks(24)]) {
      for (const { width } of [SIZES.single, SIZES.double]) {
        const svg = await svgOf(comparison, kind, { width });
        expect(Number(/height="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(9 * 96);
        const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(8);
      }
    }
  });

  it("of a comparison in which nothing changed says so", async () => {
    const same = [...bell(64, 0.3, 0.02), 2];
    const svg = await svgOf(madeUp([{ pre: same, post: same, block: 4 }]), kind, {});
    // The heatmap has it in the colour of its cells; its caption explains that colour whether it is there or not.
    expect(kind === "outliers" ? svg.includes("#dcdfe4") : /identical/.test(svg)).toBe(true);
    expect(/NaN|Infinity|undefined(?! where)/.test(svg)).toBe(false);
  });

  it("for a page answers to the pointer, and otherwise has nothing for it", () => {
    const still = JSON.stringify(figure(eventful(), kind));
    expect(still.includes("tooltip")).toBe(false);
    expect(figure(eventful(), kind, { interactive: true }).params).toEqual([{ name: "dims", value: [] }]);
  });
});

it.each<readonly [Kind, RegExp]>([
  ["overview", /no finite values.*float64 has no bins for these values/s],
  ["pairs", /no finite values.*too wide for bins in float64/s],
  ["overlay", /no finite values.*too wide for bins in float64/s],
  ["ridgeline", /not finite.*post not finite/s],
  ["outliers", /undefined where more than half/],
])("the %s figure of tensors without an ordinary histogram says why", async (kind, reason) => {
  expect(reason.test(await svgOf(odd(), kind, { width: 672 }))).toBe(true);
});

describe.each<Kind>(["pairs", "overlay"])("the histograms of %s", (kind) => {
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

  it("tells of each tick which dimension it is, and how that changed", () => {
    const ticks = panelsOf(figure(eventful(), kind)).flatMap(({ layer }) =>
      layer.flatMap(({ data }) => data.values.filter(({ value, dim }) => value !== undefined && dim === 203)),
    );
    expect(ticks).toContainEqual(expect.objectContaining({ tensor: "h6 ln_2", pre: 1.2, post: 1.1 }));
  });

  it("puts both panels of a row on the same axis", () => {
    const domains = xDomains(figure(eventful(), "pairs"));
    expect(domains.length).toBe(6);
    for (let row = 0; row < domains.length; row += 2) expect(domains[row]).toEqual(domains[row + 1]);
  });
});

describe("a figure's title", () => {
  it("says what the data say", async () => {
    expect(titleOf(figure(eventful(), "pairs"))).toBe("h6 ln_2 grew by 14 %; ln_f grew by 19.7 %");
    expect(titleOf(figure(eventful()))).toBe(
      "h6 ln_2 grew by 14 %; ln_f grew by 19.7 %; all else is bit-identical",
    );
    expect(titleOf(figure(madeUp([{ pre: [1, 2, 3], post: [1, 2, 3] }])))).toBe("h0 ln_1 is bit-identical");
  });

  it("of each kind is about what it shows", () => {
    const titleBy = (kind: Kind) => titleOf(figure(eventful(), kind));
    expect(titleBy("trajectories")).toBe(
      "Dim 204 rose in h6 ln_2 (1.4 → 2.56); dim 203 fell in h6 ln_2 (1.2 → 1.1)",
    );
    expect(titleBy("dims")).toBe("h6 ln_2 grew by 14 %; dim 204 rose by 57 IQRs in ln_f");
    expect(titleBy("shift")).toBe("h6 ln_2 grew by 14 %; ln_f grew by 19.7 %");
    expect(titleBy("moved")).toBe("Most moved: ln_f dim 204 by +5.15");
    expect(titleBy("outliers")).toBe(
      "Dimensions 0, 57, 200, 201, 202, 203 and 1 more are outliers in all 3 tensors, pre and post",
    );
    expect(titleOf(figure(manyBlocks(3), "spread"))).toBe(
      "Of 3 blocks, ln_2 is narrower than ln_1 in all by std, IQR/median and std/mean, in none by IQR, before and after",
    );
  });

  it("of lineage is about the whole model, whatever is shown of it", async () => {
    const comparison = await smallPair({ blocks: [8], norms: ["ln_2"] });
    expect(titleOf(figure(comparison, "lineage"))).toBe(
      "One lineage: 50 of 50 tensors are nearest to themselves, rank correlation 0.86 to 1.00",
    );
    expect(titleOf(figure(madeUp([{ pre: [1, 1, 1], post: [1, 1, 1] }]), "lineage"))).toBe(
      "Lineage cannot be told: every tensor is one number, or not finite",
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
    const { code, what, fix } = thrownBy(() => figure(eventful(), "pie" as "pairs"));
    expect([code, what]).toEqual(["USAGE", 'its kind is "pie"']);
    expect(fix).toMatch(/^give one of "overview", "pairs", "overlay", "ridgeline"/);
  });
});

interface Panel {
  readonly layer: readonly {
    readonly data: { readonly values: readonly { readonly value?: number; readonly dim?: number }[] };
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
