import { describe, expect, it } from "vitest";
import { buildFigure, figuresOf } from "../../src/figure/index.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import { stepMarks } from "../../src/figure/run/marks.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import type { LoggedRate, TrackedRun } from "../../src/model/run.js";
import { renderSvg } from "../../src/render/svg.js";
import { expectGolden } from "../support/goldenFile.js";
import { smallRun, track, trainerState, type Vectors, writeRun } from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const STEPS = Array.from({ length: 10 }, (_, k) => k * 100);
const KINDS = figuresOf("run").map(({ name }) => name);
type Kind = (typeof KINDS)[number];

function build(kind: Kind, run: TrackedRun, options: Partial<FigureOptions> = {}): VegaLiteSpec {
  const look = { ...SIZES.double, theme: "light", title: null, interactive: false, ...options } as const;
  return buildFigure("run", kind, run, look);
}

function titleOf(spec: VegaLiteSpec): string {
  return (spec.title as { text: string[] }).text.join(" ");
}

function captionOf(spec: VegaLiteSpec): string {
  return (spec.title as { subtitle: string[] }).subtitle.join(" ");
}

/** What is written in the panels. */
function wordsIn(spec: unknown): string[] {
  if (Array.isArray(spec)) return spec.flatMap(wordsIn);
  if (typeof spec !== "object" || spec === null) return [];
  const { text } = spec as { readonly text?: unknown };
  return [
    ...(typeof text === "string" ? [text] : []),
    ...Object.values(spec as Readonly<Record<string, unknown>>).flatMap(wordsIn),
  ];
}

/** A run whose rate is that of a training, or none. */
function withLog(folder: string, rates: readonly LoggedRate[]): string {
  const path = writeRun(dir, folder, { steps: STEPS });
  dir.write(
    `${folder}/trainer_state.json`,
    trainerState(rates.map(({ step, rate }) => [step, rate] as const)),
  );
  return path;
}

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

async function measureOddRuns(): Promise<readonly TrackedRun[]> {
  return [
    await track(writeRun(dir, "two", { steps: [0, 10], blocks: 6 })),
    await track(writeRun(dir, "one", { steps: [0, 10, 20], blocks: 1, width: 4 })),
    await track(writeRun(dir, "deep", { steps: [0, 10, 20], blocks: 48, width: 8 })),
    await track(writeRun(dir, "still", { steps: STEPS, change: still })),
    await track(writeRun(dir, "nan", { steps: STEPS, change: nan })),
    await track(writeRun(dir, "later", { steps: STEPS, change: (all, k) => void (k > 5 && nan(all)) })),
    await track(writeRun(dir, "some", { steps: STEPS }), { norms: ["ln_2"], blocks: [1, 3] }),
    await track(writeRun(dir, "final", { steps: STEPS }), { norms: ["ln_f"] }),
    await track(
      writeRun(dir, "amber", { steps: [0, 1, 2], nameOf: (step) => `ckpt_00${step}/model.safetensors` }),
    ),
  ];
}

let odd: Promise<readonly TrackedRun[]> | null = null;

/** Measured once for all figures. */
function oddRuns(): Promise<readonly TrackedRun[]> {
  odd ??= measureOddRuns();
  return odd;
}

/** Pictures take long on a busy machine. */
const LONG = { timeout: 120_000 };

describe.each(KINDS)("the %s figure", LONG, (kind) => {
  it("of the small run looks as it was approved", async () => {
    expectGolden(`run-${kind}-7in-light.svg`, await renderSvg(build(kind, await smallRun({ bias: false }))));
  });

  it("of odd runs is as wide as asked for, and says nothing that a program would", async () => {
    for (const [i, run] of (await oddRuns()).entries()) {
      const size = i % 2 === 0 ? SIZES.double : SIZES.single;
      const svg = await renderSvg(build(kind, run, size));
      expect(/^<svg [^>]*width="(\d+)"/.exec(svg)?.[1], `${kind} of ${run.name}`).toBe(String(size.width));
      expect(/NaN(?! or infinite)|Infinity|undefined|null/.exec(svg)?.[0], run.name).toBeUndefined();
    }
  });

  it("on a slide is 16:9, and fits a page in print", async () => {
    const run = await smallRun();
    const sizeOf = async (options: Partial<FigureOptions>) =>
      /^<svg [^>]*width="(\d+)" height="(\d+)"/
        .exec(await renderSvg(build(kind, run, options)))
        ?.slice(1)
        .map(Number);
    expect(await sizeOf(SIZES.slide)).toEqual([1280, 720]);
    expect((await sizeOf(SIZES.double))?.[1]).toBeLessThanOrEqual(864);
  });
});

