import type { Summary } from "../model/numbers.js";
import { allFinite } from "./pair.js";
import { quantile } from "./quantiles.js";
import { type Ordered, orderBoth, resampledQuantiles, type VectorPair } from "./resampledQuantiles.js";
import { resample } from "./resampling.js";
import { sampleOf } from "./sample.js";
import { finiteOrNull } from "./sum.js";

/** iqr(b) / iqr(a), how much wider the bulk became; null where there is none, or iqr(a) is 0. */
export function iqrRatio(pre: Pick<Summary, "iqr">, post: Pick<Summary, "iqr">): number | null {
  return pre.iqr === null || post.iqr === null || pre.iqr === 0 ? null : finiteOrNull(post.iqr / pre.iqr);
}

/** Both ends included. */
export interface StabilityRange {
  readonly low: number;
  readonly high: number;
}

/** The ends vary by an eighth of a standard error with the seed; more would cost time in every comparison. */
const REPLICATES = 400;
const [LOW, HIGH] = [0.025, 0.975];
const QUARTILES = [0.25, 0.75];

/**
 * How far `iqrRatio` would vary if other dims of the same kind had been drawn: a 95 % percentile interval from 400 resamples of
 * dims, of a and b alike, where both are finite. The draws are the same in every run, and for every pair of one width:
 * asking for many pairs at once is quicker, and gives the same. Null where iqr(a), or that of a resample, is 0, or a
 * ratio beyond float64. Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
 * @throws RangeError where the lengths of a pair differ
 */
export function iqrRatioRanges(pairs: readonly VectorPair[]): (StabilityRange | null)[] {
  const ratios = pairs.map(() => new Float64Array(REPLICATES));
  const ordered = pairs.map(orderBoth);
  for (const width of new Set(ordered.map(({ a }) => a.values.length))) {
    if (width < 2) continue;
    resample(width, REPLICATES, (counts, replicate) => {
      for (const [i, { a, b }] of ordered.entries()) {
        if (a.values.length !== width) continue;
        (ratios[i] as Float64Array)[replicate] = iqrOf(b, counts) / iqrOf(a, counts);
      }
    });
  }
  return ordered.map(({ a }, i) => (a.values.length < 2 ? null : middleOf(ratios[i] as Float64Array)));
}

function middleOf(ratios: Float64Array): StabilityRange | null {
  if (!allFinite(ratios)) return null;
  const { ascending } = sampleOf(ratios);
  return { low: quantile(ascending, LOW), high: quantile(ascending, HIGH) };
}

function iqrOf(ordered: Ordered, counts: Uint16Array): number {
  const [q1, q3] = resampledQuantiles(ordered, counts, QUARTILES) as [number, number];
  return q3 - q1;
}
