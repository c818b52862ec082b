import { loops } from "./loopsInUse.js";
import { sampleOf } from "./sample.js";

/** Two vectors of one length, over the dims where both are finite. */
export interface Pair {
  readonly dims: readonly number[];
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
  const areFinite = allFinite(pre) && allFinite(post);
  const all = Array.from(pre, (_, dim) => dim);
  const dims = areFinite ? all : all.filter((dim) => Number.isFinite(pre[dim]) && Number.isFinite(post[dim]));
  const a = areFinite ? pre : Float64Array.from(dims, (dim) => pre[dim] as number);
  const b = areFinite ? post : Float64Array.from(dims, (dim) => post[dim] as number);
  return { dims, a, b, ...differences(a, b) };
}

function differences(a: Float64Array, b: Float64Array): Pick<Pair, "d" | "unit"> {
  const d = new Float64Array(a.length);
  loops().differencesInto(a, b, d);
  if (allFinite(d)) return { d, unit: 1 };
  const half = (values: Float64Array) => values.map((value) => value / 2);
  const halves = new Float64Array(a.length);
  loops().differencesInto(half(a), half(b), halves);
  return { d: halves, unit: 2 };
}

/** Is every value of a vector finite? */
export function allFinite(values: Float64Array): boolean {
  return sampleOf(values).finite === values;
}
