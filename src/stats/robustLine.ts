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
  // The general way gives the same. Frozen tensors are common, and comparing them is faster than two sorts.
  if (loops().areSame(a, b) === 1) return isConstant(a) ? NO_LINE : IDENTITY;
  const unit = Math.max(sampleOf(a).largest, sampleOf(b).largest) < LARGE ? 1 : 8;
  if (unit === 1) return lineThrough(a, b, 1);
  const inUnits = (values: Float64Array) => values.map((value) => value / unit);
  return lineThrough(inUnits(a), inUnits(b), unit);
}

function isConstant(values: Float64Array): boolean {
  const { ascending } = sampleOf(values);
  return ascending[0] === ascending.at(-1);
}

const [LINE, ALONG, SORTED] = [new WorkingSpace(), new WorkingSpace(), new WorkingSpace()];

function lineThrough(a: Float64Array, b: Float64Array, unit: number): RobustLine {
  const { length: n } = a;
  const { ascending, places } = orderOf(a);
  const [out, along] = [LINE.of(2 * n + 5), ALONG.of(n)];
  for (let i = 0; i < n; i++) along[i] = b[places[i] as number] as number;
  const slopes = loops().lineInto(a, b, ascending, along, out);
  const [slope = 0, offset = 0, mad = 0, least, greatest] = out;
  const scale = slopes === 0 ? null : finiteOrNull(slope);
  if (scale === null) return NO_LINE;
  if (!Number.isFinite(least) || !Number.isFinite(greatest)) return { ...NO_LINE, scale };
  const residuals = out.subarray(5, 5 + n);
  return {
    scale,
    offset: finiteOrNull(offset * unit),
    residualMad: finiteOrNull(mad * unit),
    residualShare: ratioOf(scaledNorm(residuals), normOf(a)),
  };
}

/** A vector in ascending order, and where in it these values stand, equal ones by their place. */
interface Order {
  readonly ascending: Float64Array;
  readonly places: Float64Array;
}

const orders = new WeakMap<Float64Array, Order>();

/** Made once for each vector, which must not be changed after that: lines to many others begin at one. */
function orderOf(a: Float64Array): Order {
  const known = orders.get(a);
  if (known !== undefined) return known;
  const { length: n } = a;
  const sorted = SORTED.of(4 * n);
  loops().sortAlongInto(a, placesUpTo(n), sorted);
  const order = { ascending: sorted.slice(0, n), places: sorted.slice(n, 2 * n) };
  orders.set(a, order);
  return order;
}

let counted = new Float64Array();

/** 0, 1, 2, ... */
function placesUpTo(n: number): Float64Array {
  if (counted.length < n) counted = new Float64Array(n).map((_, place) => place);
  return counted.subarray(0, n);
}
