import { describe, expect, it } from "vitest";
import { answersOf } from "../../src/analysis/track/answers.js";
import { normGroups } from "../../src/analysis/track/groups.js";
import { trackRun } from "../../src/analysis/track/track.js";
import { Checkpoints } from "../../src/cli/open/checkpoints.js";
import { findRun, snapshotReader } from "../../src/cli/open/run.js";
import type { TrackedRun, TrackedTensor } from "../../src/model/run.js";
import {
  readRunGolden,
  SMALL_RUN_STEPS,
  smallRun,
  track,
  trainerState,
  type Vectors,
  writeRun,
} from "../support/runs.js";
import { useTempDir } from "../support/tempDir.js";

const dir = useTempDir();
const GOLDEN = readRunGolden();
const SMALL = await smallRun();

const RELATIVE = 1e-12;
/** Differences of nearly equal vectors, whose rounding is that of the values. */
const SLACK = 64 * Number.EPSILON;

function expectAgrees(actual: unknown, expected: unknown, where: string): void {
  if (typeof expected === "number" && typeof actual === "number") {
    expect(Math.abs(actual - expected), where).toBeLessThanOrEqual(RELATIVE * Math.abs(expected) + SLACK);
  } else if (typeof expected === "object" && expected !== null && !Array.isArray(expected)) {
    for (const [key, value] of Object.entries(expected)) {
      expectAgrees((actual as Record<string, unknown>)[key], value, `${where}.${key}`);
    }
  } else {
    expect(actual, where).toEqual(expected);
  }
}

function tensorOf(run: TrackedRun, name: string): TrackedTensor {
  return run.tensors.find((tensor) => tensor.name === name) as TrackedTensor;
}

describe("a run", () => {
  it("has numpy's numbers of every tensor, and of every step", () => {
    expect(SMALL.tensors).toHaveLength(50);
    for (const { name, steps, ...golden } of GOLDEN.tensors) {
      const tensor = tensorOf(SMALL, name);
      expectAgrees(tensor, golden, name);
      for (const [i, at] of (steps ?? []).entries()) expectAgrees(tensor.steps[i], at, `${name} ${at.step}`);
    }
  });

  it("has numpy's steps at which the learning rate was spent", () => {
    expectAgrees(SMALL.schedule?.spent, GOLDEN.spent, "spent");
    expect(SMALL.schedule).toMatchObject({ peakStep: 120, peak: 0.0029977921159083636 });
  });

  it("goes from checkpoint to checkpoint in the order of steps, each with a summary", () => {
    expect(SMALL.points.map(({ step }) => step)).toEqual(SMALL_RUN_STEPS);
    expect(tensorOf(SMALL, "ln_f.weight").steps.map(({ step }) => step)).toEqual(SMALL_RUN_STEPS);
    expect(tensorOf(SMALL, "ln_f.weight").steps[0]?.summary).toMatchObject({ n: 64, mean: 1, std: 0 });
  });

  it("is of a fresh initialisation, in which nothing broke", () => {
    expect(answersOf(SMALL)).toMatchObject({ beginsInitial: true, still: [], stopped: [] });
    expect(SMALL.findings).toEqual([]);
  });

  it("can be measured from a baseline, from which the way begins", async () => {
    const [first = "", ...others] = SMALL_RUN_STEPS.map(
      (step) => `fixtures/run/step-${String(step).padStart(4, "0")}.safetensors`,
    );
    const from = await track(others, { baseline: first });
    expect(from.points.map(({ step }) => step)).toEqual(SMALL_RUN_STEPS.slice(1));
    for (const key of ["displacement", "pathLength", "pathRatio"] as const) {
      expect(tensorOf(from, "ln_f.weight")[key]).toBe(tensorOf(SMALL, "ln_f.weight")[key]);
    }
    expect(tensorOf(from, "ln_f.weight").steps[0]).toMatchObject({ step: 40, fromPrevious: null });
    expect(tensorOf(from, "ln_f.weight").steps[0]?.distanceFromFirst).toBeGreaterThan(0);
  });

  it("is read checkpoint by checkpoint, each once, the two ends before the others", async () => {
    const checkpoints = new Checkpoints({}, [], []);
    const run = await findRun(["fixtures/run"], { kind: "all" }, checkpoints);
    const read = snapshotReader(checkpoints);
    const order: number[] = [];
    const tracked = await trackRun(
      { ...run, baseline: null },
      (point) => {
        order.push(point.step);
        return read(point);
      },
      { blocks: "all", norms: ["ln_f"], bias: false },
    );
    expect(order).toEqual([0, 1200, ...SMALL_RUN_STEPS.slice(1, -1)]);
    expect(tracked.points).toHaveLength(SMALL_RUN_STEPS.length);
  });

  it("can be of some norms and blocks; what broke is judged by all", async () => {
    const run = await smallRun({ norms: ["ln_2"], blocks: [3, 7], bias: false });
    expect(run.tensors.map(({ name }) => name)).toEqual(["h.3.ln_2.weight", "h.7.ln_2.weight"]);
    expect(run.judged).toHaveLength(50);
  });

  it("is shown by early, middle and late blocks", () => {
    const groups = normGroups(SMALL.tensors.filter(({ id }) => id.parameter === "gain"));
    expect(groups.map(({ norm, blocks }) => [norm, blocks.length, blocks[0] ?? null])).toEqual([
      ["ln_1", 4, 0],
      ["ln_1", 4, 4],
      ["ln_1", 4, 8],
      ["ln_2", 4, 0],
      ["ln_2", 4, 4],
      ["ln_2", 4, 8],
      ["ln_f", 0, null],
    ]);
    const few = SMALL.tensors.filter(({ id }) => id.block === null || id.block < 2);
    expect(normGroups(few).map(({ blocks }) => blocks)).toEqual([
      [0],
      [1],
      [0],
      [1],
      [],
      [0],
      [1],
      [0],
      [1],
      [],
    ]);
  });
});

