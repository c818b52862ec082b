/** The range of a y axis. A few values that are very far from all others would flatten the rest: they are drawn at its edge. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

/** Leaving out so many of the changed values at most must make the range so much smaller, to be worth it. */
const MOST_LEFT_OUT = 0.1;
const WORTH = 3;
/** Of fewer, none is an exception. */
const FEWEST = 8;
const PAD = 0.1;

/** `base`: always in it; `least`: it is never smaller. */
export function clippedRange(values: readonly number[], base: number, least: number): Range {
  const changed = values.filter((value) => Number.isFinite(value) && value !== base);
  const finite = changed.sort((a, b) => Math.abs(a - base) - Math.abs(b - base));
  const kept = finite.slice(0, Math.ceil(finite.length * (1 - MOST_LEFT_OUT)));
  const [all, most] = [finite, kept].map((list) => rangeOf(list, base, least)) as [Range, Range];
  return sizeOf(all) > WORTH * sizeOf(most) && finite.length >= FEWEST ? most : all;
}

function rangeOf(values: readonly number[], base: number, least: number): Range {
  const [lo, hi] = [Math.min(base, ...values), Math.max(base, ...values)];
  const size = hi - lo;
  if (size < least) {
    const missing = (least - size) / 2;
    return { lo: lo - missing, hi: hi + missing };
  }
  return { lo: lo - PAD * size, hi: hi + PAD * size };
}

function sizeOf({ lo, hi }: Range): number {
  return hi - lo;
}

export function isBeyond(value: number, { lo, hi }: Range): boolean {
  return value < lo || value > hi;
}

export function heldIn(value: number, { lo, hi }: Range): number {
  return Math.min(hi, Math.max(lo, value));
}
