import { describe, expect, it } from "vitest";
import { buildFigure, figuresOf } from "../../src/figure/index.js";
import { DEFAULT_FIGURE_OPTIONS } from "../../src/index.js";
import type { FigureOptions } from "../../src/model/figure.js";
import type { Probe } from "../../src/model/probe.js";
import { renderSvg } from "../../src/render/svg.js";
import { expectGolden } from "../support/goldenFile.js";
import { madeProbe } from "../support/probes.js";

const KINDS = figuresOf("probe").map(({ name }) => name);

function svgOf(probe: Probe, kind: string, options: Partial<FigureOptions> = {}): Promise<string> {
  return renderSvg(buildFigure("probe", kind, probe, { ...DEFAULT_FIGURE_OPTIONS, ...options }));
}

describe.each(KINDS)("the %s figure of a probe", (kind) => {
  it("of two models looks as it was approved", async () => {
    expectGolden(
      `probe-${kind}-two-7in-light.svg`,
      await svgOf(madeProbe({ ablated: true }), kind, { width: 672 }),
    );
  });

  it("of one model in a column, dark, looks as it was approved", async () => {
    const one = madeProbe({ two: null, ablated: true, massiveDim: 17 });
    expectGolden(`probe-${kind}-one-3.5in-dark.svg`, await svgOf(one, kind, { width: 336, theme: "dark" }));
  });

  it("is exactly as wide as asked for, and on a slide 16:9", async () => {
    for (const probe of [madeProbe(), madeProbe({ two: null }), madeProbe({ blocks: 48, ablated: true })]) {
      for (const width of [300, 480, 672, 1280]) {
        expect(/^<svg [^>]*width="(\d+)"/.exec(await svgOf(probe, kind, { width }))?.[1]).toBe(String(width));
      }
    }
  });

  it("says nothing that a program would of numbers that are not finite, nor of hostile names", async () => {
    const made = madeProbe({ ablated: true });
    const broken = {
      ...made,
      text: { ...made.text, name: "<script>alert(1)</script>\u001b[31m" },
      pre: { ...made.pre, norms: made.pre.norms.map((norm) => ({ ...norm, others: null })) },
    };
    const empty = {
      ...made,
      pre: {
        ...made.pre,
        norms: made.pre.norms.map((norm) => ({
          ...norm,
          first: { ...norm.first, inputVariance: Number.NaN },
        })),
      },
    };
    for (const probe of [broken, empty]) {
      const svg = await svgOf(probe as Probe, kind);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null|<script/);
      expect(svg.includes("\u001b")).toBe(false);
    }
  });
});

describe("what figures of a probe say", () => {
  it("is that nothing changed, or was changed, where that is so", async () => {
    expect(await svgOf(madeProbe({ two: null }), "causes")).toContain("one model by itself");
    expect(await svgOf(madeProbe(), "ablation")).toContain("run probe with --ablate 3");
  });
});
