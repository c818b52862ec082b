import { beforeAll, describe, expect, it } from "vitest";
import { buildFigure, figuresOf } from "../../src/figure/index.js";
import { SIZES } from "../../src/figure/panel/sizes.js";
import type { FigureOptions, VegaLiteSpec } from "../../src/model/figure.js";
import type { TrackedRuns } from "../../src/model/runs.js";
import { renderSvg } from "../../src/render/svg.js";
import { runCli } from "../support/fakeIo.js";
import { expectGolden } from "../support/goldenFile.js";
import { trackSeveral, twoRuns, writeSeed } from "../support/seeds.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const KINDS = figuresOf("runs").map(({ name }) => name);
type Kind = (typeof KINDS)[number];
const STEPS = Array.from({ length: 14 }, (_, k) => k * 100);

function build(kind: Kind, runs: TrackedRuns, options: Partial<FigureOptions> = {}): VegaLiteSpec {
  const look = { ...SIZES.double, theme: "light", title: null, interactive: false, ...options } as const;
  return buildFigure("runs", kind, runs, look);
}

function wordsOf({ title }: VegaLiteSpec): string {
  const { text, subtitle = [] } = title as { text: string[]; subtitle?: string[] };
  return [...text, ...subtitle].join(" ");
}

const nan = (vectors: Map<string, number[]>) => {
  for (const [name, values] of vectors)
    vectors.set(
      name,
      values.map(() => Number.NaN),
    );
};
const one = (vectors: Map<string, number[]>) => {
  for (const [name, values] of vectors)
    vectors.set(
      name,
      values.map(() => 1),
    );
};

function seedsOf(folder: string, count: number, made: Partial<Parameters<typeof writeSeed>[2]> = {}) {
  return trackSeveral(
    Array.from({ length: count }, (_, i) =>
      writeSeed(dir, `${folder}/seed${i + 1}`, { seed: i + 1, steps: STEPS, ...made }),
    ),
  );
}

const made: { five?: TrackedRuns; two?: TrackedRuns; odd?: readonly TrackedRuns[] } = {};

beforeAll(async () => {
  made.five = await seedsOf("five", 5);
  made.two = await twoRuns();
  made.odd = [
    await seedsOf("nan", 3, { change: nan, blocks: 2 }),
    await seedsOf("still", 2, { change: one, blocks: 2 }),
    await seedsOf("two steps", 4, { steps: [0, 1], blocks: 1 }),
    await seedsOf("deep", 2, { steps: [0, 1, 1000], blocks: 30, width: 4 }),
    await seedsOf("broken", 3, {
      blocks: 2,
      change: (vectors, k) => (k === 5 ? nan(vectors) : undefined),
    }),
  ];
}, 120_000);

describe.each(KINDS)("the %s figure of several runs", { timeout: 120_000 }, (kind) => {
  it("looks as it was approved", async () => {
    expectGolden(`runs-${kind}-two-7in-light.svg`, await renderSvg(build(kind, made.two as TrackedRuns)));
    const dark = build(kind, made.five as TrackedRuns, { ...SIZES.single, theme: "dark" });
    expectGolden(`runs-${kind}-five-3.5in-dark.svg`, await renderSvg(dark));
  });

  it("of odd runs is as wide as asked for, and says nothing that a program would", async () => {
    for (const [i, runs] of (made.odd ?? []).entries()) {
      const size = i % 2 === 0 ? SIZES.double : SIZES.single;
      const svg = await renderSvg(build(kind, runs, size));
      expect(/^<svg [^>]*width="(\d+)"/.exec(svg)?.[1], `${kind} of ${i}`).toBe(String(size.width));
      expect(/NaN(?! or infinite)|Infinity|undefined|null/.exec(svg)?.[0], `${kind} of ${i}`).toBeUndefined();
    }
  });

  it("on a slide is 16:9, and fits a page in print", async () => {
    const runs = (made.odd ?? [])[3] as TrackedRuns;
    const heightOf = async (options: Partial<FigureOptions>) =>
      Number(/^<svg [^>]*height="(\d+)"/.exec(await renderSvg(build(kind, runs, options)))?.[1]);
    expect(await heightOf(SIZES.slide)).toBe(720);
    expect(await heightOf(SIZES.double)).toBeLessThanOrEqual(9 * 96);
  });
});

describe("the words of figures of several runs", () => {
  it("are of these runs: what broke with its run, and that runs which are the same are", () => {
    const [, still, , deep, broken] = made.odd as [
      TrackedRuns,
      TrackedRuns,
      TrackedRuns,
      TrackedRuns,
      TrackedRuns,
    ];
    expect(wordsOf(build("apart", still))).toMatch(/^The 2 runs are the same at all 14 steps/);
    expect(wordsOf(build("trajectory", broken))).toMatch(/^seed1: between steps 400 and 500: /);
    expect(wordsOf(build("trajectory", broken))).toContain("Grey ground");
    expect(wordsOf(build("trajectory", deep))).toContain("23 of 30 blocks, evenly chosen");
    expect(wordsOf(build("trajectory", deep))).toContain("a line a run");
    expect(wordsOf(build("trajectory", made.five as TrackedRuns))).toContain("the middle of 5 runs; band");
    expect(wordsOf(build("drift", made.five as TrackedRuns))).toMatch(/^In 5 runs ln_1 moved by /);
  });

  it("hold seeds against unrelated ways only where these begin together, and are not far nearer", async () => {
    const near = await seedsOf("near", 2, { forkAfter: 12, blocks: 1 });
    expect(wordsOf(build("apart", near))).not.toContain("Dashed");
    const far = await seedsOf("far", 2, { shift: 0, blocks: 1 });
    expect(wordsOf(build("apart", far))).toContain("Dashed: 1.41");
    const late = await seedsOf("late", 2, {
      shift: 0,
      blocks: 1,
      change: (vectors) => {
        for (const values of vectors.values()) values[0] = (values[0] as number) + (values[1] as number);
      },
    });
    const later = { ...late, tensors: late.tensors.map((tensor) => ({ ...tensor, parted: 0 })) };
    expect(wordsOf(build("apart", later))).not.toContain("Dashed");
  });

  it("refuses those that are of one run, and of one run those that are of several", async () => {
    const paths = [1, 2].map((seed) => `${dir.path}/five/seed${seed}`);
    const several = await runCli(["track", ...paths, "--figure", "fan", "-o", `${dir.path}/x.svg`]);
    expect([several.code, several.err]).toEqual([
      2,
      "gpt2-wdist: error: --figure fan: is not drawn of 2 runs\n  fix: of 2 runs there are trajectory, drift, apart; track one run by itself for the others\n",
    ]);
    const one = await runCli(["track", paths[0] as string, "--figure", "apart", "-o", `${dir.path}/x.svg`]);
    expect([one.code, one.err]).toEqual([
      2,
      expect.stringContaining(
        "--figure apart: is not drawn of one run\n  fix: of one run there are trajectory, ",
      ),
    ]);
    const watched = await runCli([
      "track",
      paths[0] as string,
      "--watch",
      "--figure",
      "apart",
      "-o",
      `${dir.path}/x.svg`,
    ]);
    expect([watched.code, watched.err]).toEqual([2, one.err]);
    const all = await runCli(["track", ...paths, "--figure", "all", "-o", `${dir.path}/{figure}.vl.json`]);
    expect(all.err).toMatch(/wrote .*trajectory\.vl\.json, .*drift\.vl\.json, .*apart\.vl\.json/);
  }, 60_000);
});
