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
  let matches = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const [x, y] = [one[i] as number, other[j] as number];
    if (x < y) i++;
    else if (y < x) j++;
    else {
      const [endOfOne, endOfOther] = [endOfRun(one, i), endOfRun(other, j)];
      matches += (endOfOne - i) * (endOfOther - j);
      [i, j] = [endOfOne, endOfOther];
    }
  }
  return matches / (one.length * other.length);
}

/** Where the equal values that begin at `start` of ascending ones end. */
function endOfRun(ascending: Float64Array, start: number): number {
  let end = start + 1;
  while (ascending[end] === ascending[start]) end++;
  return end;
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
