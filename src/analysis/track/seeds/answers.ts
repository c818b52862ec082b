import type { TensorId } from "../../../model/architecture.js";
import type {
  ApartTensor,
  NormAcrossRuns,
  RunsAnswers,
  TensorAcrossRuns,
  TrackedAcrossRuns,
  TrackedRuns,
} from "../../../model/runs.js";
import { bandOf } from "../../../stats/band.js";
import { chanceCorrelation } from "../../../stats/correlation.js";
import { medianOf } from "../../../stats/quantiles.js";
import { groupBy } from "../../diagnosis/ranges.js";
import { strayRuns } from "./strays.js";

/** What several runs did together: of the gains, but for where they part. */
export function runsAnswersOf(tracked: TrackedRuns): RunsAnswers {
  const { runs, steps, tensors } = tracked;
  const gains = tensors.filter(({ id }) => id.parameter === "gain");
  const atLast = gains.flatMap(({ name, id, steps: own }) => {
    const at = own.at(-1);
    return at === undefined ? [] : [{ name, id, at }];
  });
  const apart = atLast
    .flatMap(({ id, at }): ApartTensor[] => (at.apart === null ? [] : [{ tensor: id, apart: at.apart }]))
    .toSorted((a, b) => a.apart - b.apart);
  const parted = partedAt(tensors);
  return {
    parted,
    sameUntil: steps.findLast((step) => parted === null || step < parted) ?? null,
    beginInitial: runs.every((run) =>
      run.tensors.every(
        ({ id, steps: [first] }) =>
          id.parameter !== "gain" || (first?.summary.min === 1 && first.summary.max === 1),
      ),
    ),
    atLast: byNorm(atLast),
    nearer: { count: apart.filter((one) => one.apart < 1).length, of: apart.length },
    least: apart[0] ?? null,
    most: apart.at(-1) ?? null,
    pearson: bandOf(atLast.map(({ at }) => at.pearson?.median ?? null)),
    correlated: correlated(tracked, atLast),
    strays: strayRuns(gains),
    settled: settled(tracked),
    gap: Math.max(0, ...steps.slice(1).map((step, i) => step - (steps[i] as number))),
  };
}

function partedAt(tensors: readonly TrackedAcrossRuns[]): number | null {
  const steps = tensors.flatMap(({ parted }) => (parted === null ? [] : [parted]));
  return steps.length === 0 ? null : Math.min(...steps);
}

interface AtLast {
  readonly name: string;
  readonly id: TensorId;
  readonly at: TensorAcrossRuns;
}

/** In order of the forward pass. */
function byNorm(atLast: readonly AtLast[]): readonly NormAcrossRuns[] {
  return groupBy(atLast, ({ id }) => id.norm).flatMap((own): NormAcrossRuns[] => {
    const known = own.flatMap(({ id, at: { median } }) =>
      median === null || median.median === 0
        ? []
        : [{ id, within: (median.max - median.min) / Math.abs(median.median) }],
    );
    const [widest] = known.toSorted((a, b) => b.within - a.within);
    if (widest === undefined) return [];
    return [{ norm: widest.id.norm, mediansWithin: widest.within, at: widest.id, of: known.length }];
  });
}

function correlated({ runs }: TrackedRuns, atLast: readonly AtLast[]): RunsAnswers["correlated"] {
  // Where a correlation is defined, all values are finite.
  const dims = new Map(runs[0]?.tensors.map(({ name, steps }) => [name, steps.at(-1)?.summary.n ?? 0]));
  const known = atLast.filter(({ at }) => at.pearson !== null);
  const beyond = known.filter(({ name, at }) => {
    const chance = chanceCorrelation(dims.get(name) ?? 0);
    return chance !== null && Math.abs(at.pearson?.median ?? 0) > chance;
  });
  return { count: beyond.length, of: known.length };
}

/** With two checkpoints nothing can be said of when a run settled. */
function settled({ runs }: TrackedRuns): readonly number[] | null {
  const medians = runs.map(({ points, tensors }) => {
    const steps = tensors.flatMap(({ id, settled: { "90": step } }) =>
      id.parameter === "gain" && step !== null ? [step] : [],
    );
    return points.length < 3 || steps.length === 0 ? null : medianOf(steps);
  });
  return medians.includes(null) ? null : (medians as readonly number[]);
}
