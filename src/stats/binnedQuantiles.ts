import type { BinnedQuantile } from "../model/weights.js";

/** Quantiles that a histogram knows: each is within the width of a bin of what numpy.quantile says of the values. */

export const QUANTILES: readonly number[] = [0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999];

export interface Counted {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
  /** Least and greatest value of all. */
  readonly min: number;
  readonly max: number;
}

/**
 * numpy's default interpolates between two neighbours in order; each of them is placed in its bin by its rank there,
 * so that neither, nor what lies between, is off by more than the bin's width.
 */
export function binnedQuantiles(counted: Counted): BinnedQuantile[] {
  const inside = counted.counts.reduce((sum, count) => sum + count, 0);
  const n = counted.below + inside + counted.above;
  return QUANTILES.map((q) => {
    const rank = q * (n - 1);
    const lower = valueAt(counted, Math.floor(rank));
    const upper = valueAt(counted, Math.ceil(rank));
    const value = lower === null || upper === null ? null : lower + (upper - lower) * (rank % 1);
    return { q, value };
  });
}

/** The quantile `q` among those that were read off a histogram; null where it is not known. */
export function quantileOf(quantiles: readonly BinnedQuantile[], q: number): number | null {
  return quantiles.find((known) => known.q === q)?.value ?? null;
}

/** About where the value of that rank (0-based) lies; null outside of the bins. */
function valueAt({ edges, counts, below, min, max }: Counted, rank: number): number | null {
  let before = below;
  if (rank < before) return null;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    if (rank < before + count) {
      const [start, end] = [edges[bin] as number, edges[bin + 1] as number];
      const guess = start + ((rank - before + 0.5) / count) * (end - start);
      return Math.min(max, Math.max(min, guess));
    }
    before += count;
  }
  return null;
}
