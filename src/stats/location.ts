import type { Summary } from "../model/numbers.js";
import { quantile } from "./quantiles.js";
import { sampleOf } from "./sample.js";
import { finiteOrNull } from "./sum.js";

/** Where two distributions lie: which dimension a value belongs to plays no part. */

type Location = Pick<Summary, "median" | "iqr">;

const DECILES: readonly number[] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** median(b) - median(a), over all finite values of each; in units of the values. Null where either has none. */
export function medianChange(pre: Pick<Summary, "median">, post: Pick<Summary, "median">): number | null {
  return pre.median === null || post.median === null ? null : finiteOrNull(post.median - pre.median);
}

/**
 * (median(b) - median(a)) / abs(median(a)). Null where there is none, and where the bulk of a lies about zero (its median
 * within one interquartile range of it), so that a fraction of the median says nothing.
 */
export function medianFraction(pre: Location, post: Pick<Summary, "median">): number | null {
  const change = medianChange(pre, post);
  const { median, iqr } = pre;
  if (change === null || median === null || median === 0) return null;
  return iqr === null || Math.abs(median) < iqr ? null : finiteOrNull(change / Math.abs(median));
}

/** The deciles of b minus those of a (nine, ascending), over all finite values of each; as numpy.percentile. */
export function quantileShift(pre: Float64Array, post: Float64Array): readonly number[] | null {
  const [a, b] = [sampleOf(pre).ascending, sampleOf(post).ascending];
  const shift = DECILES.map((decile) => quantile(b, decile) - quantile(a, decile));
  return shift.every(Number.isFinite) ? shift : null;
}
