import { loops } from "./loopsInUse.js";
import { sampleOf } from "./sample.js";

/** How many numbers two vectors have in common, and how many they would have by chance. */

/**
 * Share of dims at which unrelated vectors of these finite values would hold the same number: the sum over all numbers of its
 * share of a times its share of b, in [0, 1]; 0 where either is empty. Coarse storage types, and gains near their initial 1,
 * make it large.
 */
export function sharedByChance(a: Float64Array, b: Float64Array): number {
  const [one, other] = [sampleOf(a).ascending, sampleOf(b).ascending];
  if (one.length === 0 || other.length === 0) return 0;
  return loops().equalPairs(one, other) / (one.length * other.length);
}

/** Do finite vectors hold the same numbers, in whatever order, of at least `least` different ones? */
export function sameNumbers(a: Float64Array, b: Float64Array, least: number): boolean {
  const [one, other] = [sampleOf(a).ascending, sampleOf(b).ascending];
  if (one.length !== other.length) return false;
  let different = one.length === 0 ? 0 : 1;
  for (let i = 0; i < one.length; i++) {
    if (one[i] !== other[i]) return false;
    if (i > 0 && one[i] !== one[i - 1]) different++;
  }
  return different >= least;
}
