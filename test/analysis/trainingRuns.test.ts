import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { answersOf } from "../../src/analysis/track/answers.js";
import type { TensorAtStep, TrackedRun } from "../../src/model/run.js";
import { fixture } from "../support/comparisons.js";
import { track } from "../support/runs.js";
import { sharedPath } from "../support/sharedData.js";

/** What numpy says of whole runs: fixtures/goldens/training.json, written by fixtures/scripts/training.py. */
interface TrainingGolden {
  readonly runs: Readonly<
    Record<string, { readonly steps: readonly number[]; readonly tensors: readonly TensorGolden[] }>
  >;
}

interface TensorGolden extends Readonly<Record<(typeof LENGTHS)[number], number | null>> {
  readonly name: string;
  readonly settled: Readonly<Record<string, number>>;
  readonly leftShares: readonly (number | null)[];
  readonly outlierJaccards: readonly (number | null)[];
}

const LENGTHS = [
  "displacement",
  "relativeDisplacement",
  "pathLength",
  "pathRatio",
  "lastQuarterShare",
] as const;

const GOLDEN = JSON.parse(readFileSync(fixture("goldens/training.json"), "utf8")) as TrainingGolden;
const TRAINING = sharedPath("training");
const PLACES: Readonly<Record<string, string>> = {
  pre: "pre",
  post: "post",
  "ln-pre": "ln/pre-step-*.safetensors",
  "ln-post": "ln/post-step-*.safetensors",
  nanogpt: "nanogpt",
};

const NEVER_MOVED = { "50": null, "90": null, "99": null };

/** Of the numpy file's thirteen digits. */
const RELATIVE = 1e-12;
const SLACK = 64 * Number.EPSILON;

function expectNear(actual: number | null, expected: number | null, where: string): void {
  if (expected === null || actual === null) expect(actual, where).toBe(expected);
  else expect(Math.abs(actual - expected), where).toBeLessThanOrEqual(RELATIVE * Math.abs(expected) + SLACK);
}

function expectEach(
  steps: readonly TensorAtStep[],
  key: "leftShare" | "outlierJaccard",
  golden: readonly (number | null)[],
  name: string,
): void {
  expect(steps).toHaveLength(golden.length);
  for (const [i, at] of steps.entries()) expectNear(at[key], golden[i] ?? null, `${name} ${key} ${at.step}`);
}

function expectNumpys(run: TrackedRun, golden: TrainingGolden["runs"][string]): void {
  expect(run.points.map(({ step }) => step)).toEqual(golden.steps);
  expect(run.tensors.map(({ name }) => name).sort()).toEqual(golden.tensors.map(({ name }) => name));
  for (const expected of golden.tensors) {
    const { name } = expected;
    const tensor = run.tensors.find((each) => each.name === name);
    for (const key of LENGTHS) expectNear(tensor?.[key] ?? null, expected[key], `${name} ${key}`);
    // What never moved cannot settle; numpy's rule says of it that nothing was left from the first step on.
    const settled = expected.displacement === 0 ? NEVER_MOVED : expected.settled;
    expect(tensor?.settled, name).toEqual(settled);
    expectEach(tensor?.steps ?? [], "leftShare", expected.leftShares, name);
    expectEach(tensor?.steps ?? [], "outlierJaccard", expected.outlierJaccards, name);
  }
}

describe.skipIf(TRAINING === null)("the training of ../shared (skipped where it is absent)", () => {
  const training = TRAINING ?? "";

  it.each(Object.entries(GOLDEN.runs))(
    "%s: numpy's ways, shares, steps and outliers",
    async (name, golden) => {
      expectNumpys(await track(`${training}/${PLACES[name] ?? ""}`), golden);
    },
  );

  it("pre: full checkpoints, and 31 of the norms", async () => {
    const full = await track(`${training}/pre`, { bias: false });
    expect(full.points.map(({ step }) => step)).toEqual([0, 50, 100, 200, 400, 600, 900, 1200]);
    expect(full.findings).toEqual([]);
    expect(answersOf(full).beginsInitial).toBe(true);
    const norms = await track(`${training}/ln/pre-step-*`, { bias: false });
    const final = norms.tensors.find(({ name }) => name === "ln_f.weight");
    expect(norms.points).toHaveLength(31);
    expect([final?.relativeDisplacement, final?.pathRatio]).toEqual([
      expect.closeTo(0.4712, 4),
      expect.closeTo(1.0411, 4),
    ]);
    expect(answersOf(norms).settled).toMatchObject({
      steps: { min: 760, max: 920 },
      medians: [
        { norm: "ln_1", step: 820 },
        { norm: "ln_2", step: 840 },
        { norm: "ln_f", step: 800 },
      ],
    });
    expect(norms.findings).toEqual([]);
  });

  it("post: blocks 0-5 do not move", async () => {
    const run = await track(`${training}/post`, { baseline: `${training}/pre/checkpoint-1200` });
    const { still } = answersOf(run);
    expect(new Set(still.map(({ block }) => block))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(still).toHaveLength(24);
    expect(answersOf(run).beginsInitial).toBe(false);
    expect(run.findings).toEqual([]);
  });

  it("nanoGPT's files have the same numbers as the Trainer's folders", async () => {
    const [nano, folders] = [
      await track(`${training}/nanogpt`),
      await track([`${training}/pre/checkpoint-400`, `${training}/pre/checkpoint-1200`]),
    ];
    expect(nano.tensors.map(({ pathLength }) => pathLength)).toEqual(
      folders.tensors.map(({ pathLength }) => pathLength),
    );
  });
});
