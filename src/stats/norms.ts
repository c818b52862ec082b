import { loops } from "./loopsInUse.js";
import { sampleOf } from "./sample.js";
import { exactScale, finiteOrNull, scaleFor } from "./sum.js";

/** A vector's Euclidean norm is `length` times the power of two `scale`: by itself it may be beyond float64. */
export interface ScaledNorm {
  readonly length: number;
  readonly scale: number;
}

/** Of values in units of `unit`, a power of two. */
export function scaledNorm(values: Float64Array, unit = 1): ScaledNorm {
  const scale = exactScale(values);
  return { length: Math.sqrt(loops().sumOfSquares(values, scale)), scale: scale * unit };
}

const known = new WeakMap<Float64Array, ScaledNorm>();

/** Of finite values; made once for each vector, which must not be changed after that. */
export function normOf(values: Float64Array): ScaledNorm {
  const before = known.get(values);
  if (before !== undefined) return before;
  const scale = scaleFor(sampleOf(values).largest);
  const norm = { length: Math.sqrt(loops().sumOfSquares(values, scale)), scale };
  known.set(values, norm);
  return norm;
}

/** Null where the other is 0, or the ratio beyond float64. */
export function ratioOf(norm: ScaledNorm, other: ScaledNorm): number | null {
  return finiteOrNull((norm.length / other.length) * (norm.scale / other.scale));
}

/** Cosine of the angle between two vectors of those norms; null where either is empty or zero. */
export function cosine(
  a: Float64Array,
  b: Float64Array,
  norms: { readonly a: ScaledNorm; readonly b: ScaledNorm },
): number | null {
  const dot = loops().sumOfProducts(a, b, norms.a.scale, norms.b.scale);
  const value = finiteOrNull(dot / (norms.a.length * norms.b.length));
  // Rounding may carry it over the ends.
  return value === null ? null : Math.max(-1, Math.min(1, value));
}
