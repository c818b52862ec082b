import { quantile } from "./quantiles.js";
import { type Ordered, orderBoth, resampledQuantiles, type VectorPair } from "./resampledQuantiles.js";
import { resample } from "./resampling.js";
import { sampleOf } from "./sample.js";

/** The shift function: how far each percentile of a distribution moved (Doksum 1974; Wilcox 1995). */

/** The deciles, and one more at each end, where few dims are farther out. */
export const SHIFT_PERCENTILES: readonly number[] = [5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95];

const QUANTILES = SHIFT_PERCENTILES.map((percentile) => percentile / 100);

/** A percentile of post minus that of pre, and the ends of the interval in which resamples have it. */
export interface PercentileShift {
  readonly percentile: number;
  readonly shift: number;
  readonly low: number;
  readonly high: number;
}

const REPLICATES = 200;
const [LOW, HIGH] = [0.025, 0.975];

/**
 * The percentiles of b minus those of a, over the dims where both are finite, as numpy.percentile; with 95 % percentile
 * intervals from 200 resamples of dims, of a and b alike. The draws are the same in every run, and for every pair of one
 * width. Null where no dim is finite on both sides, or a difference is beyond float64.
 * @throws RangeError where the lengths of a pair differ
 */
export function percentileShifts(pairs: readonly VectorPair[]): (readonly PercentileShift[] | null)[] {
  const ordered = pairs.map(orderBoth);
  const drawn = ordered.map(() => QUANTILES.map(() => new Float64Array(REPLICATES)));
  for (const width of new Set(ordered.map(({ a }) => a.values.length))) {
    if (width === 0) continue;
    resample(width, REPLICATES, (counts, replicate) => {
      for (const [i, { a, b }] of ordered.entries()) {
        if (a.values.length !== width) continue;
        const [before, after] = [a, b].map((side) => resampledQuantiles(side, counts, QUANTILES));
        for (const [k, shifts] of (drawn[i] as Float64Array[]).entries()) {
          shifts[replicate] = (after?.[k] as number) - (before?.[k] as number);
        }
      }
    });
  }
  return ordered.map((pair, i) => shiftsOf(pair, drawn[i] as Float64Array[]));
}

function shiftsOf(
  { a, b }: { readonly a: Ordered; readonly b: Ordered },
  drawn: readonly Float64Array[],
): readonly PercentileShift[] | null {
  if (a.values.length === 0) return null;
  const shifts = QUANTILES.map((q, k) => {
    const { ascending } = sampleOf(drawn[k] as Float64Array);
    return {
      percentile: SHIFT_PERCENTILES[k] as number,
      shift: quantile(b.values, q) - quantile(a.values, q),
      low: quantile(ascending, LOW),
      high: quantile(ascending, HIGH),
    };
  });
  return shifts.every(({ shift, low, high }) => Number.isFinite(shift + low + high)) ? shifts : null;
}
