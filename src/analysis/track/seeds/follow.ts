import { WdistError } from "../../../errors.js";
import type { Selection } from "../../../model/comparison.js";
import type { RunPoint } from "../../../model/run.js";
import type { TensorAcrossRuns, TrackedAcrossRuns } from "../../../model/runs.js";
import { type SelectedTensor, selectTensors } from "../../selection.js";
import type { ReadSnapshot, RunToTrack } from "../readableRun.js";
import type { Snapshot } from "../snapshot.js";
import { acrossRuns } from "./atStep.js";

/** A run among several, and how its checkpoints are read. */
export interface RunAmongOthers {
  readonly label: string;
  /** All of them have the same steps, and the same baseline. */
  readonly run: RunToTrack;
  /** Begins to read them, from the first on. */
  readonly reader: () => ReadSnapshot;
}

export interface Across {
  readonly steps: readonly number[];
  readonly tensors: readonly TrackedAcrossRuns[];
}

/**
 * Goes through the steps of all runs at once, and holds the norms of two checkpoints of each: the first, and one other. A step at which one
 * run cannot be read is passed over.
 * @throws WdistError MISMATCH where two are of different shapes, NOT_IN_MODEL, NOT_FOUND where fewer than two steps can be read of all
 */
export async function followTogether(runs: readonly RunAmongOthers[], selection: Selection): Promise<Across> {
  const together = new Together(selection);
  const points = runs[0]?.run.points ?? [];
  const reads = runs.map(({ reader }) => reader());
  for (const [k, { step }] of points.entries()) {
    const read = await Promise.all(reads.map((read, i) => read(runs[i]?.run.points[k] as RunPoint)));
    const snapshots = read.filter((one): one is Snapshot => !(one instanceof WdistError));
    if (snapshots.length === runs.length)
      await together.add(
        step,
        snapshots,
        runs.map(({ run }) => run.baseline),
      );
  }
  if (together.steps.length < 2) throw tooFew(runs, together.steps.length);
  return { steps: together.steps, tensors: together.results() };
}

function tooFew(runs: readonly RunAmongOthers[], readable: number): WdistError {
  const steps = runs[0]?.run.points.length ?? 0;
  return new WdistError("NOT_FOUND", {
    where: runs.map(({ run }) => run.name).join(", "),
    what: `of ${steps} steps that all runs have, ${readable === 0 ? "none" : "only one"} could be read in all of them`,
    fix: "track each run by itself: it names what cannot be read",
  });
}

class Together {
  readonly steps: number[] = [];
  readonly #selection: Selection;
  #tensors: readonly SelectedTensor[] = [];
  #starts: readonly (readonly Float64Array[])[] = [];
  #measured: TensorAcrossRuns[][] = [];

  constructor(selection: Selection) {
    this.#selection = selection;
  }

  /** One checkpoint of each run; the baseline of each, where the way is not measured from its first. */
  async add(
    step: number,
    snapshots: readonly Snapshot[],
    baselines: readonly (Snapshot | null)[],
  ): Promise<void> {
    if (this.steps.length === 0) {
      this.#tensors = inAll(snapshots, baselines, this.#selection);
      this.#measured = this.#tensors.map(() => []);
      this.#starts = await this.#valuesOf(snapshots.map((own, i) => baselines[i] ?? own));
    }
    this.steps.push(step);
    const values = await this.#valuesOf(snapshots);
    values.forEach((own, i) => {
      // A checkpoint may lack a norm that the first has, which what broke says.
      if (own.length === snapshots.length)
        this.#measured[i]?.push(acrossRuns(step, own, this.#starts[i] as readonly Float64Array[]));
    });
  }

  results(): readonly TrackedAcrossRuns[] {
    return this.#tensors.map(({ name, id, site }, i) => {
      const steps = this.#measured[i] as readonly TensorAcrossRuns[];
      const parted = steps.find(({ isSame }) => !isSame)?.step ?? null;
      return { name, id, site, steps, parted };
    });
  }

  /** By tensor, of those that have it. */
  #valuesOf(snapshots: readonly Snapshot[]): Promise<Float64Array[][]> {
    return Promise.all(
      this.#tensors.map(({ name }) =>
        Promise.all(
          snapshots
            .filter(({ layerNorms }) => layerNorms.has(name))
            .map(({ readEffective }) => readEffective(name)),
        ),
      ),
    );
  }
}

/** The tensors that were chosen and all have. */
function inAll(
  snapshots: readonly Snapshot[],
  baselines: readonly (Snapshot | null)[],
  selection: Selection,
): readonly SelectedTensor[] {
  const [first, ...others] = snapshots as [Snapshot, ...Snapshot[]];
  const { tensors } = selectTensors(first, first, selection);
  const held = [...others, ...baselines.filter((baseline) => baseline !== null)];
  const shared = held.map(
    (other) => new Set(selectTensors(first, other, selection).tensors.map(({ name }) => name)),
  );
  return tensors.filter(({ name }) => shared.every((names) => names.has(name)));
}
