import { loops } from "./loopsInUse.js";
import { sampleOf } from "./sample.js";

/** Two vectors of one length, over the dims where both are finite. */
export interface Pair {
  /** Null for all of them, in order. */
  readonly dims: readonly number[] | null;
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** (b - a) / unit, finite. */
  readonly d: Float64Array;
  /** 1, or 2 where a difference is beyond float64: half of it never is. */
  readonly unit: 1 | 2;
}

/**
 * Pairs vectors of shape [width] by dim.
 * @throws RangeError where their lengths differ
 */
export function pairUp(pre: Float64Array, post: Float64Array): Pair {
  if (pre.length !== post.length) throw new RangeError(`${pre.length} values against ${post.length}`);
  if (allFinite(pre) && allFinite(post)) return { dims: null, a: pre, b: post, ...differences(pre, post) };
  const dims = [...pre.keys()].filter((dim) => Number.isFinite(pre[dim]) && Number.isFinite(post[dim]));
  const a = Float64Array.from(dims, (dim) => pre[dim] as number);
  const b = Float64Array.from(dims, (dim) => post[dim] as number);
  return { dims, a, b, ...differences(a, b) };
}

/** The dim of the ith value of a pair. */
export function dimOf({ dims }: Pair, i: number): number {
  return dims === null ? i : (dims[i] as number);
}

function differences(a: Float64Array, b: Float64Array): Pick<Pair, "d" | "unit"> {
  const d = new Float64Array(a.length);
  loops().differencesInto(a, b, d);
  // Of finite values no difference is NaN.
  if (Number.isFinite(loops().largestMagnitude(d))) return { d, unit: 1 };
  const half = (values: Float64Array) => values.map((value) => value / 2);
  const halves = new Float64Array(a.length);
  loops().differencesInto(half(a), half(b), halves);
  return { d: halves, unit: 2 };
}

/** Is every value of a vector finite? */
export function allFinite(values: Float64Array): boolean {
  return sampleOf(values).finite === values;
}
