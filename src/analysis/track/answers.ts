import type { TensorId } from "../../model/architecture.js";
import type {
  LargestUpdate,
  NormMoved,
  RunAnswers,
  RunOutliers,
  Settling,
  TrackedRun,
  TrackedTensor,
} from "../../model/run.js";
import { medianOf } from "../../stats/quantiles.js";
import { groupBy, rangeOf, rangeOfDefined } from "../diagnosis/ranges.js";

/** With fewer checkpoints nothing can be said of when it settled. */
const LEAST_TO_SETTLE = 3;

/** What a measured run did. Of the gains, but for what did not change. */
export function answersOf(run: TrackedRun): RunAnswers {
  const gains = run.tensors.filter(({ id }) => id.parameter === "gain");
  const steps = run.points.map(({ step }) => step);
  return {
    beginsInitial: gains.every(({ steps: [first] }) => first?.summary.min === 1 && first.summary.max === 1),
    still: run.tensors.filter((tensor) => stoppedAt(tensor) === 0).map(({ id }) => id),
    stopped: stopped(run.tensors),
    moved: moved(gains),
    settled: settled(run, gains),
    gaps: rangeOf(steps.slice(1).map((step, i) => step - (steps[i] as number))),
    lastQuarter: rangeOfDefined(gains.map(({ lastQuarterShare }) => lastQuarterShare)),
    outliers: outliers(gains),
    largestUpdates: largestUpdates(gains),
  };
}

/** The place of the first checkpoint from which on nothing changed; null where the last one changed something, or there is none before it. */
function stoppedAt({ steps }: TrackedTensor): number | null {
  const lastChange = steps.findLastIndex(
    ({ fromPrevious, distanceFromPrevious }) => fromPrevious !== null && distanceFromPrevious !== 0,
  );
  const place = Math.max(0, lastChange);
  return place < steps.length - 1 ? place : null;
}

function stopped(tensors: readonly TrackedTensor[]): RunAnswers["stopped"] {
  const found = tensors.flatMap((tensor) => {
    const place = stoppedAt(tensor) ?? 0;
    return place === 0 ? [] : [{ id: tensor.id, step: (tensor.steps[place] as { step: number }).step }];
  });
  return groupBy(found, ({ step }) => String(step))
    .map((group) => ({ step: group[0]?.step ?? 0, tensors: group.map(({ id }) => id) }))
    .sort((a, b) => a.step - b.step);
}

function moved(gains: readonly TrackedTensor[]): readonly NormMoved[] {
  const norms = groupBy(gains, ({ id }) => id.norm).flatMap((ofNorm): NormMoved[] => {
    const known = ofNorm.flatMap(({ id, relativeDisplacement: relative }) =>
      relative === null ? [] : [{ id, relative }],
    );
    const [farthest] = known.toSorted((a, b) => b.relative - a.relative);
    if (farthest === undefined) return [];
    return [
      {
        norm: farthest.id.norm,
        farthest: farthest.id,
        relative: farthest.relative,
        of: known.length,
        pathRatio: rangeOfDefined(ofNorm.map(({ pathRatio }) => pathRatio)),
      },
    ];
  });
  return norms.toSorted((a, b) => b.relative - a.relative);
}

function settled({ points, schedule }: TrackedRun, gains: readonly TrackedTensor[]): Settling | null {
  const known = gains.flatMap(({ id, settled: { "90": step } }) => (step === null ? [] : [{ id, step }]));
  if (points.length < LEAST_TO_SETTLE || known.length === 0) return null;
  const last = points.at(-1)?.step;
  return {
    steps: rangeOf(known.map(({ step }) => step)),
    medians: groupBy(known, ({ id }) => id.norm).map((ofNorm) => ({
      norm: (ofNorm[0] as { id: TensorId }).id.norm,
      step: medianOf(ofNorm.map(({ step }) => step)),
    })),
    early:
      schedule === null ? null : known.filter(({ step }) => step < schedule.spent["90"]).map(({ id }) => id),
    atLast: known.filter(({ step }) => step === last).length,
    of: known.length,
  };
}

function outliers(gains: readonly TrackedTensor[]): RunOutliers {
  const seen = gains.flatMap(({ id, steps }) => {
    const times = new Map<number, number>();
    for (const { clearOutlierDims } of steps)
      for (const dim of clearOutlierDims) times.set(dim, (times.get(dim) ?? 0) + 1);
    const atLast = new Set(steps.at(-1)?.clearOutlierDims ?? []);
    return [...times].map(([dim, count]) => ({ tensor: id, dim, count, isAtLast: atLast.has(dim) }));
  });
  return {
    ever: seen.length,
    once: seen.filter(({ count, isAtLast }) => count === 1 && !isAtLast).length,
    atLast: seen.filter(({ isAtLast }) => isAtLast).map(({ tensor, dim }) => ({ tensor, dim })),
  };
}

function largestUpdates(gains: readonly TrackedTensor[]): readonly LargestUpdate[] {
  const updates = gains.flatMap(({ id, steps }) =>
    steps.flatMap(({ step, fromPrevious }, i): LargestUpdate[] => {
      const relativeL2 = fromPrevious?.relativeL2 ?? null;
      const from = steps[i - 1]?.step;
      return relativeL2 === null || from === undefined ? [] : [{ tensor: id, relativeL2, from, to: step }];
    }),
  );
  const largest = (some: readonly LargestUpdate[]) =>
    some.reduce<LargestUpdate | null>(
      (most, one) => (most === null || one.relativeL2 > most.relativeL2 ? one : most),
      null,
    );
  const [ofAll, inBlocks] = [
    largest(updates),
    largest(updates.filter(({ tensor }) => tensor.block !== null)),
  ];
  return [...new Set([ofAll, inBlocks])].filter((one) => one !== null);
}
