import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { TensorAcrossRuns } from "../../src/model/runs.js";
import { runCli } from "../support/fakeIo.js";
import { SMALL_RUN, writeRun } from "../support/runs.js";
import { publishedSchema } from "../support/schemas.js";
import { writeSeed } from "../support/seeds.js";
import { readValues, type TensorValues } from "../support/seedValues.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const STEPS = [0, 100, 200, 300, 400];

interface RunsJson {
  readonly labels: readonly string[];
  readonly steps: readonly number[];
  readonly common: number;
  readonly foundInEach: readonly number[];
  readonly tensors: readonly {
    readonly name: string;
    readonly parted: number | null;
    readonly steps: readonly TensorAcrossRuns[];
  }[];
  readonly answers: {
    readonly sentences: readonly string[];
    readonly parted: number | null;
    readonly strays: readonly { readonly run: number; readonly step: number }[];
    readonly settled: readonly number[] | null;
  };
  readonly runs: readonly { readonly run: string }[];
}

async function runsOf(args: readonly string[]): Promise<RunsJson> {
  const { out, err, code } = await runCli(["track", ...args, "--format", "json"]);
  expect(err).not.toContain("error:");
  expect(code).toBe(0);
  const json = JSON.parse(out) as RunsJson;
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  ajv.addSchema(publishedSchema("run"), "/gpt2-wdist/run@1");
  const validate = ajv.compile(publishedSchema("runs"));
  expect(validate(json), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  return json;
}

let written = 0;

/** Seeds 1, 2, ... of one model, in a folder of their own. */
function seeds(count: number, made: Partial<Parameters<typeof writeSeed>[2]> = {}): string[] {
  written++;
  return Array.from({ length: count }, (_, i) =>
    writeSeed(dir, `made${written}/seed${i + 1}`, { seed: i + 1, steps: STEPS, blocks: 2, ...made }),
  );
}

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
const less = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value - (b[i] as number));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const correlation = (a: readonly number[], b: readonly number[]) => {
  const [x, y] = [a, b].map((values) => values.map((value) => value - mean(values))) as [number[], number[]];
  return x.reduce((sum, value, i) => sum + value * (y[i] as number), 0) / (norm(x) * norm(y));
};
const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return Number.isInteger(half)
    ? ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
    : (sorted[Math.floor(half)] as number);
};
const band = (values: readonly number[]) => ({
  min: Math.min(...values),
  median: median(values),
  max: Math.max(...values),
});

function expectBand(found: object | null, values: readonly number[]): void {
  for (const [end, value] of Object.entries(band(values)))
    expect((found as Record<string, number>)[end]).toBeCloseTo(value, 9);
}

