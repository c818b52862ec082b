/** Blank above the highest and below the lowest value, of the range between them. */
const HEADROOM = 0.04;

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
  // What does not change at all is in the middle.
  const blank = hi > least ? HEADROOM * (hi - least) : Math.max(Math.abs(hi) * 0.05, 1e-9);
  return [from ?? lo - blank, hi + blank];
}
