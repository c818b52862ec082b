import { describe, expect, it } from "vitest";
import { trajectory } from "../../src/figure/kinds/trajectory.js";
import { blockColour } from "../../src/figure/panel/blockColours.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { stepAxis, stepPx } from "../../src/figure/panel/stepAxis.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import type { TrackedRun } from "../../src/model/run.js";
import { renderSvg } from "../../src/render/svg.js";
import { expectGolden } from "../support/goldenFile.js";
import { smallRun } from "../support/runs.js";

function build(run: TrackedRun, options: Partial<FigureOptions> = {}): VegaLiteSpec {
  return trajectory.build(run, {
    ...SIZES.double,
    theme: "light",
    title: null,
    interactive: false,
    ...options,
  });
}

/** The small run in which, from step 480 on, a block is at its initial values, as a run with a finding. */
async function brokenRun(): Promise<TrackedRun> {
  const run = await smallRun({ bias: false });
  const finding = {
    kind: "reset",
    weight: "broken",
    tensors: ["gain", "bias"].map((parameter) => ({
      norm: "ln_1",
      block: 3,
      parameter: parameter as "gain",
    })),
  } as const;
  return { ...run, findings: [{ from: 320, to: 480, finding }] };
}

function textOf(spec: VegaLiteSpec): { readonly title: string; readonly caption: string } {
  const { text, subtitle } = spec.title as { text: string[]; subtitle: string[] };
  return { title: text.join(" "), caption: subtitle.join(" ") };
}

describe("the trajectory figure", () => {
  it("at single width, dark, of a run with a fault, looks as it was approved", async () => {
    const spec = build(await brokenRun(), { width: 336, theme: "dark" });
    expectGolden("trajectory-broken-3.5in-dark.svg", await renderSvg(spec));
  });

  it("says how far each norm moved, or what broke", async () => {
    const { title, caption } = textOf(build(await smallRun()));
    expect(title).toBe("ln_f moved by 47.1 %, ln_2 by up to 17 % (h8) and ln_1 by up to 7.1 % (h6)");
    expect(caption).toContain("9 checkpoints, steps 0 to 1,200.");
    expect(caption).toContain("Moved: distance from the first checkpoint to the last,");
    expect(caption).not.toContain("broke");
    const broken = textOf(build(await brokenRun()));
    expect(broken.title).toBe(
      "Between steps 320 and 480: gains and biases of h3 ln_1 are back at initial values, as if untrained",
    );
    expect(broken.caption).toContain("Grey ground: between the checkpoints where something broke.");
  });

  it("escapes hostile titles", async () => {
    const svg = await renderSvg(build(await smallRun(), { title: '</text><script>alert("x")</script>' }));
    expect(svg).not.toContain("<script");
  });
});

describe("the axis of steps", () => {
  it("is linear where checkpoints are about as far apart, and has whole numbers", () => {
    const axis = stepAxis([0, 50, 100, 200, 400, 600, 900, 1200], 300);
    expect(axis.kind.type).toBe("linear");
    expect(axis.ticks.values).toEqual([0, 500, 1000]);
    expect([0, 600, 1200].map((step) => stepPx(axis, step))).toEqual([0, 150, 300]);
    expect(stepAxis([1, 2, 3], 300).ticks.values?.every(Number.isInteger)).toBe(true);
  });

  it("is a logarithm with a place for 0 where they are not", () => {
    const steps = [0, 10, 100, 1000, 10_000, 400_000];
    const axis = stepAxis(steps, 300);
    expect(axis.kind.type).toBe("symlog");
    expect(axis.ticks.values).toEqual([0, 10, 100, 1000, 10_000, 100_000]);
    const places = steps.map((step) => stepPx(axis, step));
    expect([places[0], places.at(-1)]).toEqual([0, 300]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(stepAxis(steps, 100).ticks.values?.length).toBeLessThan(6);
  });
});

describe("the colours of blocks", () => {
  it.each(["light", "dark"] as const)("get lighter from block to block: %s", (theme) => {
    const luminance = (hex: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const lights = Array.from({ length: 12 }, (_, i) => luminance(blockColour(i, 12, theme)));
    expect(lights).toEqual(lights.toSorted((a, b) => a - b));
    expect(blockColour(0, 1, theme)).toMatch(/^#[0-9a-f]{6}$/);
  });
});
