import { standardisedRanks } from "./correlation.js";
import { mulberry32 } from "./resampling.js";

/** Whether two models' vectors agree dimension by dimension, beyond what chance gives. */
export interface Alignment {
  /** Mean over the vectors of Spearman's correlation of pre with post. */
  readonly mean: number;
  /** Standard deviation of that mean were the dimensions of post in any other order, the same order in all vectors. */
  readonly chance: number;
}

/** Enough for the standard deviation to a tenth. */
const SHUFFLES = 60;
const SEED = 97;

/**
 * A permutation test over dimensions (Good, Permutation, Parametric and Bootstrap Tests of Hypotheses, 2005, chapter 3): the
 * vectors of one model share their outlying dimensions, so that their correlations are not independent; one order of the
 * dimensions for all of them keeps that. The shuffles are the same in every run. Vectors of different widths are shuffled apart.
 * `pre` and `post`: finite vectors of equal lengths, pair by pair. Null where none has a correlation.
 */
export function alignmentOf(pre: readonly Float64Array[], post: readonly Float64Array[]): Alignment | null {
  const pairs = pre.flatMap((values, i) => {
    const [a, b] = [standardisedRanks(values), standardisedRanks(post[i] as Float64Array)];
    return a === null || b === null || a.length !== b.length ? [] : [{ a, b }];
  });
  if (pairs.length === 0) return null;
  const widths = [...new Set(pairs.map(({ a }) => a.length))];
  const next = mulberry32(SEED);
  let squares = 0;
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    const orders = new Map(widths.map((width) => [width, shuffled(width, next)]));
    squares += meanProduct(pairs, orders) ** 2;
  }
  return { mean: meanProduct(pairs, null), chance: Math.sqrt(squares / SHUFFLES) };
}

interface RankPair {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** Mean of the products of the vectors, with the dims of b in the order that is given for their width. */
function meanProduct(pairs: readonly RankPair[], orders: ReadonlyMap<number, Uint32Array> | null): number {
  let sum = 0;
  for (const { a, b } of pairs) {
    const order = orders?.get(a.length);
    for (let i = 0; i < a.length; i++) {
      sum += (a[i] as number) * (b[order === undefined ? i : (order[i] as number)] as number);
    }
  }
  return sum / pairs.length;
}

/** Fisher and Yates. */
function shuffled(width: number, next: () => number): Uint32Array {
  const order = Uint32Array.from({ length: width }, (_, i) => i);
  for (let last = width - 1; last > 0; last--) {
    const place = Math.floor((next() * (last + 1)) / 2 ** 32);
    const moved = order[last] as number;
    order[last] = order[place] as number;
    order[place] = moved;
  }
  return order;
}
