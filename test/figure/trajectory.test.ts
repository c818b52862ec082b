import { describe, expect, it } from "vitest";
import { trajectory } from "../../src/figure/kinds/trajectory.js";
import { blockColour } from "../../src/figure/panel/blockColours.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { stepAxis, stepPx } from "../../src/figure/panel/stepAxis.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import type { TrackedRun } from "../../src/model/run.js";
import { renderSvg } from "../../src/render/svg.js";
import { expectGolden } from "../support/goldenFile.js";
import { smallRun, track, type Vectors, writeRun } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const STEPS = Array.from({ length: 10 }, (_, k) => k * 100);

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
  it("of the small run looks as it was approved", async () => {
    expectGolden("trajectory-small-7in-light.svg", await renderSvg(build(await smallRun({ bias: false }))));
  });

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

  it("of runs short, shallow, deep, still and not finite is as wide as asked for, and says nothing that a program would", async () => {
    const nan = (vectors: Vectors) => {
      for (const [name, values] of vectors)
        vectors.set(
          name,
          values.map(() => Number.NaN),
        );
    };
    const first: Vectors = new Map();
    const still = (vectors: Vectors, k: number) => {
      for (const [name, values] of vectors) {
        if (k === 0) first.set(name, values);
        vectors.set(name, first.get(name) ?? values);
      }
    };
    const runs = [
      await track(writeRun(dir, "two", { steps: [0, 10], blocks: 6 })),
      await track(writeRun(dir, "one", { steps: [0, 10, 20], blocks: 1, width: 4 })),
      await track(writeRun(dir, "deep", { steps: [0, 10, 20], blocks: 48, width: 8 })),
      await track(writeRun(dir, "still", { steps: STEPS, change: still })),
      await track(writeRun(dir, "nan", { steps: STEPS, change: nan })),
      await track(writeRun(dir, "some", { steps: STEPS }), { norms: ["ln_2"], blocks: [1, 3] }),
      await track(
        writeRun(dir, "amber", { steps: [0, 1, 2], nameOf: (step) => `ckpt_00${step}/model.safetensors` }),
      ),
    ];
    for (const run of runs) {
      for (const size of [SIZES.double, SIZES.single]) {
        const svg = await renderSvg(build(run, size));
        expect(/^<svg [^>]*width="(\d+)"/.exec(svg)?.[1]).toBe(String(size.width));
        expect(/NaN(?! or infinite)|Infinity|undefined|null/.exec(svg)?.[0]).toBeUndefined();
      }
    }
  });

  it("on a slide is 16:9", async () => {
    const svg = await renderSvg(build(await smallRun(), SIZES.slide));
    expect(/^<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg)?.slice(1)).toEqual(["1280", "720"]);
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
