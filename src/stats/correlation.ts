import { loops } from "./loopsInUse.js";
import { allFinite, pairUp } from "./pair.js";
import { sampleOf } from "./sample.js";
import { exactScale } from "./sum.js";

/**
 * Correlation of vectors over their dims. About the mean, since gains start at 1: vectors of two unrelated models have a
 * cosine above 0.99, but no correlation.
 */
export type Correlation = "pearson" | "spearman";

/** By pre (rows) and post (columns); null where a vector is constant, or the widths differ. */
export type CorrelationMatrix = readonly (readonly (number | null)[])[];

/**
 * Of two finite vectors of one length, about their means, in [-1, 1]; null where either is constant or has fewer than two
 * values. As numpy.corrcoef.
 */
export function pearson(a: Float64Array, b: Float64Array): number | null {
  return correlationOf(a, b, "pearson");
}

/** The same of their ranks, ties sharing theirs. As scipy.stats.spearmanr. */
export function spearman(a: Float64Array, b: Float64Array): number | null {
  return correlationOf(a, b, "spearman");
}

/** What abs(correlation) of unrelated vectors of n values stays below, 95 times in 100: 1.96 / sqrt(n - 1); null for n < 2. */
export function chanceCorrelation(n: number): number | null {
  return n < 2 ? null : 1.96 / Math.sqrt(n - 1);
}

/**
 * Every vector of `pre` against every vector of `post`, over the dims where both are finite: the same numbers as of a pair.
 * Each vector is ranked and centred once, so that 194 by 194 of 1600 values take a tenth of a second.
 */
export function correlationMatrix(
  pre: readonly Float64Array[],
  post: readonly Float64Array[],
  correlation: Correlation,
): CorrelationMatrix {
  const stacks = stackByWidth(post, correlation);
  return pre.map((a) => {
    if (!allFinite(a)) return post.map((b) => finiteCorrelation(a, b, correlation));
    const row = new Array<number | null>(post.length).fill(null);
    const stack = stacks.get(a.length);
    if (stack !== undefined) fillRow(row, centredOf(a, correlation), stack);
    for (const [column, b] of post.entries()) {
      if (!allFinite(b)) row[column] = finiteCorrelation(a, b, correlation);
    }
    return row;
  });
}

/** Centred vectors of one width, one behind the other. */
interface Stack {
  readonly columns: readonly number[];
  readonly rows: Float64Array;
  readonly squares: readonly number[];
}

function stackByWidth(
  vectors: readonly Float64Array[],
  correlation: Correlation,
): ReadonlyMap<number, Stack> {
  const byWidth = new Map<number, { column: number; centred: Centred }[]>();
  for (const [column, values] of vectors.entries()) {
    if (!allFinite(values)) continue;
    const member = { column, centred: centredOf(values, correlation) };
    byWidth.set(values.length, [...(byWidth.get(values.length) ?? []), member]);
  }
  return new Map([...byWidth].map(([width, members]) => [width, stackOf(members, width)]));
}

function stackOf(members: readonly { column: number; centred: Centred }[], width: number): Stack {
  const rows = new Float64Array(members.length * width);
  for (const [i, { centred }] of members.entries()) rows.set(centred.values, i * width);
  return {
    columns: members.map(({ column }) => column),
    rows,
    squares: members.map(({ centred }) => centred.square),
  };
}

function fillRow(row: (number | null)[], { values, square }: Centred, stack: Stack): void {
  const products = new Float64Array(stack.columns.length);
  loops().productsInto(stack.rows, values, products);
  for (const [i, column] of stack.columns.entries()) {
    row[column] = overNorms(products[i] as number, square, stack.squares[i] as number);
  }
}

function finiteCorrelation(a: Float64Array, b: Float64Array, correlation: Correlation): number | null {
  if (a.length !== b.length) return null;
  const pair = pairUp(a, b);
  return correlationOf(pair.a, pair.b, correlation);
}

function correlationOf(a: Float64Array, b: Float64Array, correlation: Correlation): number | null {
  const [one, other] = [centredOf(a, correlation), centredOf(b, correlation)];
  return overNorms(productOf(one.values, other.values), one.square, other.square);
}

/** Of vectors of one length. */
export function productOf(a: Float64Array, b: Float64Array): number {
  const product = new Float64Array(1);
  loops().productsInto(b, a, product);
  return product[0] as number;
}

/** A sum of products over two norms, in [-1, 1]. Exactly 1 for a vector and itself: the root of a square is exact. */
export function overNorms(product: number, square: number, otherSquare: number): number | null {
  if (square === 0 || otherSquare === 0) return null;
  // Rounding may carry it over the ends.
  return Math.max(-1, Math.min(1, product / Math.sqrt(square * otherSquare)));
}

/** The ranks of finite values, less their mean, over the norm of that; null for a constant vector. */
export function standardisedRanks(values: Float64Array): Float64Array | null {
  const { values: ranks, square } = centredOf(values, "spearman");
  return square === 0 ? null : ranks.map((rank) => rank / Math.sqrt(square));
}

/** A vector, or its ranks, less the mean, in units of a power of two. */
interface Centred {
  readonly values: Float64Array;
  /** Its product with itself: 0 for a constant vector. */
  readonly square: number;
}

const known: Readonly<Record<Correlation, WeakMap<Float64Array, Centred>>> = {
  pearson: new WeakMap(),
  spearman: new WeakMap(),
};

/** Made once for each vector, which must not be changed after that. */
function centredOf(values: Float64Array, correlation: Correlation): Centred {
  const made = known[correlation].get(values);
  if (made !== undefined) return made;
  const centred = correlation === "pearson" ? centre(values) : centredRanks(values);
  const result = { values: centred, square: productOf(centred, centred) };
  known[correlation].set(values, result);
  return result;
}

function centre(values: Float64Array): Float64Array {
  const centred = new Float64Array(values.length);
  loops().centredInto(values, exactScale(values), centred);
  return centred;
}

function centredRanks(values: Float64Array): Float64Array {
  const ranks = new Float64Array(values.length);
  loops().centredRanksInto(values, sampleOf(values).ascending, ranks);
  return ranks;
}
