import { quantile } from "../../stats/quantiles.js";

/** Histograms for a page, that has room for a character a bin. */

/** Values farther from the quartiles than so many interquartile ranges are beyond the window. */
const REACH_IQRS = 3;
/** Digits of base 64. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** How much higher than the highest bin of the reference a bin may be; what is higher is cut. */
const MOST_TIMES = 1.5;

/** The window of several histograms of one tensor: around the bulk of each; null where there is no finite value. */
export function histogramWindow(vectors: readonly Float32Array[]): readonly [lo: number, hi: number] | null {
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const vector of vectors) {
    const ascending = Float64Array.from(vector).filter(Number.isFinite).sort();
    if (ascending.length === 0) continue;
    const [q1, q3] = [quantile(ascending, 0.25), quantile(ascending, 0.75)];
    const reach = REACH_IQRS * (q3 - q1);
    lo = Math.min(lo, Math.max(ascending[0] as number, q1 - reach));
    hi = Math.max(hi, Math.min(ascending.at(-1) as number, q3 + reach));
  }
  if (hi < lo) return null;
  const blank = hi > lo ? 0.02 * (hi - lo) : Math.max(Math.abs(hi) * 0.05, 1e-9);
  return [lo - blank, hi + blank];
}

/** Heights of the bins as digits, to the scale of a reference. */
export function heightsOf(
  values: Float32Array,
  reference: Float32Array,
  window: readonly [number, number],
  bins: number,
): string {
  const counts = countsOf(values, window, bins);
  const highest = Math.max(1, ...countsOf(reference, window, bins)) * MOST_TIMES;
  const most = DIGITS.length - 1;
  return counts
    .map(
      (count) => DIGITS[count === 0 ? 0 : Math.max(1, Math.min(most, Math.round((most * count) / highest)))],
    )
    .join("");
}

/** From 0 to 1. */
export function heightOf(digit: string): number {
  return DIGITS.indexOf(digit) / (DIGITS.length - 1);
}

function countsOf(values: Float32Array, [lo, hi]: readonly [number, number], bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value - lo) / (hi - lo)) * bins);
    if (bin >= 0 && bin < bins) counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}