const STEPS = Array.from({ length: 12 }, (_, k) => k * 100);

/** What was found in a run in which the vectors were changed from one checkpoint on, or at one alone. */
async function findingsOf(name: string, change: (vectors: Vectors, k: number) => void, steps = STEPS) {
  const { findings } = await track(writeRun(dir, name, { steps, change }));
  return findings.map(({ from, to, finding }) => ({
    from,
    to,
    kind: finding.kind,
    of: finding.tensors.length,
  }));
}

function valuesOf(vectors: Vectors, name: string): number[] {
  return vectors.get(name) as number[];
}

describe("what broke in mid-run is named with its steps", () => {
  it("is nothing in an ordinary run", async () => {
    expect(await findingsOf("ordinary", () => {})).toEqual([]);
  });

  it("a block at its initial values again", async () => {
    const found = await findingsOf("reset", (vectors, k) => {
      for (const name of vectors.keys())
        if (k >= 5 && name.startsWith("h.2."))
          vectors.set(
            name,
            valuesOf(vectors, name).map(() => (name.endsWith("bias") ? 0 : 1)),
          );
    });
    expect(found).toEqual([{ from: 400, to: 500, kind: "reset", of: 4 }]);
  });

  it("two norms exchanged", async () => {
    const found = await findingsOf("exchanged", (vectors, k) => {
      const [a, b] = ["h.1.ln_1.weight", "h.1.ln_2.weight"].map((name) => valuesOf(vectors, name)) as [
        number[],
        number[],
      ];
      if (k >= 7) vectors.set("h.1.ln_1.weight", b).set("h.1.ln_2.weight", a);
    });
    expect(found).toEqual([{ from: 600, to: 700, kind: "exchanged", of: 2 }]);
  });

  it("one NaN at one checkpoint, once", async () => {
    const found = await findingsOf("nan", (vectors, k) => {
      if (k === 4) valuesOf(vectors, "h.0.ln_2.bias")[3] = Number.NaN;
    });
    expect(found).toEqual([{ from: 300, to: 400, kind: "not-finite", of: 1 }]);
  });

  it("NaN that stay, where they came", async () => {
    const found = await findingsOf("nans", (vectors, k) => {
      if (k >= 9) valuesOf(vectors, "ln_f.weight")[0] = Number.POSITIVE_INFINITY;
    });
    expect(found).toEqual([{ from: 800, to: 900, kind: "not-finite", of: 1 }]);
  });

  it("NaN that are there from the beginning", async () => {
    const found = await findingsOf("nanFirst", (vectors) => {
      valuesOf(vectors, "ln_f.weight")[0] = Number.NaN;
    });
    expect(found).toEqual([{ from: 0, to: 100, kind: "not-finite", of: 1 }]);
  });

  it("a jump of one dim", async () => {
    const run = await track(
      writeRun(dir, "jump", {
        steps: STEPS,
        change: (vectors, k) => {
          const values = valuesOf(vectors, "h.3.ln_1.weight");
          if (k >= 6) values[17] = (values[17] as number) + 0.8;
        },
      }),
    );
    expect(run.findings).toHaveLength(1);
    expect(run.findings[0]).toMatchObject({
      from: 500,
      to: 600,
      finding: {
        kind: "jump",
        tensors: [{ norm: "ln_1", block: 3, parameter: "gain" }],
        largest: { dim: 17, tensor: { norm: "ln_1", block: 3, parameter: "gain" } },
      },
    });
  });

  it("a jump there and back at one checkpoint is two", async () => {
    const found = await findingsOf("spike", (vectors, k) => {
      if (k === 6)
        vectors.set(
          "ln_f.weight",
          valuesOf(vectors, "ln_f.weight").map((value, dim) => value + 0.08 * (dim % 5)),
        );
    });
    expect(found).toEqual([
      { from: 500, to: 600, kind: "jump", of: 1 },
      { from: 600, to: 700, kind: "jump", of: 1 },
    ]);
  });

  it("a wide gap between checkpoints is no jump", async () => {
    const steps = [0, 100, 200, 300, 400, 500, 2500, 2600, 2700, 2800];
    const path = writeRun(dir, "gap", { steps, progress: (k) => (steps[k] as number) / 100 });
    expect((await track(path)).findings).toEqual([]);
  });
});