describe("the figure of drift", () => {
  it("says how far the norms went, and by which way", async () => {
    const spec = build("drift", await smallRun());
    expect(titleOf(spec)).toBe(
      "ln_f moved 47.1 % of its size, in an almost straight line; ln_1 at most 7.1 % (h6), by ways 1.8 to 2.2 times as long",
    );
    expect(captionOf(spec)).toContain("1 is a straight line");
  });

  it("says nothing of ways between two checkpoints, where every way is straight", async () => {
    const spec = build("drift", await track(writeRun(dir, "pair", { steps: [0, 10] })));
    expect(titleOf(spec)).not.toMatch(/way|straight/);
    expect(captionOf(spec)).not.toContain("straight");
  });

  it("of a run that nothing moved in says so", async () => {
    const run = await track(writeRun(dir, "unmoved", { steps: STEPS, change: still }));
    expect(titleOf(build("drift", run))).toContain("ended where they began");
  });
});

describe("the figure of settling", () => {
  const rates = (rate: (share: number) => number) => STEPS.map((step) => ({ step, rate: rate(step / 900) }));

  it("draws what the learning rate alone gives, and compares with it", async () => {
    const run = await track(
      withLog(
        "cosine",
        rates((share) => 0.5 * (1 + Math.cos(Math.PI * share))),
      ),
    );
    const spec = build("settling", run);
    expect(titleOf(spec)).toMatch(
      /^No norm is known to have settled early: .* the learning rate alone gives \d/,
    );
    expect(captionOf(spec)).toContain("Dashed: where a straight way would be");
  });

  it("names the norms that settled before the learning rate would have them", async () => {
    const stops = (vectors: Vectors, k: number) => {
      const name = "h.2.ln_1.weight";
      const values = vectors.get(name) ?? [];
      vectors.set(
        name,
        values.map((value, dim) => (k >= 2 ? 1 + dim / 100 : value)),
      );
    };
    const path = writeRun(dir, "stops", { steps: STEPS, change: stops });
    dir.write("stops/trainer_state.json", trainerState(STEPS.map((step) => [step, 1] as const)));
    expect(titleOf(build("settling", await track(path)))).toBe(
      "h2 ln_1 settled before step 810, where the learning rate alone would have it",
    );
  });

  it("without learning rates draws no line of theirs, and says that it cannot be judged", async () => {
    const spec = build("settling", await track(writeRun(dir, "unlogged", { steps: STEPS })));
    expect(titleOf(spec)).toContain("without learning rates that says nothing of convergence");
    expect(captionOf(spec)).toContain("cannot be judged");
    expect(captionOf(spec)).not.toContain("Dashed");
    expect(JSON.stringify(spec)).not.toContain('"series":"90"');
  });

  it("of two checkpoints says that they do not tell", async () => {
    const spec = build("settling", await track(writeRun(dir, "both", { steps: [0, 10] })));
    expect(titleOf(spec)).toBe("Two checkpoints do not say when a norm settled");
  });
});

describe("the figure of emergence", () => {
  /** Two dims leave the others: one for good, the other between the third and the fifth checkpoint. */
  const leaving = (vectors: Vectors, k: number) => {
    const name = "h.1.ln_2.weight";
    const values = [...(vectors.get(name) ?? [])];
    if (k >= 4) values[7] = 3;
    if (k >= 2 && k <= 4) values[9] = 0.2;
    vectors.set(name, values);
  };

  it("counts those that stay and those that go, and gives each a row", async () => {
    const spec = build("emergence", await track(writeRun(dir, "leaving", { steps: STEPS, change: leaving })));
    expect(titleOf(spec)).toBe("Of the 2 gains that were ever outliers, one is at the end");
    const words = wordsIn(spec);
    expect(words).toEqual(expect.arrayContaining(["h1 ln_2 dim 7", "h1 ln_2 dim 9"]));
    expect(words.indexOf("h1 ln_2 dim 7")).toBeLessThan(words.indexOf("h1 ln_2 dim 9"));
    expect(words.some((word) => /^3\.\d\d ×$/.test(word))).toBe(true);
    expect(words.some((word) => /^0\.\d\d ×$/.test(word))).toBe(true);
  });

  it("says so where there are none", async () => {
    const spec = build("emergence", await track(writeRun(dir, "without", { steps: STEPS })));
    expect(titleOf(spec)).toBe("No gain was an outlier at any checkpoint");
    expect(captionOf(spec)).not.toContain("Listed");
  });
});