describe("track of several runs", () => {
  it.each([2, 3, 5])("measures how far %i seeds lie apart, as the definitions say", async (count) => {
    const paths = seeds(count);
    const { steps, tensors, labels } = await runsOf(paths);
    expect(labels).toEqual(paths.map((_, i) => `seed${i + 1}`));
    expect(steps).toEqual(STEPS);
    for (const { name, steps: own } of tensors.filter((_, i) => i % 2 === 1)) {
      const runs: TensorValues[] = paths.map((path) => readValues(path, STEPS, name));
      for (const [k, at] of own.entries()) {
        const values = runs.map((run) => run[k] as readonly number[]);
        const pairs = values.flatMap((a, i) => values.slice(i + 1).map((b) => [a, b] as const));
        const distances = pairs.map(([a, b]) => norm(less(a, b)));
        const ways = values.map((own, i) => norm(less(own, runs[i]?.[0] as readonly number[])));
        expectBand(at.median, values.map(median));
        expectBand(at.distance, distances);
        expectBand(at.travelled, ways);
        expect(at.isSame).toBe(k === 0);
        if (k === 0) {
          expect([at.apart, at.pearson, at.stray]).toEqual([null, null, null]);
        } else {
          expect(at.apart).toBeCloseTo(median(distances) / median(ways), 9);
          expectBand(
            at.pearson,
            pairs.map(([a, b]) => correlation(a, b)),
          );
        }
      }
    }
  });

  it("says that seeds begin alike and share no order, and of forks where they part", async () => {
    const { answers } = await runsOf(seeds(3));
    expect(answers.sentences[0]).toBe(
      "All runs begin with a fresh initialisation (every gain is exactly 1), and differ by step 100.",
    );
    expect(answers.sentences.join(" ")).toContain("no sign that they scale the same dims");
    const forks = await runsOf(
      seeds(2, { forkAfter: 2, shift: 0, nameOf: (step) => `step-${step}.safetensors` }),
    );
    expect(forks.answers.sentences[0]).toBe(
      "The runs are the same up to step 200, bit for bit, and differ by step 300.",
    );
    expect(forks.tensors.every(({ parted }) => parted === 300)).toBe(true);
    const [whole] = seeds(1);
    const copy = writeSeed(dir, "copy", { seed: 1, steps: STEPS, blocks: 2 });
    const { sentences } = (await runsOf([whole as string, copy])).answers;
    expect(sentences[0]).toBe("All runs are the same at these 5 steps, bit for bit.");
    expect(sentences.join(" ")).not.toContain("times as far");
  });

  it("names a run that stands apart, and the step from which on; of seeds alike none", async () => {
    const paths = [1, 2, 3].map((seed) =>
      writeSeed(dir, `stray/seed${seed}`, {
        seed,
        steps: STEPS,
        blocks: 2,
        change: (vectors, k) => {
          if (seed === 2 && k >= 3) vectors.set("h.1.ln_2.weight", Array(48).fill(3));
        },
      }),
    );
    const { answers } = await runsOf(paths);
    expect(answers.strays).toMatchObject([{ run: 1, step: 300 }]);
    const said = answers.sentences.find((sentence) => sentence.includes("stands apart"));
    expect(said).toMatch(
      /^seed2 stands apart in h1 ln_2, from step 300 on: at the end up to [\d.]+ times as far from seed1 and seed3 as those from each other\.$/,
    );
    // What broke in one run is said with its name.
    expect(answers.sentences[0]).toMatch(/^seed2: between steps 200 and 300: h1 ln_2 /);
    expect((await runsOf(seeds(3))).answers.sentences.join(" ")).toContain("No run lies 3 times as far");
  });

  it("compares runs of different steps at those they share, and says how many", async () => {
    const a = writeSeed(dir, "many/a", { seed: 1, steps: [0, 50, 100, 150, 200, 300], blocks: 2 });
    const b = writeSeed(dir, "many/b", { seed: 2, steps: [0, 100, 200, 400], blocks: 2 });
    const { steps, common, foundInEach, runs } = await runsOf([a, b]);
    expect([steps, common, foundInEach]).toEqual([[0, 100, 200], 3, [6, 4]]);
    expect(runs.map(({ run }) => run)).toEqual([a, b]);
    const { err } = await runCli(["track", a, b, "--format", "csv"]);
    expect(err).toContain("note: 3 steps are in all runs: a has 6, b has 4; others are left aside");
    expect((await runsOf([a, b, "--steps", "0-150"])).steps).toEqual([0, 100]);
  });

  it("is one run still where no step is found twice, and where a folder has further checkpoints beside it", async () => {
    const a = writeSeed(dir, "parts/a", { seed: 1, steps: [0, 100], blocks: 2 });
    const b = writeSeed(dir, "parts/b", { seed: 1, steps: [200, 300], blocks: 2 });
    const { out, err } = await runCli(["track", a, b, "--format", "json"]);
    const checkpoints = (JSON.parse(out) as { checkpoints: { step: number }[] }).checkpoints;
    expect(checkpoints.map(({ step }) => step)).toEqual([0, 100, 200, 300]);
    expect(err).toContain("have no step in common, and were followed as one run");
    const one = await runCli(["track", a, `${b}/checkpoint-300`, "--format", "json"]);
    expect((JSON.parse(one.out) as { checkpoints: unknown[] }).checkpoints).toHaveLength(3);
  });

  it("refuses what it cannot compare, by name", async () => {
    const a = writeSeed(dir, "no/a", { seed: 1, steps: STEPS, blocks: 2 });
    const b = writeSeed(dir, "no/b", { seed: 2, steps: STEPS, blocks: 3 });
    const c = writeSeed(dir, "no/c", { seed: 2, steps: [400, 500], blocks: 2 });
    const refused = async (...args: string[]) => {
      const { err, code } = await runCli(["track", ...args]);
      expect(code).toBe(2);
      return err.replaceAll(dir.path, "");
    };
    expect(await refused(a, b)).toMatch(/no\/a\/.* and .*no\/b\/.*2 blocks of width 48, the second 3 blocks/);
    expect(await refused(a, c)).toContain("have only step 400 in common");
    expect(
      await refused(a, writeSeed(dir, "no/d", { seed: 3, steps: STEPS, blocks: 2 }), `${c}/checkpoint-400`),
    ).toContain("is one checkpoint, among 2 runs");
    const d = `${dir.path}/no/d`;
    expect(await refused(a, d, "-o", `${dir.path}/x.html`)).toContain("is of one run, and there are 2");
    expect(await refused(a, d, "--format", "tensorboard")).toContain("write them into a folder");
    expect(await refused(a, d, "--labels", "x")).toContain("names 1 run, and there are 2");
    expect(await refused(a, d, "--labels", "x,x")).toContain("calls two runs the same");
  });

  it("names a checkpoint that cannot be read with its run, and compares the others", async () => {
    const paths = seeds(2, { steps: [0, 100, 200] });
    dir.write(`made${written}/seed2/checkpoint-100/model.safetensors`, "no model");
    const { steps } = await runsOf(paths);
    expect(steps).toEqual([0, 200]);
    const { err } = await runCli(["track", ...paths]);
    expect(err).toMatch(/note: seed2: left out .*checkpoint-100/);
    expect(err).toContain("note: the runs are compared at 2 steps, which could be read in all of them");
  });

  it("writes the rows of all runs, with what is so of all of them", async () => {
    const paths = seeds(2);
    const { out } = await runCli([
      "track",
      ...paths,
      "--labels",
      "x,y",
      "--norms",
      "ln_f",
      "--format",
      "jsonl",
    ]);
    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ run, step }) => `${String(run)} ${String(step)}`)).toEqual(
      ["x", "y"].flatMap((run) => STEPS.map((step) => `${run} ${step}`)),
    );
    const [json] = (await runsOf([...paths, "--norms", "ln_f"])).tensors;
    expect(rows.slice(0, 5).map(({ runsApart }) => runsApart)).toEqual(json?.steps.map(({ apart }) => apart));
    expect(rows.slice(5).map(({ runsDistanceMedian }) => runsDistanceMedian)).toEqual(
      json?.steps.map(({ distance }) => distance?.median),
    );
    // The columns of one run come first, and are the same.
    const single = await runCli(["track", paths[0] as string, "--norms", "ln_f", "--format", "jsonl"]);
    const [first] = single.out.split("\n").map((line) => (line === "" ? {} : JSON.parse(line)) as object);
    expect(Object.keys(rows[0] as object).slice(0, Object.keys(first as object).length)).toEqual(
      Object.keys(first as object),
    );
  });

  it("writes a folder a run for TensorBoard, and with --store", async () => {
    const paths = seeds(2);
    const { code } = await runCli([
      "track",
      ...paths,
      "-o",
      `${dir.path}/tb/`,
      "--store",
      `${dir.path}/kept`,
    ]);
    expect(code).toBe(0);
    const events = (folder: string) => readFileSync(`${folder}/events.out.tfevents.0000000000.gpt2-wdist`);
    await runCli(["track", paths[1] as string, "-o", `${dir.path}/alone/`]);
    expect(events(`${dir.path}/tb/seed2`).equals(events(`${dir.path}/alone`))).toBe(true);
    const kept = await runsOf([`${dir.path}/kept/seed1`, `${dir.path}/kept/seed2`]);
    const read = await runsOf(paths);
    expect(kept.tensors).toEqual(read.tensors);
  });

  it("tells people at a terminal, in lines that fit, and in Markdown", async () => {
    const odd = writeRun(dir, "odd/a\u001b[31m-3", { steps: STEPS, blocks: 2 });
    for (const columns of [80, 120]) {
      const { out } = await runCli(["track", ...seeds(3)], { columns, isTerminal: true });
      expect(out.split("\n").filter((line) => line.length > columns)).toEqual([]);
      expect(out).toMatch(
        /^3 runs at 5 steps that all have, 0 to 400, every 100; 5 tensors x 48\n {2}seed1 /,
      );
    }
    const { out } = await runCli(["track", odd, writeRun(dir, "odd/b", { steps: STEPS, blocks: 2 })]);
    expect(out).not.toContain("\u001b");
    const md = (await runCli(["track", ...seeds(2), "--format", "md"])).out;
    expect(md).toContain("weights of 2 runs: seed1 and seed2\n");
    expect(md).toContain("\n- All runs begin with a fresh initialisation");
  });

  it("leaves one run as it was, but for the name that it is given", async () => {
    const named = await runCli(["track", SMALL_RUN, "--labels", "mine", "--format", "json"]);
    const plain = await runCli(["track", SMALL_RUN, "--format", "json"]);
    expect(named.out).toBe(plain.out.replace(`"run": ${JSON.stringify(SMALL_RUN)}`, '"run": "mine"'));
  });
});
