import {
  type ByShare,
  type KeptValues,
  type Movement,
  type RunPoint,
  SETTLED_SHARES,
  type TensorAtStep,
  type TrackedTensor,
} from "../../model/run.js";
import { euclideanDistance, movementBetween } from "../../stats/movement.js";
import { allFinite } from "../../stats/pair.js";
import { quantile } from "../../stats/quantiles.js";
import { sampleOf } from "../../stats/sample.js";
import { summarize } from "../../stats/summary.js";
import { jaccardIndex, type Leg, lastQuarterShare, settledAt } from "../../stats/trajectory.js";
import type { SelectedTensor } from "../selection.js";

/** An outlier that is nearer to the median than this share of it says little: where all gains are nearly 1, the MAD is next to nothing. */
const LEAST_CLEAR = 0.05;

/** What a tensor is held against at every step. */
export interface Ends {
  /** Of the baseline, or of the first checkpoint. */
  readonly start: Float64Array;
  readonly last: Float64Array;
}

/** How a tensor came from the previous checkpoint. */
export interface Coming {
  readonly step: number;
  readonly movement: Movement;
  readonly distance: number | null;
}

/** Follows one tensor through a run, keeping the vectors of one checkpoint at a time beside the ends. */
export class TensorTrack {
  readonly #tensor: SelectedTensor;
  readonly #ends: Ends;
  readonly #displacement: number | null;
  readonly #lastOutliers: readonly number[] | null;
  readonly #steps: TensorAtStep[] = [];
  readonly #legs: Leg[] = [];
  readonly #kept: KeptValues[] = [];
  readonly #keeps: (step: number) => boolean;
  /** The last vector that was finite: where the way goes on. Before the first checkpoint that is the start. */
  #standing: { readonly values: Float64Array; readonly step: number | null } | null;
  #pathLength: number | null;

  /** `keeps`: at which steps the values themselves are kept. */
  constructor(tensor: SelectedTensor, ends: Ends, keeps: (step: number) => boolean) {
    this.#keeps = keeps;
    this.#tensor = tensor;
    this.#ends = ends;
    this.#displacement = euclideanDistance(ends.start, ends.last);
    this.#lastOutliers = summarize(ends.last).outlierDims;
    this.#standing = allFinite(ends.start) ? { values: ends.start, step: null } : null;
    this.#pathLength = this.#standing === null ? null : 0;
  }

  /** `before`: the step of the previous checkpoint, and how the tensor came from there; null at the first. */
  add({ step, path }: RunPoint, values: Float64Array, before: Coming | null): void {
    this.#goTo(step, values, before);
    const summary = summarize(values);
    const [fromFirst, toLast] = [
      movementBetween(this.#ends.start, values),
      movementBetween(values, this.#ends.last),
    ];
    const relative = before?.movement.relativeL2 ?? null;
    const { outlierDims, median } = summary;
    const clearOutlierDims = (outlierDims ?? []).filter(
      (dim) => median !== null && Math.abs((values[dim] as number) - median) > LEAST_CLEAR * Math.abs(median),
    );
    this.#steps.push({
      step,
      path,
      summary,
      fromFirst: movementOnly(fromFirst),
      fromPrevious: before === null ? null : movementOnly(before.movement),
      toLast: movementOnly(toLast),
      updatePerStep: before === null || relative === null ? null : relative / (step - before.step),
      distanceFromFirst: fromFirst.distance,
      distanceFromPrevious: before?.distance ?? null,
      distanceToLast: toLast.distance,
      pathLength: allFinite(values) ? this.#pathLength : null,
      displacementShare: over(fromFirst.distance, this.#displacement),
      leftShare: over(toLast.distance, this.#displacement),
      outlierJaccard:
        outlierDims === null || this.#lastOutliers === null
          ? null
          : jaccardIndex(outlierDims, this.#lastOutliers),
      clearOutlierDims,
      clearOutlierValues: clearOutlierDims.map((dim) => values[dim] as number),
      tails: tailsOf(values),
    });
    if (this.#keeps(step)) this.#kept.push({ step, values: Float32Array.from(values) });
  }

  result(): TrackedTensor {
    const { name, id, site } = this.#tensor;
    const { start, last } = this.#ends;
    const lefts = this.#steps.map(({ distanceToLast }) => distanceToLast);
    const settled = SETTLED_SHARES.map((share) => {
      const place = settledAt(lefts, this.#displacement, Number(share));
      return [share, place === null ? null : (this.#steps[place] as TensorAtStep).step] as const;
    });
    const pathLength = this.#displacement === null ? null : this.#pathLength;
    return {
      name,
      id,
      site,
      steps: this.#steps,
      kept: this.#kept,
      displacement: this.#displacement,
      relativeDisplacement: this.#displacement === null ? null : movementBetween(start, last).relativeL2,
      pathLength,
      pathRatio: over(pathLength, this.#displacement),
      settled: Object.fromEntries(settled) as ByShare<number | null>,
      lastQuarterShare: lastQuarterShare(this.#legs),
    };
  }

  #goTo(step: number, values: Float64Array, before: Coming | null): void {
    if (!allFinite(values)) return;
    const from = this.#standing;
    const isNext = from !== null && before !== null && from.step === before.step;
    const length = isNext ? before.distance : from === null ? null : euclideanDistance(from.values, values);
    if (from !== null && from.step !== null && length !== null)
      this.#legs.push({ fromStep: from.step, toStep: step, length });
    if (this.#pathLength !== null) this.#pathLength = length === null ? null : this.#pathLength + length;
    this.#standing = { values, step };
  }
}

const TAILS = [0.05, 0.95] as const;

function tailsOf(values: Float64Array): readonly [number, number] | null {
  const { ascending } = sampleOf(values);
  return ascending.length === 0 ? null : [quantile(ascending, TAILS[0]), quantile(ascending, TAILS[1])];
}

function movementOnly({ relativeL2, pearson, scale, residualShare }: Movement): Movement {
  return { relativeL2, pearson, scale, residualShare };
}

/** Null where the other is 0. */
function over(length: number | null, displacement: number | null): number | null {
  return length === null || displacement === null || displacement === 0 ? null : length / displacement;
}
