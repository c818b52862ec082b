/** Places in ascending vectors, by bisection. */

/** How many values of an ascending vector are less than `limit`. */
export function countBelow(ascending: Float64Array, limit: number): number {
  let lo = 0;
  let hi = ascending.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((ascending[middle] as number) < limit) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

/** How many are at most `limit`. */
export function countUpTo(ascending: Float64Array, limit: number): number {
  let lo = 0;
  let hi = ascending.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((ascending[middle] as number) <= limit) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
