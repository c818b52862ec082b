import { countBelow, countUpTo } from "./loops.js";
import { loops } from "./loopsInUse.js";
import { type Bulk, sampleOf } from "./sample.js";
import { WorkingSpace } from "./workingSpace.js";

/** Scales the MAD of a normal distribution to its standard deviation: the normal's upper quartile. */
const NORMAL_QUARTILE = 0.6745;

/** abs(modified z) above this is an outlier: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993). */
const MAX_MODIFIED_Z = 3.5;

/** Tukey's fences are this many interquartile ranges outside the quartiles: Exploratory Data Analysis (1977). */
const TUKEY_FENCE = 1.5;

/** A value below this share of the median magnitude is near zero. */
const NEAR_ZERO_SHARE = 0.1;

/** How far a value is from the bulk, in standard deviations of a normal one with that MAD. */
export function modifiedZ(value: number, { median, mad }: Bulk): number {
  const score = (NORMAL_QUARTILE * (value - median)) / mad;
  // Where the deviation is beyond float64, half of it is not, nor is its ratio to half the mad.
  return Number.isFinite(score) ? score : (NORMAL_QUARTILE * (value / 2 - median / 2)) / (mad / 2);
}

/** Is the finite `value` an outlier of `bulk`? Undefined (false) where mad is 0: see `outlierDims`. */
export function isOutlier(value: number, bulk: Bulk): boolean {
  return Math.abs(modifiedZ(value, bulk)) > MAX_MODIFIED_Z;
}

/** The finite value farthest out by abs(modified z), and its dim; null where mad is 0. */
export function farthestOut(
  values: Float64Array,
  bulk: Bulk,
): { readonly dim: number; readonly z: number } | null {
  const { ascending } = sampleOf(values);
  if (!(bulk.mad > 0) || ascending.length === 0) return null;
  const ends = [ascending[0] as number, ascending.at(-1) as number];
  const z = Math.max(...ends.map((value) => Math.abs(modifiedZ(value, bulk))));
  const farthest = ends.filter((value) => Math.abs(modifiedZ(value, bulk)) === z);
  return { dim: Math.min(...farthest.map((value) => values.indexOf(value))), z };
}

/** Dims of `values` (shape [width]) that are finite outliers of `bulk`; null where mad is 0, which defines none. */
export function outlierDims(values: Float64Array, bulk: Bulk): number[] | null {
  if (!(bulk.mad > 0)) return null;
  const { low, high } = outlierLimits(values, bulk);
  return placesIn(values.length, (out) => loops().placesBeyond(values, low, high, out));
}

/** The outliers nearest to the bulk: all beyond them are outliers too, since the score keeps the order of the values. */
interface OutlierLimits {
  readonly low: number;
  readonly high: number;
}

/** Of finite values (shape [width]); infinite where there is no outlier to that side. */
function outlierLimits(values: Float64Array, bulk: Bulk): OutlierLimits {
  const { ascending } = sampleOf(values);
  const middle = countBelow(ascending, bulk.median);
  const low = firstWhere(0, middle, (i) => !isOutlier(ascending[i] as number, bulk)) - 1;
  const high = firstWhere(middle, ascending.length, (i) => isOutlier(ascending[i] as number, bulk));
  return {
    low: ascending[low] ?? Number.NEGATIVE_INFINITY,
    high: ascending[high] ?? Number.POSITIVE_INFINITY,
  };
}

/** Of `start` to `end`, the first for which the test holds, as it does for all after it; `end` where it holds for none. */
function firstWhere(start: number, end: number, test: (index: number) => boolean): number {
  let [lo, hi] = [start, end];
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (test(middle)) hi = middle;
    else lo = middle + 1;
  }
  return lo;
}

/** How many values of an ascending vector lie outside Tukey's fences. */
export function tukeyOutlierCount(ascending: Float64Array, q1: number, q3: number): number {
  const reach = TUKEY_FENCE * (q3 - q1);
  // Where a fence is beyond float64, an eighth of everything is not; else dividing by 1 changes nothing.
  const unit = Number.isFinite(q1 - reach) && Number.isFinite(q3 + reach) ? 1 : 8;
  const [lower, upper] = [q1 / unit, q3 / unit];
  const distance = TUKEY_FENCE * (upper - lower);
  // Dividing by a power of two keeps the order.
  const inUnits = unit === 1 ? ascending : ascending.map((value) => value / unit);
  return countBelow(inUnits, lower - distance) + ascending.length - countUpTo(inUnits, upper + distance);
}

/** A magnitude below this is near zero. */
export function nearZeroLimit(medianMagnitude: number): number {
  return NEAR_ZERO_SHARE * medianMagnitude;
}

/** Dims of `values` with abs(x) < 0.1 `medianMagnitude`. */
export function nearZeroDims(values: Float64Array, medianMagnitude: number): number[] {
  const limit = nearZeroLimit(medianMagnitude);
  return placesIn(values.length, (out) => loops().placesNearZero(values, limit, out));
}

const PLACES = new WorkingSpace();

/** What a loop finds that gives back places, of `length` at most. */
export function placesIn(length: number, find: (out: Float64Array) => number): number[] {
  const places = PLACES.of(length);
  return Array.from(places.subarray(0, find(places)));
}

/** Dims whose values are NaN or infinite. */
export function nonFiniteDimsOf(values: Float64Array): number[] {
  const dims: number[] = [];
  for (let dim = 0; dim < values.length; dim++) if (!Number.isFinite(values[dim])) dims.push(dim);
  return dims;
}
