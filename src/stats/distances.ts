import { equalEdges, histogram } from "./histogram.js";
import { Sum } from "./loops.js";
import { loops } from "./loopsInUse.js";
import { exactScale, finiteOrNull } from "./sum.js";

/** Bins of the histograms that the Jensen-Shannon distance is taken on. */
const JENSEN_SHANNON_BINS = 80;

/** Numbers about two samples as two clouds: which dimension a value belongs to plays no part. */
export interface MarginalDistances {
  readonly ksStatistic: number | null;
  readonly wasserstein1: number | null;
  readonly jensenShannonDistance: number | null;
}

/** Of ascending finite values. All null where either sample has none. */
export function marginalDistances(a: Float64Array, b: Float64Array): MarginalDistances {
  if (a.length === 0 || b.length === 0) {
    return { ksStatistic: null, wasserstein1: null, jensenShannonDistance: null };
  }
  const { largest, area } = gapsBetween(a, b, 1);
  return {
    ksStatistic: largest,
    wasserstein1: area > 0 && Number.isFinite(area) ? area : scaledArea(a, b),
    jensenShannonDistance: jensenShannonDistance(a, b),
  };
}

/** Where a gap between neighbours is beyond float64 or below its smallest number, the area need not be. */
function scaledArea(a: Float64Array, b: Float64Array): number | null {
  const ends = Float64Array.of(a[0] as number, a.at(-1) as number, b[0] as number, b.at(-1) as number);
  const scale = exactScale(ends);
  return finiteOrNull(gapsBetween(a, b, scale).area * scale);
}

/** See `gapsInto`. */
function gapsBetween(
  a: Float64Array,
  b: Float64Array,
  scale: number,
): { readonly largest: number; readonly area: number } {
  const gaps = new Float64Array(2);
  loops().gapsInto(a, b, scale, gaps);
  const [largest = 0, area = 0] = gaps;
  return { largest, area };
}

/**
 * Base 2, of the counts on 80 equal bins over the union of both ranges, as scipy.spatial.distance.jensenshannon.
 * In [0, 1]. Null where the range is beyond float64.
 */
function jensenShannonDistance(a: Float64Array, b: Float64Array): number | null {
  const lo = Math.min(a[0] as number, b[0] as number);
  const hi = Math.max(a.at(-1) as number, b.at(-1) as number);
  const edges = equalEdges(lo, hi, JENSEN_SHANNON_BINS);
  if (edges === null) return null;
  const p = histogram(a, edges).counts;
  const q = histogram(b, edges).counts;
  const entropy = new Sum();
  for (let bin = 0; bin < p.length; bin++) {
    const [share, other] = [(p[bin] as number) / a.length, (q[bin] as number) / b.length];
    const mixture = (share + other) / 2;
    entropy.add(relativeEntropy(share, mixture));
    entropy.add(relativeEntropy(other, mixture));
  }
  return Math.sqrt(Math.max(0, entropy.value() / 2 / Math.LN2));
}

function relativeEntropy(share: number, mixture: number): number {
  return share === 0 ? 0 : share * Math.log(share / mixture);
}