describe("what a run did", () => {
  it("what never changed is told from what stopped", async () => {
    const path = writeRun(dir, "stopped", {
      steps: STEPS,
      progress: (k) => Math.min(k, 8),
      change: (vectors, k) => {
        const first = valuesOf(vectors, "h.0.ln_1.weight");
        vectors.set(
          "h.0.ln_1.weight",
          first.map(() => 1.25),
        );
        // The noise of the last checkpoints, which would be motion.
        if (k > 8) for (const [name, values] of vectors) vectors.set(name, frozen.get(name) ?? values);
        else if (k === 8) frozen = new Map(vectors);
      },
    });
    const answers = answersOf(await track(path, { bias: false }));
    expect(answers.still).toEqual([{ norm: "ln_1", block: 0, parameter: "gain" }]);
    expect(answers.stopped.map(({ step, tensors }) => [step, tensors.length])).toEqual([[800, 8]]);
    expect(answers.beginsInitial).toBe(false);
  });
  let frozen: Vectors = new Map();

  it("settled before the learning rate alone would have it, or not", async () => {
    const soon = (k: number) => Math.min(k, 3);
    const path = writeRun(dir, "soon", { steps: STEPS, progress: soon });
    dir.write("soon/trainer_state.json", trainerState(STEPS.map((step) => [step, 1e-3])));
    const early = answersOf(await track(path, { bias: false })).settled;
    expect(early?.early?.length).toBe(9);
    expect(early?.steps).toEqual({ min: 300, max: 300 });

    const steady = writeRun(dir, "steady", { steps: STEPS });
    dir.write("steady/trainer_state.json", trainerState(STEPS.map((step) => [step, 1e-3])));
    const run = await track(steady, { bias: false });
    expect(run.schedule?.spent).toEqual({
      "50": 550,
      "90": expect.closeTo(990, 9),
      "99": expect.closeTo(1089, 9),
    });
    expect(answersOf(run).settled?.early).toEqual([]);
  });

  it("a log that does not tell of all steps is not used", async () => {
    const path = writeRun(dir, "short", { steps: STEPS });
    dir.write("short/trainer_state.json", trainerState(STEPS.slice(0, 6).map((step) => [step, 1e-3])));
    const run = await track(path);
    expect(run.schedule).toBeNull();
    expect(answersOf(run).settled?.early).toBeNull();
  });

  it("a tensor with NaN at the last checkpoint has no way, and the way passes over one in the middle", async () => {
    const path = writeRun(dir, "holes", {
      steps: STEPS,
      change: (vectors, k) => {
        if (k === 11) valuesOf(vectors, "h.0.ln_1.weight")[0] = Number.NaN;
        if (k === 5) valuesOf(vectors, "h.0.ln_2.weight")[0] = Number.NaN;
      },
    });
    const run = await track(path);
    expect(tensorOf(run, "h.0.ln_1.weight")).toMatchObject({
      displacement: null,
      pathRatio: null,
      settled: { "90": null },
    });
    const passed = tensorOf(run, "h.0.ln_2.weight");
    expect(passed.steps[5]).toMatchObject({ pathLength: null, distanceFromPrevious: null });
    expect(passed.pathRatio).toBeGreaterThanOrEqual(1);
    expect(passed.settled["90"]).not.toBeNull();
  });

  it("from 48 blocks, one block, width 4 and two checkpoints it is said as well", async () => {
    for (const [blocks, width, steps] of [
      [48, 4, [0, 10]],
      [1, 4, [0, 10, 20]],
    ] as const) {
      const run = await track(writeRun(dir, `b${blocks}`, { steps, blocks, width }));
      expect(run.tensors).toHaveLength(4 * blocks + 2);
      expect(run.findings).toEqual([]);
      expect(answersOf(run).settled === null).toBe(steps.length === 2);
    }
  });
});
