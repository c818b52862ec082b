import type { Change, MovedDim } from "../model/numbers.js";
import { marginalDistances } from "./distances.js";
import { loops } from "./loopsInUse.js";
import { outlierDims, placesIn } from "./outliers.js";
import { median } from "./quantiles.js";
import { sampleOf } from "./sample.js";
import { exactScale, finiteOrNull } from "./sum.js";

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
  const norms = { a: scaledNorm(pair.a), b: scaledNorm(pair.b), d: scaledNorm(pair.d) };
  const [ranksOfA, ranksOfB] = [centredRanks(pair.a), centredRanks(pair.b)];
  const signFlipDims = signFlips(pair);
  const moved = mostMoved(pair, Math.max(1, topMovedCount));
  return {
    identical: loops().areSame(pre, post) === 1,
    ...deltas(pair),
    maxAbsDeltaDim: moved[0]?.dim ?? null,
    relativeL2: ratio(norms.d, norms.a),
    cosine: cosine(pair.a, pair.b, norms),
    spearman: cosine(ranksOfA, ranksOfB, { a: scaledNorm(ranksOfA), b: scaledNorm(ranksOfB) }),
    signFlips: signFlipDims.length,
    signFlipDims,
    topMoved: moved.slice(0, topMovedCount),
    ...marginalDistances(sampleOf(pre).ascending, sampleOf(post).ascending),
    ...outlierTurnover(pre, post),
  };
}

function pairUp(pre: Float64Array, post: Float64Array): Pair {
  const areFinite = sampleOf(pre).finite === pre && sampleOf(post).finite === post;
  const all = Array.from(pre, (_, dim) => dim);
  const dims = areFinite ? all : all.filter((dim) => Number.isFinite(pre[dim]) && Number.isFinite(post[dim]));
  const a = areFinite ? pre : Float64Array.from(dims, (dim) => pre[dim] as number);
  const b = areFinite ? post : Float64Array.from(dims, (dim) => post[dim] as number);
  const d = new Float64Array(dims.length);
  loops().differencesInto(a, b, d);
  return { dims, a, b, d };
}

function deltas({ d }: Pair): Pick<Change, "meanDelta" | "medianDelta" | "maxAbsDelta"> {
  const { finite, ascending } = sampleOf(d);
  if (d.length === 0) return { meanDelta: null, medianDelta: null, maxAbsDelta: null };
  // Where a change is beyond float64, so is the largest; the order of all is known even then.
  const all = finite === d ? ascending : d.toSorted();
  return {
    meanDelta: mean(d),
    medianDelta: finiteOrNull(median(all)),
    maxAbsDelta: finiteOrNull(Math.max(Math.abs(all[0] as number), Math.abs(all.at(-1) as number))),
  };
}

function mostMoved({ dims, a, b, d }: Pair, count: number): MovedDim[] {
  const { finite, ascending } = sampleOf(d);
  // Where one change is beyond float64, no other may be called the largest.
  if (finite.length < d.length) return [];
  const least = magnitudeOf(ascending, count);
  const places = placesIn(d.length, (out) => loops().placesBeyond(d, -least, least, out));
  const moved = places.flatMap((i) => {
    const delta = d[i] as number;
    return delta === 0 ? [] : [{ dim: dims[i] as number, pre: a[i] as number, post: b[i] as number, delta }];
  });
  return moved.sort((x, y) => Math.abs(y.delta) - Math.abs(x.delta) || x.dim - y.dim).slice(0, count);
}

/** The `count`th largest magnitude of an ascending vector, from its two ends; 0 where there are fewer values. */
function magnitudeOf(ascending: Float64Array, count: number): number {
  if (count > ascending.length) return 0;
  let [left, right] = [0, ascending.length - 1];
  let magnitude = 0;
  for (let i = 0; i < count; i++) {
    const [low, high] = [Math.abs(ascending[left] as number), Math.abs(ascending[right] as number)];
    magnitude = Math.max(low, high);
    if (low > high) left++;
    else right--;
  }
  return magnitude;
}

function mean(values: Float64Array): number | null {
  const scale = exactScale(values);
  return finiteOrNull((loops().sumOf(values, scale) / values.length) * scale);
}

/** Dims whose sign is the opposite afterwards. */
function signFlips({ dims, a, b }: Pair): number[] {
  return placesIn(a.length, (out) => loops().placesFlipped(a, b, out)).map((i) => dims[i] as number);
}

/** A vector's Euclidean norm is `length` times the power of two `scale`: by itself it may be beyond float64. */
interface ScaledNorm {
  readonly length: number;
  readonly scale: number;
}

function scaledNorm(values: Float64Array): ScaledNorm {
  const scale = exactScale(values);
  return { length: Math.sqrt(loops().sumOfSquares(values, scale)), scale };
}

function ratio(norm: ScaledNorm, other: ScaledNorm): number | null {
  return finiteOrNull((norm.length / other.length) * (norm.scale / other.scale));
}

/** Cosine of the angle between two vectors; null where either is empty or zero. */
function cosine(
  a: Float64Array,
  b: Float64Array,
  norms: { readonly a: ScaledNorm; readonly b: ScaledNorm },
): number | null {
  const dot = loops().sumOfProducts(a, b, norms.a.scale, norms.b.scale);
  const value = finiteOrNull(dot / (norms.a.length * norms.b.length));
  // Rounding may carry it over the ends.
  return value === null ? null : Math.max(-1, Math.min(1, value));
}

/** The cosine of two such vectors is Pearson's correlation of the ranks, as scipy.stats.spearmanr. */
function centredRanks(values: Float64Array): Float64Array {
  const ranks = new Float64Array(values.length);
  loops().centredRanksInto(values, sampleOf(values).ascending, ranks);
  return ranks;
}

/** Which dims became and which ceased to be outliers, both judged by the median and mad of `pre`; finite on both sides. */
function outlierTurnover(
  pre: Float64Array,
  post: Float64Array,
): Pick<Change, "newOutlierDims" | "lostOutlierDims"> {
  const { bulk } = sampleOf(pre);
  const [before, after] = [outlierDims(pre, bulk), outlierDims(post, bulk)];
  if (before === null || after === null) return { newOutlierDims: null, lostOutlierDims: null };
  return { newOutlierDims: onlyIn(after, before, pre), lostOutlierDims: onlyIn(before, after, post) };
}

/** Those dims of the first list that are not in the second, and where the other side is finite. */
function onlyIn(dims: readonly number[], others: readonly number[], other: Float64Array): number[] {
  const known = new Set(others);
  return dims.filter((dim) => !known.has(dim) && Number.isFinite(other[dim]));
}
