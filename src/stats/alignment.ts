import { productOf, standardisedRanks } from "./correlation.js";
import { loops } from "./loopsInUse.js";

/** Whether two models' vectors agree dimension by dimension, beyond what chance gives. */
export interface Alignment {
  /** Mean over the vectors of Spearman's correlation of pre with post. */
  readonly mean: number;
  /** Standard deviation of that mean were the dimensions of post in any other order, the same order in all vectors. */
  readonly chance: number;
}

/**
 * A permutation test over dimensions: the vectors of one model share their outlying dimensions, so that their correlations are
 * not independent; one order of the dimensions for all of them keeps that. The sum of the correlations in order p is the sum over
 * i of C[i, p(i)], where C is the sum of the outer products of the ranks; over all orders it has the mean 0 and the variance
 * sum(C^2) / (n - 1) (Hoeffding, A Combinatorial Central Limit Theorem, 1951, theorem 2, for rows and columns that add up to 0), and sum(C^2)
 * is the sum over all pairs of vectors of (a . a') (b . b'). Vectors of different widths have orders of their own.
 * `pre` and `post`: finite vectors of equal lengths, pair by pair. Null where none has a correlation.
 */
export function alignmentOf(pre: readonly Float64Array[], post: readonly Float64Array[]): Alignment | null {
  const byWidth = new Map<number, RankPair[]>();
  for (const [i, values] of pre.entries()) {
    const [a, b] = [standardisedRanks(values), standardisedRanks(post[i] as Float64Array)];
    if (a === null || b === null || a.length !== b.length) continue;
    const pairs = byWidth.get(a.length);
    if (pairs === undefined) byWidth.set(a.length, [{ a, b }]);
    else pairs.push({ a, b });
  }
  if (byWidth.size === 0) return null;
  let [count, sum, variance] = [0, 0, 0];
  for (const [width, pairs] of byWidth) {
    const { own, squares } = productsOf(pairs, width);
    count += pairs.length;
    sum += own;
    variance += squares / (width - 1);
  }
  return { mean: sum / count, chance: Math.sqrt(variance) / count };
}

interface RankPair {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** `own`: the sum of a . b over the pairs; `squares`: of (a . a') (b . b') over all pairs of pairs. */
function productsOf(
  pairs: readonly RankPair[],
  width: number,
): { readonly own: number; readonly squares: number } {
  const [one, other] = [new Float64Array(pairs.length * width), new Float64Array(pairs.length * width)];
  let [own, squares] = [0, 0];
  for (const [i, { a, b }] of pairs.entries()) {
    one.set(a, i * width);
    other.set(b, i * width);
    own += productOf(a, b);
    // Each with those before it, and with itself: the others are the same products again.
    const [ofA, ofB] = [new Float64Array(i + 1), new Float64Array(i + 1)];
    loops().productsInto(one.subarray(0, (i + 1) * width), a, ofA);
    loops().productsInto(other.subarray(0, (i + 1) * width), b, ofB);
    for (let j = 0; j <= i; j++) squares += (j < i ? 2 : 1) * (ofA[j] as number) * (ofB[j] as number);
  }
  return { own, squares };
}
