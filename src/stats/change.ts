import type { Change, MovedDim } from "../model.js";
import { marginalDistances } from "./distances.js";
import { type Bulk, dimsWhere, isOutlier } from "./outliers.js";
import { median, medianAbsoluteDeviation, sorted } from "./quantiles.js";
import { exactScale, finiteOrNull, sumOf } from "./sum.js";
import { finiteOf } from "./summary.js";

/** Two vectors of one length, and the dims where both are finite. */
interface Pair {
  readonly dims: readonly number[];
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** b - a */
  readonly d: Float64Array;
}

/**
 * Every number about a pair, `pre` and `post` of shape [width] each. Paired measures are over the dims where both are
 * finite, marginal ones over all finite values of each.
 */
export function compareVectors(pre: Float64Array, post: Float64Array, topMovedCount: number): Change {
  if (pre.length !== post.length) throw new RangeError(`${pre.length} values against ${post.length}`);
  const pair = pairUp(pre, post);
  const signFlipDims = pair.dims.filter(
    (_, i) => Math.sign(pair.a[i] as number) * Math.sign(pair.b[i] as number) === -1,
  );
  const moved = mostMoved(pair, Math.max(1, topMovedCount));
  return {
    identical: pre.every((value, dim) => Object.is(value, post[dim])),
    ...deltas(pair),
    maxAbsDeltaDim: moved[0]?.dim ?? null,
    relativeL2: relativeL2(pair),
    cosine: cosine(pair.a, pair.b),
    spearman: spearman(pair.a, pair.b),
    signFlips: signFlipDims.length,
    signFlipDims,
    topMoved: moved.slice(0, topMovedCount),
    ...marginalDistances(finiteOf(pre), finiteOf(post)),
    ...outlierTurnover(pre, post),
  };
}

function pairUp(pre: Float64Array, post: Float64Array): Pair {
  const dims = dimsWhere(pre, (value, dim) => Number.isFinite(value) && Number.isFinite(post[dim]));
  const a = Float64Array.from(dims, (dim) => pre[dim] as number);
  const b = Float64Array.from(dims, (dim) => post[dim] as number);
  return { dims, a, b, d: b.map((value, i) => value - (a[i] as number)) };
}

function deltas({ d }: Pair): Pick<Change, "meanDelta" | "medianDelta" | "maxAbsDelta"> {
  if (d.length === 0) return { meanDelta: null, medianDelta: null, maxAbsDelta: null };
  return {
    meanDelta: mean(d),
    medianDelta: finiteOrNull(median(d)),
    maxAbsDelta: finiteOrNull(d.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)),
  };
}

function mostMoved({ dims, a, b, d }: Pair, count: number): MovedDim[] {
  // Where one change is beyond float64, no other may be called the largest.
  if (!d.every(Number.isFinite)) return [];
  // Only what moved as far as the last one that counts is worth sorting.
  const least = sorted(d.map(Math.abs)).at(-count) ?? 0;
  return dims
    .flatMap((dim, i) => {
      const delta = d[i] as number;
      return delta !== 0 && Math.abs(delta) >= least
        ? [{ dim, pre: a[i] as number, post: b[i] as number, delta }]
        : [];
    })
    .sort((x, y) => Math.abs(y.delta) - Math.abs(x.delta) || x.dim - y.dim)
    .slice(0, count);
}

function mean(values: Float64Array): number | null {
  const scale = exactScale(values);
  return finiteOrNull((sumOf(values, (value) => value / scale) / values.length) * scale);
}

/** A vector's Euclidean norm is `length` times the power of two `scale`: by itself it may be beyond float64. */
function scaledNorm(values: Float64Array): { readonly length: number; readonly scale: number } {
  const scale = exactScale(values);
  return { length: Math.sqrt(sumOf(values, (value) => (value / scale) ** 2)), scale };
}

function relativeL2({ a, d }: Pair): number | null {
  const [before, change] = [scaledNorm(a), scaledNorm(d)];
  return finiteOrNull((change.length / before.length) * (change.scale / before.scale));
}

/** Cosine of the angle between two vectors; null where either is empty or zero. */
function cosine(a: Float64Array, b: Float64Array): number | null {
  const [normOfA, normOfB] = [scaledNorm(a), scaledNorm(b)];
  const dot = sumOf(a, (value, i) => (value / normOfA.scale) * ((b[i] as number) / normOfB.scale));
  const value = finiteOrNull(dot / (normOfA.length * normOfB.length));
  // Rounding may carry it over the ends.
  return value === null ? null : Math.max(-1, Math.min(1, value));
}

/** Pearson's correlation of the ranks, ties sharing their mean rank, as scipy.stats.spearmanr. */
function spearman(a: Float64Array, b: Float64Array): number | null {
  const centred = (values: Float64Array) => ranks(values).map((rank) => rank - (values.length + 1) / 2);
  return cosine(centred(a), centred(b));
}

/** Mean ranks from 1; equal values share theirs. */
function ranks(values: Float64Array): Float64Array {
  const ascending = sorted(values);
  return values.map(
    (value) => (countBelow(ascending, value, false) + 1 + countBelow(ascending, value, true)) / 2,
  );
}

/** How many of the ascending values are less than `limit`, or at most that. */
function countBelow(ascending: Float64Array, limit: number, orEqual: boolean): number {
  let lo = 0;
  let hi = ascending.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    const value = ascending[middle] as number;
    if (value < limit || (orEqual && value === limit)) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

/** Which dims became and which ceased to be outliers, both judged by the median and mad of `pre`; finite on both sides. */
function outlierTurnover(
  pre: Float64Array,
  post: Float64Array,
): Pick<Change, "newOutlierDims" | "lostOutlierDims"> {
  const finite = finiteOf(pre);
  const middle = median(finite);
  const bulk: Bulk = { median: middle, mad: medianAbsoluteDeviation(finite, middle) };
  if (!(bulk.mad > 0)) return { newOutlierDims: null, lostOutlierDims: null };
  const onlyIn = (values: Float64Array, others: Float64Array) =>
    dimsWhere(values, (value, dim) => {
      const other = others[dim] as number;
      const areFinite = Number.isFinite(value) && Number.isFinite(other);
      return areFinite && isOutlier(value, bulk) && !isOutlier(other, bulk);
    });
  return { newOutlierDims: onlyIn(post, pre), lostOutlierDims: onlyIn(pre, post) };
}
