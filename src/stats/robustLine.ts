import type { Change } from "../model/numbers.js";
import { loops } from "./loopsInUse.js";
import { ratioOf, scaledNorm } from "./norms.js";
import { median, medianAbsoluteDeviation } from "./quantiles.js";
import { sampleOf } from "./sample.js";
import { exactScale, finiteOrNull } from "./sum.js";

/** The line b ~ offset + scale a, and what it leaves of b. */
export type RobustLine = Pick<Change, "scale" | "offset" | "residualMad" | "residualShare">;

const NO_LINE: RobustLine = { scale: null, offset: null, residualMad: null, residualShare: null };

const IDENTITY: RobustLine = { scale: 1, offset: 0, residualMad: 0, residualShare: 0 };

/** Magnitudes from here on are divided by 8 first, which is exact: their differences stay within float64. */
const LARGE = 2 ** 1000;

/**
 * A line through the points (a, b) of finite vectors of shape [n] that outliers do not move, by Theil's incomplete method:
 * with the dims in order of a (equal ones by their place), the ith is paired with the one floor(n / 2) further on, for every
 * i that has one; scale is the median of the slopes of the pairs whose a differ, offset the median of b - scale a. Of odd n
 * the dim in the middle is in two pairs. Theil, A rank-invariant method of linear and polynomial regression analysis (1950).
 *
 * Of the residuals r = b - offset - scale a: `residualMad` is their median absolute deviation, in units of b, `residualShare`
 * norm(r) / norm(a). All null where no pair has a slope (a constant, or fewer than two dims), or the scale is beyond float64.
 */
export function robustLine(a: Float64Array, b: Float64Array): RobustLine {
  // The general way gives the same. Frozen tensors are common, and comparing them is faster than two sorts.
  if (loops().areSame(a, b) === 1) return isConstant(a) ? NO_LINE : IDENTITY;
  const unit = Math.max(exactScale(a), exactScale(b)) < LARGE ? 1 : 8;
  if (unit === 1) return lineThrough(a, b, 1);
  const inUnits = (values: Float64Array) => values.map((value) => value / unit);
  return lineThrough(inUnits(a), inUnits(b), unit);
}

function isConstant(values: Float64Array): boolean {
  const { ascending } = sampleOf(values);
  return ascending[0] === ascending.at(-1);
}

function lineThrough(a: Float64Array, b: Float64Array, unit: number): RobustLine {
  const scale = medianSlope(a, b);
  if (scale === null) return NO_LINE;
  const rests = new Float64Array(a.length);
  loops().residualsInto(a, b, scale, rests);
  const ascending = rests.toSorted();
  const offset = median(ascending);
  if (!Number.isFinite(ascending[0]) || !Number.isFinite(ascending.at(-1))) return { ...NO_LINE, scale };
  const residuals = new Float64Array(a.length);
  loops().shiftedInto(rests, 1, offset, residuals);
  return {
    scale,
    offset: finiteOrNull(offset * unit),
    residualMad: finiteOrNull(medianAbsoluteDeviation(ascending, offset) * unit),
    residualShare: ratioOf(scaledNorm(residuals), scaledNorm(a)),
  };
}

function medianSlope(a: Float64Array, b: Float64Array): number | null {
  const n = a.length;
  const sorted = new Float64Array(4 * n);
  loops().sortAlongInto(a, b, sorted);
  const slopes = new Float64Array(n - (n >> 1));
  const count = loops().slopesInto(sorted.subarray(0, n), sorted.subarray(n, 2 * n), slopes);
  return finiteOrNull(median(slopes.subarray(0, count).sort()));
}
