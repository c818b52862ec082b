import type { Change } from "../model/numbers.js";
import { loops } from "./loopsInUse.js";
import { normOf, ratioOf, scaledNorm } from "./norms.js";
import { sampleOf } from "./sample.js";
import { finiteOrNull } from "./sum.js";
import { WorkingSpace } from "./workingSpace.js";

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
  const line = lineThrough(a, b);
  if (!("residuals" in line)) return line;
  const { scale, offset, residualShare, residuals, unit } = line;
  const mad = loops().medianMagnitudeOf(residuals, WORK.of(residuals.length));
  return { scale, offset, residualMad: finiteOrNull(mad * unit), residualShare };
}

/** Of the same line what takes two thirds of the time. */
export function robustScale(a: Float64Array, b: Float64Array): Pick<RobustLine, "scale" | "residualShare"> {
  const { scale, residualShare } = lineThrough(a, b);
  return { scale, residualShare };
}

/** A line, and what it leaves of b, in units of `unit`, a power of two: good until the next line is drawn. */
interface Drawn extends Omit<RobustLine, "residualMad"> {
  readonly residuals: Float64Array;
  readonly unit: number;
}

function lineThrough(a: Float64Array, b: Float64Array): RobustLine | Drawn {
  // The general way gives the same. Frozen tensors are common, and comparing them is faster than two sorts.
  if (loops().areSame(a, b) === 1) return isConstant(a) ? NO_LINE : IDENTITY;
  const unit = Math.max(sampleOf(a).largest, sampleOf(b).largest) < LARGE ? 1 : 8;
  if (unit === 1) return drawn(a, b, 1);
  const inUnits = (values: Float64Array) => values.map((value) => value / unit);
  return drawn(inUnits(a), inUnits(b), unit);
}

function isConstant(values: Float64Array): boolean {
  const { ascending } = sampleOf(values);
  return ascending[0] === ascending.at(-1);
}

const [LINE, ALONG, WORK] = [new WorkingSpace(), new WorkingSpace(), new WorkingSpace()];

function drawn(a: Float64Array, b: Float64Array, unit: number): RobustLine | Drawn {
  const { length: n } = a;
  const { ascending, places } = sampleOf(a);
  const [out, along] = [LINE.of(2 * n + 4), ALONG.of(n)];
  for (let i = 0; i < n; i++) along[i] = b[places[i] as number] as number;
  const slopes = loops().lineInto(a, b, ascending, along, out);
  const [slope = 0, offset = 0, least, greatest] = out;
  const scale = slopes === 0 ? null : finiteOrNull(slope);
  if (scale === null) return NO_LINE;
  if (!Number.isFinite(least) || !Number.isFinite(greatest)) return { ...NO_LINE, scale };
  const residuals = out.subarray(4, 4 + n);
  const residualShare = ratioOf(scaledNorm(residuals), normOf(a));
  return { scale, offset: finiteOrNull(offset * unit), residualShare, residuals, unit };
}
