import { loops } from "./loopsInUse.js";
import { allFinite } from "./pair.js";
import { sampleOf } from "./sample.js";
import { finiteOrNull } from "./sum.js";

/** The same values on other dimensions. */

/**
 * The largest abs difference of the sorted values of a and b (finite, of one length), in interquartile ranges of a: near 0
 * where the values are the same, whatever their order. Null where there are none, or iqr(a) is 0.
 */
export function sortedDistance(a: Float64Array, b: Float64Array): number | null {
  const sample = sampleOf(a);
  const { q1, q3 } = sample.quartiles;
  if (a.length === 0 || q1 === q3) return null;
  const gaps = new Float64Array(a.length);
  loops().differencesInto(sample.ascending, sampleOf(b).ascending, gaps);
  return finiteOrNull(loops().largestMagnitude(gaps) / (q3 - q1));
}

/**
 * One permutation p of the dims that takes every vector of `pre` to that of `post` beside it: post[t][i] is pre[t][p[i]] for
 * every tensor t and dim i, NaN being NaN. Null where there is none; the vectors must be of one width. One vector on each side
 * asks whether a tensor was permuted, all of a model whether its dims were renumbered alike.
 *
 * Dims whose values are the same in every vector cannot be told apart; they are matched in order, so that of identical
 * vectors p is the identity, and a single tensor of many equal values has other permutations than the one given.
 * @throws RangeError where the lists differ in length
 */
export function findPermutation(
  pre: readonly Float64Array[],
  post: readonly Float64Array[],
): Uint32Array | null {
  if (pre.length !== post.length) throw new RangeError(`${pre.length} vectors against ${post.length}`);
  const width = pre[0]?.length ?? 0;
  if ([...pre, ...post].some(({ length }) => length !== width)) return null;
  if (!pre.every((values, t) => haveSameValues(values, post[t] as Float64Array))) return null;
  const [from, to] = [orderOfDims(pre, width), orderOfDims(post, width)];
  const permutation = new Uint32Array(width);
  for (const [rank, dim] of to.entries()) permutation[dim] = from[rank] as number;
  return isTaken(pre, post, permutation) ? permutation : null;
}

/** Is it the permutation that leaves every dim where it is? */
export function isIdentity(permutation: Uint32Array): boolean {
  return permutation.every((from, to) => from === to);
}

/** Sorted, NaN last: quick to say no, as it does of nearly every pair. */
function haveSameValues(a: Float64Array, b: Float64Array): boolean {
  const [one, other] = [a, b].map((values) =>
    allFinite(values) ? sampleOf(values).ascending : values.toSorted(),
  ) as [Float64Array, Float64Array];
  return one.every((value, rank) => compareValues(value, other[rank] as number) === 0);
}

/** Dims in order of their values in the first vector, then in the second, and so on; at last by themselves. */
function orderOfDims(vectors: readonly Float64Array[], width: number): Uint32Array {
  const dims = Uint32Array.from({ length: width }, (_, dim) => dim);
  return dims.sort((x, y) => {
    for (const values of vectors) {
      const order = compareValues(values[x] as number, values[y] as number);
      if (order !== 0) return order;
    }
    return x - y;
  });
}

/** NaN after everything else; 0 and -0 are the same. */
function compareValues(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function isTaken(
  pre: readonly Float64Array[],
  post: readonly Float64Array[],
  permutation: Uint32Array,
): boolean {
  return pre.every((values, t) => {
    const after = post[t] as Float64Array;
    return permutation.every((from, to) => compareValues(values[from] as number, after[to] as number) === 0);
  });
}
