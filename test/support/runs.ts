import { readFileSync } from "node:fs";
import { takeSnapshot } from "../../src/analysis/track/snapshot.js";
import { trackRun } from "../../src/analysis/track/track.js";
import { Checkpoints } from "../../src/cli/open/checkpoints.js";
import { findRun, snapshotReader } from "../../src/cli/open/run.js";
import type { Selection } from "../../src/model/comparison.js";
import type { TrackedRun } from "../../src/model/run.js";
import type { StepChoice } from "../../src/source/run/thinning.js";
import { fixture } from "./comparisons.js";
import { layerNormNames, safetensorsBytes } from "./safetensorsFile.js";
import type { TempDir } from "./tempDir.js";

/** Training runs: the one in fixtures, and made-up ones. */

/** Nine checkpoints of a small GPT-2's training, and its log. */
export const SMALL_RUN = fixture("run");
export const SMALL_RUN_STEPS = [0, 40, 80, 160, 320, 480, 640, 800, 1200];

interface TrackOptions extends Partial<Selection> {
  readonly baseline?: string;
  readonly steps?: StepChoice;
}

/** A run measured, as the command does. */
export async function track(
  typed: string | readonly string[],
  { baseline, steps = { kind: "all" }, ...selection }: TrackOptions = {},
): Promise<TrackedRun> {
  const checkpoints = new Checkpoints({}, [], []);
  const run = await findRun([typed].flat(), steps, checkpoints);
  const start = baseline === undefined ? null : await checkpoints.with(baseline, takeSnapshot);
  const all = { blocks: "all", norms: "all", bias: true, ...selection } as const;
  return trackRun({ ...run, baseline: start }, snapshotReader(checkpoints), all);
}

/** The small run under a path that is the same on every machine. */
export async function smallRun(options: TrackOptions = {}): Promise<TrackedRun> {
  const run = await track(SMALL_RUN, options);
  const shipped = (path: string) => path.replace(SMALL_RUN, "run");
  const { schedule, model, points } = run;
  return {
    ...run,
    name: "run",
    model: { ...model, path: shipped(model.path), files: model.files.map(shipped) },
    points: points.map(({ step, path }) => ({ step, path: shipped(path) })),
    schedule: schedule === null ? null : { ...schedule, path: shipped(schedule.path) },
  };
}

/** Vectors by name, of a made-up checkpoint. */
export type Vectors = Map<string, number[]>;

export interface MadeRun {
  readonly steps: readonly number[];
  readonly blocks?: number;
  readonly width?: number;
  /** Changes the ordinary vectors of the `k`th checkpoint. */
  readonly change?: (vectors: Vectors, k: number) => void;
  /** How far along training the `k`th checkpoint is; its number unless given. */
  readonly progress?: (k: number) => number;
  readonly nameOf?: (step: number) => string;
}

/** Writes checkpoints of a training in which every value goes its own straight way, with a little noise; returns their folder. */
export function writeRun(dir: TempDir, folder: string, made: MadeRun): string {
  const { steps, blocks = 4, width = 48, change, progress = (k) => k, nameOf = usualName } = made;
  for (const [k, step] of steps.entries()) {
    const vectors: Vectors = new Map(
      layerNormNames({ blocks }).map((name, i) => {
        const base = name.endsWith("bias") ? 0 : 1;
        return [name, Array.from({ length: width }, (_, dim) => base + valueAt(i, dim, progress(k)))];
      }),
    );
    change?.(vectors, k);
    const tensors = [...vectors].map(([name, values]) => ({ name, values }));
    dir.write(`${folder}/${nameOf(step)}`, safetensorsBytes(tensors));
  }
  return `${dir.path}/${folder}`;
}

function usualName(step: number): string {
  return `checkpoint-${step}/model.safetensors`;
}

function valueAt(tensor: number, dim: number, k: number): number {
  return 0.3 * hash(tensor, dim, 1) + k * 0.01 * hash(tensor, dim, 2) + 0.001 * hash(tensor, dim, 3 + k);
}

/** In [-0.5, 0.5), the same on every machine. */
function hash(a: number, b: number, c: number): number {
  const x = Math.sin(a * 127.1 + b * 311.7 + c * 74.7) * 43758.5453;
  return x - Math.floor(x) - 0.5;
}

/** As Trainer writes it beside checkpoints. */
export function trainerState(
  rates: readonly (readonly [step: number, rate: number])[],
  globalStep = 0,
): string {
  const log_history = rates.map(([step, learning_rate]) => ({ step, learning_rate, loss: 2, epoch: 0.1 }));
  return JSON.stringify({ global_step: globalStep, log_history });
}

/** What numpy says of the small run: fixtures/goldens/run.json, written by fixtures/scripts/run.py. */
export interface RunGolden {
  readonly steps: readonly number[];
  readonly spent: Readonly<Record<string, number>>;
  readonly spentOfPart: Readonly<Record<string, number>> & { readonly from: number; readonly to: number };
  readonly tensors: readonly (Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly steps?: readonly Readonly<Record<string, unknown>>[];
  })[];
}

export function readRunGolden(): RunGolden {
  return JSON.parse(readFileSync(fixture("goldens/run.json"), "utf8")) as RunGolden;
}