describe("the figures of distributions", LONG, () => {
  it("draw a row a checkpoint, and say what is one number and what is cut", async () => {
    const spec = build("ridges", await smallRun());
    expect(titleOf(spec)).toMatch(/^ln_f’?'?s median rose by 45\.6 %, its IQR grew to 7\.3 % of it; h8 ln_2/);
    expect(captionOf(spec)).toContain("at 9 checkpoints");
    const words = wordsIn(spec);
    expect(words).toContain("all 64 are 1");
    expect(words.some((word) => /^×\d.* as high$/.test(word))).toBe(true);
  });

  it("draw 16 of more checkpoints as ridges, and all as a fan", async () => {
    const steps = Array.from({ length: 40 }, (_, k) => k * 10);
    const run = await track(writeRun(dir, "long", { steps, blocks: 2 }));
    expect(captionOf(build("ridges", run))).toContain("at 16 of 40 checkpoints");
    expect(captionOf(build("fan", run))).toContain("40 checkpoints");
    expect(titleOf(build("fan", run))).toMatch(
      /^Nine in ten gains ended: .* between \d[\d.]* and \d[\d.]*; /,
    );
  });
});

describe("the figure of blocks", () => {
  it("says in which blocks the middle halves came apart", async () => {
    expect(titleOf(build("blocks", await smallRun()))).toMatch(
      /^In (?:no block|blocks? [\d–, ]+|every block) the middle halves of ln_1 and ln_2 came apart$/,
    );
    const apart = (vectors: Vectors, k: number) => {
      for (const block of [0, 2]) {
        const name = `h.${block}.ln_2.weight`;
        vectors.set(
          name,
          (vectors.get(name) ?? []).map((value) => value + k * 0.1),
        );
      }
    };
    const run = await track(writeRun(dir, "apart", { steps: STEPS, change: apart }));
    expect(titleOf(build("blocks", run))).toBe(
      "In blocks 0, 2 the middle halves of ln_1 and ln_2 came apart",
    );
  });

  it("of more blocks than a page has room for shows some, and says so", async () => {
    const run = await track(writeRun(dir, "blocks", { steps: [0, 10, 20], blocks: 30, width: 8 }));
    expect(captionOf(build("blocks", run))).toContain("24 of 30 blocks, evenly chosen.");
  });
});

describe("the trajectory of a run", LONG, () => {
  it("of 24 blocks and more has a map beside the lines", async () => {
    const deep = await track(writeRun(dir, "maps", { steps: STEPS, blocks: 24, width: 8 }));
    expect(captionOf(build("trajectory", deep))).toContain("Maps: ");
    expect(wordsIn(build("trajectory", deep))).toContain("ln_1: change of the median, by block");
    const shallow = await track(writeRun(dir, "lines", { steps: STEPS, blocks: 23, width: 8 }));
    expect(captionOf(build("trajectory", shallow))).not.toContain("Maps: ");
  });

  it("has what was logged above it, and no strip of what was not", async () => {
    const logged = await track(
      withLog(
        "logged",
        STEPS.map((step) => ({ step, rate: 1 })),
      ),
    );
    expect(wordsIn(build("trajectory", logged))).toEqual(
      expect.arrayContaining(["training loss", "learning rate"]),
    );
    const unlogged = wordsIn(build("trajectory", await track(writeRun(dir, "bare", { steps: STEPS }))));
    expect(unlogged).not.toContain("learning rate");
    expect(unlogged).not.toContain("training loss");
  });

  it("has a ground under a second stage, where the rate began anew once, and says so", async () => {
    const saw = (ends: readonly number[]) =>
      STEPS.map((step) => ({ step, rate: ends.includes(step) ? 0.001 : 1 }));
    const twice = await track(withLog("stages", saw([500])));
    expect(captionOf(build("trajectory", twice))).toContain(
      "Grey ground: from step 500 on, where the learning rate began anew.",
    );
    const often = await track(withLog("restarts", saw([300, 600])));
    expect(captionOf(build("trajectory", often))).not.toContain("Grey ground");
    const once = await track(withLog("once", saw([900])));
    expect(captionOf(build("trajectory", once))).not.toContain("Grey ground");
  });

  it("of very many checkpoints is thinned to what can be seen", async () => {
    const run = await track(writeRun(dir, "many", { steps: STEPS, blocks: 1, width: 8 }));
    const times = (count: number): TrackedRun => {
      const steps = Array.from({ length: count }, (_, step) => step);
      const at = <Item extends { readonly step: number }>(items: readonly Item[]) =>
        steps.map((step) => ({ ...(items[step % items.length] as Item), step }));
      const tensors = run.tensors.map((tensor) => ({ ...tensor, steps: at(tensor.steps) }));
      return { ...run, points: at(run.points), tensors };
    };
    const lengthOf = async (count: number) => (await renderSvg(build("trajectory", times(count)))).length;
    expect(await lengthOf(4000)).toBeLessThan(1.2 * (await lengthOf(1000)));
  });

  it("keeps the values of gains at 48 checkpoints, the ends among them", async () => {
    const steps = Array.from({ length: 60 }, (_, k) => k * 10);
    const { tensors } = await track(writeRun(dir, "kept", { steps, blocks: 1, width: 8 }));
    for (const { id, kept } of tensors) {
      const keptSteps = kept.map(({ step }) => step);
      expect(keptSteps).toHaveLength(id.parameter === "gain" ? 48 : 0);
      if (id.parameter === "gain") expect([keptSteps[0], keptSteps.at(-1)]).toEqual([0, 590]);
    }
  });
});

describe("the marks of a figure's steps", () => {
  it("say where each step is, and in which panels", async () => {
    const spec = build("drift", await smallRun());
    const marks = stepMarks(spec, [0, 600, 1200]);
    const width = marks?.panels[0]?.width ?? 0;
    expect(marks?.places).toEqual([0, width / 2, width]);
    expect(marks?.panels.map(({ onSteps }) => onSteps)).toEqual([...Array(6).fill(true), false]);
    expect(stepMarks(build("ridges", await smallRun()), [0])).toBeNull();
  });
});
