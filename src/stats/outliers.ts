import { countBelow, countUpTo } from "./sample.js";

/** Scales the MAD of a normal distribution to its standard deviation: the normal's upper quartile. */
const NORMAL_QUARTILE = 0.6745;

/** abs(modified z) above this is an outlier: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993). */
const MAX_MODIFIED_Z = 3.5;

/** Tukey's fences stand this many interquartile ranges outside the quartiles: Exploratory Data Analysis (1977). */
const TUKEY_FENCE = 1.5;

/** A value below this share of the median magnitude is near zero. */
const NEAR_ZERO_SHARE = 0.1;

/** Where a distribution lies and how wide its bulk is. */
export interface Bulk {
  readonly median: number;
  readonly mad: number;
}

function modifiedZ(value: number, { median, mad }: Bulk): number {
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
  if (!(bulk.mad > 0)) return null;
  const scores = values.map((value) => (Number.isFinite(value) ? Math.abs(modifiedZ(value, bulk)) : 0));
  const z = scores.reduce((largest, score) => Math.max(largest, score), 0);
  return { dim: scores.indexOf(z), z };
}

/** Dims of `values` (shape [width]) that are finite outliers of `bulk`; null where mad is 0, which defines none. */
export function outlierDims(values: Float64Array, bulk: Bulk): number[] | null {
  if (!(bulk.mad > 0)) return null;
  return dimsWhere(values, (value) => Number.isFinite(value) && isOutlier(value, bulk));
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

/** Dims of `values` with abs(x) < 0.1 `medianMagnitude`. */
export function nearZeroDims(values: Float64Array, medianMagnitude: number): number[] {
  return dimsWhere(values, (value) => Math.abs(value) < NEAR_ZERO_SHARE * medianMagnitude);
}

export function dimsWhere(values: Float64Array, test: (value: number, dim: number) => boolean): number[] {
  const dims: number[] = [];
  for (let dim = 0; dim < values.length; dim++) if (test(values[dim] as number, dim)) dims.push(dim);
  return dims;
}
