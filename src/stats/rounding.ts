import type { Change } from "../model/numbers.js";
import { loops } from "./loopsInUse.js";

/** Rounding to coarser dtypes, as torch's `Tensor.to` does it. */

export type RoundedDtype = NonNullable<Change["roundedTo"]>;

/** A floating-point dtype with fewer bits than float32. */
interface Coarse {
  /** Without the leading one. */
  readonly mantissaBits: number;
  /** Of the least normal number; below it the steps stay as they are. */
  readonly leastExponent: number;
  readonly largest: number;
  /** What becomes of magnitudes that round to more than `largest`, and of infinities. */
  readonly overflow: number;
}

const { POSITIVE_INFINITY: INFINITE, NaN: NOT_A_NUMBER } = Number;

/** From the finest; OCP 8-bit floating point, revision 1.0 (2023), whose E4M3 has no infinities: torch makes them NaN. */
const DTYPES: ReadonlyMap<RoundedDtype, Coarse | null> = new Map<RoundedDtype, Coarse | null>([
  ["F32", null],
  ["F16", { mantissaBits: 10, leastExponent: -14, largest: 65504, overflow: INFINITE }],
  ["BF16", { mantissaBits: 7, leastExponent: -126, largest: 0xff * 2 ** 120, overflow: INFINITE }],
  ["F8_E4M3", { mantissaBits: 3, leastExponent: -6, largest: 448, overflow: NOT_A_NUMBER }],
  ["F8_E5M2", { mantissaBits: 2, leastExponent: -14, largest: 57344, overflow: INFINITE }],
]);

/**
 * The finest dtype of F32, F16, BF16, F8_E4M3 and F8_E5M2 such that every value of `post` is that of `pre` rounded to it: to
 * the nearest, ties to even, past the largest number to infinity (F8_E4M3: NaN), and through F32 where `pre` is finer, all as
 * torch does. NaN stays NaN, and 0 is not -0. Null where there is none, and for identical vectors: what the dtype holds
 * exactly is not changed by rounding, so that a dtype is only ever named where a value differs. Values that were clamped to
 * the largest number, or cut off instead of rounded, are not recognised. Vectors of shape [width].
 */
export function roundedTo(pre: Float64Array, post: Float64Array): RoundedDtype | null {
  if (pre.length !== post.length || loops().areSame(pre, post) === 1) return null;
  for (const dtype of DTYPES.keys()) {
    if (pre.every((value, dim) => Object.is(roundTo(value, dtype), post[dim]))) return dtype;
  }
  return null;
}

/** A sum with 1 in float32 is off by half of this; so is what is left when the 1 is taken off again. */
const SUM_ROUNDING = 2 ** -23;

/**
 * The same of values that are stored less 1, which a forward pass adds in float32: the finest dtype of F16, BF16, F8_E4M3 and
 * F8_E5M2 such that every `post` - 1 is `pre` - 1 rounded to it, to within what that sum leaves. Null where there is none, where
 * nothing differs by more than that, and where a value is not finite. Vectors of shape [width], with the 1.
 */
export function storedRoundedTo(pre: Float64Array, post: Float64Array): RoundedDtype | null {
  if (pre.length !== post.length) return null;
  const slackOf = (value: number) => SUM_ROUNDING * Math.max(1, Math.abs(value));
  const differs = pre.some((value, dim) => Math.abs(value - (post[dim] as number)) > 2 * slackOf(value));
  if (!differs) return null;
  for (const [dtype, coarse] of DTYPES) {
    if (coarse === null) continue;
    const fits = pre.every((value, dim) => {
      const [slack, stored] = [slackOf(value), (post[dim] as number) - 1];
      const least = roundTo(value - 1 - slack, dtype) - slack;
      return stored >= least && stored <= roundTo(value - 1 + slack, dtype) + slack;
    });
    if (fits) return dtype;
  }
  return null;
}

/** The nearest number of a dtype, widened; see `roundedTo`. */
export function roundTo(value: number, dtype: RoundedDtype): number {
  const narrow = Math.fround(value);
  const coarse = DTYPES.get(dtype) ?? null;
  if (coarse === null || narrow === 0 || Number.isNaN(narrow)) return narrow;
  const magnitude = Math.abs(narrow);
  const rounded = Number.isFinite(magnitude) ? toMultiple(magnitude, stepAt(magnitude, coarse)) : magnitude;
  return Math.sign(narrow) * (rounded > coarse.largest ? coarse.overflow : rounded);
}

/** How far apart the dtype's numbers are about a float32 magnitude: a power of two. */
function stepAt(magnitude: number, { mantissaBits, leastExponent }: Coarse): number {
  // Exact for float32: the logarithm of none but a power of two rounds to a whole number.
  const exponent = Math.floor(Math.log2(magnitude));
  return 2 ** (Math.max(exponent, leastExponent) - mantissaBits);
}

/** Between 2^52 and 2^53 float64 holds only whole numbers: adding 2^52 rounds to one, ties to even. */
const WHOLE = 2 ** 52;

function toMultiple(magnitude: number, step: number): number {
  return (magnitude / step + WHOLE - WHOLE) * step;
}
