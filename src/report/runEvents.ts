import type { LoggedEvent, LoggedHistogram } from "../model/events.js";
import type { KeptValues, TensorAtStep, TrackedRun, TrackedTensor } from "../model/run.js";
import { equalEdges, histogram } from "../stats/histogram.js";
import { sampleOf } from "../stats/sample.js";
import { sum } from "../stats/sum.js";

/** A run as TensorBoard's log has it: numbers under `TENSOR/median` and the like, distributions under the tensor's own name. */

/** Buckets of a distribution: as many as TensorBoard draws. */
const BUCKETS = 30;

/** What is logged of a tensor at a step, by its name there. */
const SCALARS: Readonly<Record<string, (at: TensorAtStep) => number | null>> = {
  median: ({ summary }) => summary.median,
  iqr: ({ summary }) => summary.iqr,
  mean: ({ summary }) => summary.mean,
  std: ({ summary }) => summary.std,
  min: ({ summary }) => summary.min,
  max: ({ summary }) => summary.max,
  outliers: ({ summary }) => summary.outlierDims?.length ?? null,
  nonFinite: ({ summary }) => summary.nonFinite,
  distanceFromFirst: ({ distanceFromFirst }) => distanceFromFirst,
  distanceToLast: ({ distanceToLast }) => distanceToLast,
  relativeL2FromPrevious: ({ fromPrevious }) => fromPrevious?.relativeL2 ?? null,
  updatePerStep: ({ updatePerStep }) => updatePerStep,
  pathLength: ({ pathLength }) => pathLength,
};

/** By ascending step; what is undefined is left out. */
export function* runEvents({ points, tensors }: TrackedRun): Generator<LoggedEvent> {
  const byStep = tensors.map((tensor) => ({
    tensor,
    steps: new Map(tensor.steps.map((at) => [at.step, at])),
    kept: new Map(tensor.kept.map((kept) => [kept.step, kept])),
  }));
  for (const { step } of points) {
    yield {
      step,
      scalars: byStep.flatMap(({ tensor, steps }) => scalarsOf(tensor, steps.get(step))),
      histograms: byStep.flatMap(({ tensor, kept }) => histogramsOf(tensor, kept.get(step))),
    };
  }
}

function scalarsOf({ name }: TrackedTensor, at: TensorAtStep | undefined): LoggedEvent["scalars"] {
  if (at === undefined) return [];
  return Object.entries(SCALARS).flatMap(([scalar, read]) => {
    const value = read(at);
    return value === null ? [] : [{ tag: `${name}/${scalar}`, value }];
  });
}

function histogramsOf({ name }: TrackedTensor, kept: KeptValues | undefined): LoggedEvent["histograms"] {
  const logged = kept === undefined ? null : loggedHistogram(Float64Array.from(kept.values));
  return logged === null ? [] : [{ tag: name, histogram: logged }];
}

/** Of the finite values; null where there is none. */
function loggedHistogram(values: Float64Array): LoggedHistogram | null {
  const { ascending } = sampleOf(values);
  const [min, max] = [ascending[0], ascending.at(-1)];
  if (min === undefined || max === undefined) return null;
  const edges = min === max ? null : equalEdges(min, max, BUCKETS);
  return {
    min,
    max,
    count: ascending.length,
    sum: sum(ascending),
    sumOfSquares: sum(ascending.map((value) => value * value)),
    // Values that lie too close together for buckets are in one.
    limits: edges === null ? [max] : [...edges.subarray(1)],
    counts: edges === null ? [ascending.length] : [...histogram(ascending, edges).counts],
  };
}
