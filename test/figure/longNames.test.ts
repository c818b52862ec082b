import { describe, expect, it } from "vitest";
import { buildFigure, figuresOf } from "../../src/figure/index.js";
import { fitWithNorm, namesRoom } from "../../src/figure/panel/normName.js";
import { HEAD_FONT } from "../../src/figure/panel/panels.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { textWidth } from "../../src/figure/panel/text.js";
import { gainsByNorm } from "../../src/figure/run/look.js";
import { withFewerNorms } from "../../src/figure/run/shownNorms.js";
import type { Comparison } from "../../src/model/comparison.js";
import type { VegaLiteSpec } from "../../src/model/figure.js";
import type { TrackedRun } from "../../src/model/run.js";
import { renderSvg } from "../../src/render/svg.js";
import { smallPair } from "../support/comparisons.js";
import { smallRun } from "../support/runs.js";

/** Other families' norms have names that are longer than the rooms that GPT-2's need. */
const LONG: Readonly<Record<string, string>> = {
  ln_1: "text.post_attention_layernorm",
  ln_2: "text.post_feedforward_layernorm",
  ln_f: "cls.predictions.transform.LayerNorm",
};
const NAMES = Object.values(LONG);
const LOOK = { theme: "light", title: null, interactive: false } as const;
const SLOW = { timeout: 120_000 };

/** The same with other names, wherever a norm is named. */
function renamed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(renamed) as Value;
  if (typeof value === "string") return (LONG[value] ?? value) as Value;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, renamed(own)])) as Value;
}

async function widthOf(spec: VegaLiteSpec): Promise<number> {
  return Number(/ width="([\d.]+)"/.exec(await renderSvg(spec))?.[1]);
}

function captionOf(spec: VegaLiteSpec): string {
  return (spec.title as { subtitle: string[] }).subtitle.join(" ");
}

describe("norms with long names", SLOW, () => {
  it.each(figuresOf("run").map(({ name }) => name))("leave the %s of a run its width", async (kind) => {
    const run = renamed<TrackedRun>(await smallRun());
    for (const size of [SIZES.single, SIZES.double]) {
      expect(await widthOf(buildFigure("run", kind, run, { ...LOOK, ...size }))).toBe(size.width);
    }
  });

  it.each(["shift", "dims", "trajectories", "lineage"] as const)("leave %s its width", async (kind) => {
    const pair = renamed<Comparison>(await smallPair());
    for (const size of [SIZES.single, SIZES.double]) {
      expect(await widthOf(buildFigure("comparison", kind, pair, { ...LOOK, ...size }))).toBe(size.width);
    }
  });
});

describe("a norm's name within some room", () => {
  const write = (name: string) => `${name}: median gain`;
  const px = (text: string) => textWidth(text, HEAD_FONT);

  it("is whole where there is room, and has shorter words where there is less", () => {
    const [name] = NAMES as [string];
    expect(fitWithNorm(name, [write], HEAD_FONT, 1000)).toBe(`${name}: median gain`);
    expect(fitWithNorm(name, [write], HEAD_FONT, px("text.post_attn: median gain"))).toBe(
      "text.post_attn: median gain",
    );
  });

  it("is cut itself, and not what is said of it", () => {
    const text = fitWithNorm(NAMES[0] as string, [write], HEAD_FONT, px("text.post: median gain"));
    expect(text).toMatch(/^\w+….*: median gain$/);
  });

  it("comes with the shorter of two ways to say the rest rather than be cut", () => {
    const ways = [write, (name: string) => `${name}: gain`] as const;
    expect(fitWithNorm(NAMES[0] as string, ways, HEAD_FONT, px("text.post_attn: gain"))).toBe(
      "text.post_attn: gain",
    );
  });

  it("keeps names at the left of panels apart, also in a narrow picture", () => {
    const room = namesRoom(NAMES, HEAD_FONT, SIZES.single.width);
    const shown = NAMES.map((name) => fitWithNorm(name, [(norm) => norm], HEAD_FONT, room));
    expect(new Set(shown).size).toBe(NAMES.length);
    expect(shown.join("")).not.toContain("…");
  });
});

describe("a run with more norms than there is room for", SLOW, () => {
  it("shows those that moved farthest, in order of the forward pass, and says so", async () => {
    const run = await smallRun({ bias: false });
    const { shown, fewer } = withFewerNorms(run, 2);
    expect(gainsByNorm(shown).map(({ norm }) => norm)).toEqual(["ln_2", "ln_f"]);
    expect(fewer).toEqual(["Shown: 2 of 3 norms, those that moved farthest."]);
  });

  it("shows all where there is room, and says nothing", async () => {
    const run = await smallRun({ bias: false });
    expect(withFewerNorms(run, 3)).toEqual({ shown: run, fewer: [] });
  });

  it("keeps a slide as high as it is", async () => {
    const run = await smallRun({ bias: false });
    const many = withNorms(run, 9);
    for (const kind of ["trajectory", "drift", "settling"] as const) {
      const spec = buildFigure("run", kind, many, { ...LOOK, ...SIZES.slide });
      const height = Number(/ height="([\d.]+)"/.exec(await renderSvg(spec))?.[1]);
      expect(height, kind).toBeLessThanOrEqual((SIZES.slide.height ?? 0) * SIZES.slide.zoom);
      expect(captionOf(spec), kind).toMatch(/Shown: \d of 27 norms, those that moved farthest\./);
    }
  });
});

/** Every norm so many times, under names of its own. */
function withNorms(run: TrackedRun, times: number): TrackedRun {
  const copies = Array.from({ length: times }, (_, k) => k);
  const { architecture } = run.model;
  const sites = copies.flatMap((k) =>
    architecture.sites.map((site) => ({ ...site, name: `${site.name}_${k}` })),
  );
  const tensors = copies.flatMap((k) =>
    run.tensors.map((tensor) => ({
      ...tensor,
      name: `${tensor.name} ${k}`,
      id: { ...tensor.id, norm: `${tensor.id.norm}_${k}` },
    })),
  );
  return { ...run, tensors, model: { ...run.model, architecture: { ...architecture, sites } } };
}
