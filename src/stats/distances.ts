import { equalEdges, histogram } from "./histogram.js";
import { sorted } from "./quantiles.js";
import { exactScale, finiteOrNull, sum, sumOf } from "./sum.js";

/** Bins of the histograms that the Jensen-Shannon distance is taken on. */
const JENSEN_SHANNON_BINS = 80;

/** Numbers about two samples as two clouds: which dimension a value belongs to plays no part. */
export interface MarginalDistances {
  readonly ksStatistic: number | null;
  readonly wasserstein1: number | null;
  readonly jensenShannonDistance: number | null;
}

/** All null where either sample has no finite value. */
export function marginalDistances(pre: Float64Array, post: Float64Array): MarginalDistances {
  if (pre.length === 0 || post.length === 0) {
    return { ksStatistic: null, wasserstein1: null, jensenShannonDistance: null };
  }
  const a = sorted(pre);
  const b = sorted(post);
  return {
    ksStatistic: ksStatistic(a, b),
    wasserstein1: wasserstein1(a, b),
    jensenShannonDistance: jensenShannonDistance(a, b),
  };
}

/** Largest gap between the two empirical distribution functions, as scipy.stats.ks_2samp(...).statistic. */
function ksStatistic(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  walkUnion(a, b, (shareOfA, shareOfB) => {
    largest = Math.max(largest, Math.abs(shareOfA - shareOfB));
  });
  return largest;
}

/** Area between the two empirical distribution functions, as scipy.stats.wasserstein_distance. */
function wasserstein1(a: Float64Array, b: Float64Array): number | null {
  const plain = areaBetween(a, b, 1);
  if (plain > 0 && Number.isFinite(plain)) return plain;
  // A gap between neighbours is beyond float64 or below its smallest number; the distance need not be.
  const ends = Float64Array.of(a[0] as number, a.at(-1) as number, b[0] as number, b.at(-1) as number);
  const scale = exactScale(ends);
  return finiteOrNull(areaBetween(a, b, scale) * scale);
}

/** In units of `scale`. */
function areaBetween(a: Float64Array, b: Float64Array, scale: number): number {
  const areas = new Float64Array(a.length + b.length);
  let steps = 0;
  walkUnion(a, b, (shareOfA, shareOfB, value, next) => {
    areas[steps++] = Math.abs(shareOfA - shareOfB) * (next / scale - value / scale);
  });
  return sumOf(areas.subarray(0, steps), (area) => area);
}

/**
 * Visits each distinct value of both ascending samples, but for the largest, with the share of either sample that is
 * <= it, and the value after it.
 */
function walkUnion(
  a: Float64Array,
  b: Float64Array,
  visit: (shareOfA: number, shareOfB: number, value: number, next: number) => void,
): void {
  let i = 0;
  let j = 0;
  // Reading beyond the end of an array would be slow.
  const smallest = () => {
    if (i === a.length) return b[j] as number;
    return j === b.length ? (a[i] as number) : Math.min(a[i] as number, b[j] as number);
  };
  let value = smallest();
  for (;;) {
    while (i < a.length && (a[i] as number) <= value) i++;
    while (j < b.length && (b[j] as number) <= value) j++;
    // Beyond the largest value both shares are 1.
    if (i === a.length && j === b.length) return;
    const next = smallest();
    visit(i / a.length, j / b.length, value, next);
    value = next;
  }
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
  const p = [...histogram(a, edges).counts].map((count) => count / a.length);
  const q = [...histogram(b, edges).counts].map((count) => count / b.length);
  const terms = p.flatMap((share, bin) => {
    const other = q[bin] as number;
    const mixture = (share + other) / 2;
    return [relativeEntropy(share, mixture), relativeEntropy(other, mixture)];
  });
  return Math.sqrt(Math.max(0, sum(terms) / 2 / Math.LN2));
}

function relativeEntropy(share: number, mixture: number): number {
  return share === 0 ? 0 : share * Math.log(share / mixture);
}
