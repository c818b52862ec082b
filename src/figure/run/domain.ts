/** Blank above the highest and below the lowest value, of the range between them. */
const HEADROOM = 0.04;

/** Of values of float32, some roundings one after another, relative. */
const ROUNDING = 1e-6;

export type Domain = readonly [lo: number, hi: number];

/** From the least to the greatest value, or from `from`, with some blank; null where there is none. */
export function domainOf(values: readonly (number | null)[], from: number | null = null): Domain | null {
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null) continue;
    lo = Math.min(lo, value);
    hi = Math.max(hi, value);
  }
  if (hi < lo) return null;
  const least = from ?? lo;
  const size = Math.max(Math.abs(least), Math.abs(hi));
  // What does not change is in the middle, and what rounding alone changes is not enlarged until it looks like a change.
  const isFlat = hi - least <= ROUNDING * size;
  const blank = isFlat ? size * 0.05 || 1 : HEADROOM * (hi - least);
  return [from ?? lo - blank, hi + blank];
}
