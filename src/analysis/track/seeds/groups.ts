import type { Range } from "../../../model/findings.js";
import type { TrackedTensor } from "../../../model/run.js";
import type { Band, TensorAcrossRuns, TrackedAcrossRuns, TrackedRuns } from "../../../model/runs.js";
import { bandOf } from "../../../stats/band.js";
import { rangeOf } from "../../diagnosis/ranges.js";
import { type NormGroup, normGroups } from "../groups.js";

/** A norm of neighbouring blocks in all runs: medians over its blocks. What is undefined is null. */
export interface NormsOfRuns extends Omit<NormGroup, "tensors"> {
  /** At each common step: the middle run's median, and how far the runs are apart. */
  readonly medians: readonly (number | null)[];
  readonly apart: readonly (number | null)[];
  /** At the last. */
  readonly endMedian: Band | null;
  readonly pearson: number | null;
  /** By which step 90 % of the move was made: the first and the last run; null where it is not known of every run. */
  readonly settled: Range | null;
}

export function normsOfRuns({ runs, steps, tensors }: TrackedRuns): readonly NormsOfRuns[] {
  const across = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const shared = (runs[0]?.tensors ?? []).filter(({ name }) => across.has(name));
  return normGroups(shared).map(({ tensors: own, ...group }) => {
    const held = own.map(({ name }) => across.get(name) as TrackedAcrossRuns);
    const at = (step: number) =>
      held.flatMap((tensor) => tensor.steps.find((one) => one.step === step) ?? []);
    const last = at(steps.at(-1) ?? 0);
    const middle = (some: readonly TensorAcrossRuns[], of: (one: TensorAcrossRuns) => number | null) =>
      bandOf(some.map(of))?.median ?? null;
    const ends = (["min", "median", "max"] as const).map((end) =>
      middle(last, ({ median }) => median?.[end] ?? null),
    );
    const [min, median, max] = ends as [number | null, number | null, number | null];
    return {
      ...group,
      medians: steps.map((step) => middle(at(step), (one) => one.median?.median ?? null)),
      apart: steps.map((step) => middle(at(step), (one) => one.apart)),
      endMedian: min === null || median === null || max === null ? null : { min, median, max },
      pearson: middle(last, ({ pearson }) => pearson?.median ?? null),
      settled: settledOf(runs, own),
    };
  });
}

function settledOf(runs: TrackedRuns["runs"], own: readonly TrackedTensor[]): Range | null {
  const names = new Set(own.map(({ name }) => name));
  const medians = runs.map(({ points, tensors }) => {
    const steps = tensors.filter(({ name }) => names.has(name)).map(({ settled }) => settled["90"]);
    return points.length < 3 ? null : (bandOf(steps)?.median ?? null);
  });
  return medians.includes(null) ? null : rangeOf(medians as readonly number[]);
}
