import type { Change, MovedDim } from "../model.js";
import { marginalDistances } from "./distances.js";
import { type Bulk, dimsWhere, isOutlier } from "./outliers.js";
import { distancesFrom, median, medianAbsoluteDeviation } from "./quantiles.js";
import { countBelow, countUpTo, sampleOf } from "./sample.js";
import { exactScale, finiteOrNull, Sum } from "./sum.js";

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
    identical: areIdentical(pre, post),
    ...deltas(pair),
    maxAbsDeltaDim: moved[0]?.dim ?? null,
    relativeL2: relativeL2(pair),
    cosine: cosine(pair.a, pair.b),
    spearman: cosine(centredRanks(pair.a), centredRanks(pair.b)),
    signFlips: signFlipDims.length,
    signFlipDims,
    topMoved: moved.slice(0, topMovedCount),
    ...marginalDistances(sampleOf(pre).ascending, sampleOf(post).ascending),
    ...outlierTurnover(pre, post),
  };
}

function areIdentical(pre: Float64Array, post: Float64Array): boolean {
  for (let dim = 0; dim < pre.length; dim++) if (!Object.is(pre[dim], post[dim])) return false;
  return true;
}

function pairUp(pre: Float64Array, post: Float64Array): Pair {
  const dims = dimsWhere(pre, (value, dim) => Number.isFinite(value) && Number.isFinite(post[dim]));
  const areAllFinite = dims.length === pre.length;
  const a = areAllFinite ? pre : Float64Array.from(dims, (dim) => pre[dim] as number);
  const b = areAllFinite ? post : Float64Array.from(dims, (dim) => post[dim] as number);
  const d = new Float64Array(dims.length);
  for (let i = 0; i < d.length; i++) d[i] = (b[i] as number) - (a[i] as number);
  return { dims, a, b, d };
}

function deltas({ d }: Pair): Pick<Change, "meanDelta" | "medianDelta" | "maxAbsDelta"> {
  if (d.length === 0) return { meanDelta: null, medianDelta: null, maxAbsDelta: null };
  // Where a change is beyond float64, so is the largest; their order is known all the same.
  const ascending = d.toSorted();
  const [least, greatest] = [ascending[0] as number, ascending.at(-1) as number];
  return {
    meanDelta: mean(d),
    medianDelta: finiteOrNull(median(ascending)),
    maxAbsDelta: finiteOrNull(Math.max(Math.abs(least), Math.abs(greatest))),
  };
}

function mostMoved({ dims, a, b, d }: Pair, count: number): MovedDim[] {
  const { finite, ascending } = sampleOf(d);
  // Where one change is beyond float64, no other may be called the largest.
  if (finite.length < d.length) return [];
  // Only what moved as far as the last one that counts is worth sorting.
  const least = distancesFrom(ascending, 0).at(-count) ?? 0;
  const moved: MovedDim[] = [];
  for (let i = 0; i < d.length; i++) {
    const delta = d[i] as number;
    if (delta === 0 || Math.abs(delta) < least) continue;
    moved.push({ dim: dims[i] as number, pre: a[i] as number, post: b[i] as number, delta });
  }
  return moved.sort((x, y) => Math.abs(y.delta) - Math.abs(x.delta) || x.dim - y.dim).slice(0, count);
}

function mean(values: Float64Array): number | null {
  const scale = exactScale(values);
  const total = new Sum();
  for (let i = 0; i < values.length; i++) total.add((values[i] as number) / scale);
  return finiteOrNull((total.value / values.length) * scale);
}

/** A vector's Euclidean norm is `length` times the power of two `scale`: by itself it may be beyond float64. */
function scaledNorm(values: Float64Array): { readonly length: number; readonly scale: number } {
  const scale = exactScale(values);
  const squares = new Sum();
  for (let i = 0; i < values.length; i++) squares.add(((values[i] as number) / scale) ** 2);
  return { length: Math.sqrt(squares.value), scale };
}

function relativeL2({ a, d }: Pair): number | null {
  const [before, change] = [scaledNorm(a), scaledNorm(d)];
  return finiteOrNull((change.length / before.length) * (change.scale / before.scale));
}

/** Cosine of the angle between two vectors; null where either is empty or zero. */
function cosine(a: Float64Array, b: Float64Array): number | null {
  const [normOfA, normOfB] = [scaledNorm(a), scaledNorm(b)];
  const dot = new Sum();
  for (let i = 0; i < a.length; i++) {
    dot.add(((a[i] as number) / normOfA.scale) * ((b[i] as number) / normOfB.scale));
  }
  const value = finiteOrNull(dot.value / (normOfA.length * normOfB.length));
  // Rounding may carry it over the ends.
  return value === null ? null : Math.max(-1, Math.min(1, value));
}

/**
 * Mean ranks from 1, ties sharing theirs, less their mean: the cosine of two such vectors is Pearson's correlation of
 * the ranks, as scipy.stats.spearmanr.
 */
function centredRanks(values: Float64Array): Float64Array {
  const { ascending } = sampleOf(values);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const below = countBelow(ascending, value);
    // Few values stand more than once.
    const isAlone = ascending[below + 1] !== value;
    const upTo = isAlone ? below + 1 : countUpTo(ascending, value);
    ranks[i] = (below + 1 + upTo) / 2 - (values.length + 1) / 2;
  }
  return ranks;
}

/** Which dims became and which ceased to be outliers, both judged by the median and mad of `pre`; finite on both sides. */
function outlierTurnover(
  pre: Float64Array,
  post: Float64Array,
): Pick<Change, "newOutlierDims" | "lostOutlierDims"> {
  const { ascending } = sampleOf(pre);
  const middle = median(ascending);
  const bulk: Bulk = { median: middle, mad: medianAbsoluteDeviation(ascending, middle) };
  if (!(bulk.mad > 0)) return { newOutlierDims: null, lostOutlierDims: null };
  const onlyIn = (values: Float64Array, others: Float64Array) =>
    dimsWhere(values, (value, dim) => {
      const other = others[dim] as number;
      const areFinite = Number.isFinite(value) && Number.isFinite(other);
      return areFinite && isOutlier(value, bulk) && !isOutlier(other, bulk);
    });
  return { newOutlierDims: onlyIn(post, pre), lostOutlierDims: onlyIn(pre, post) };
}
