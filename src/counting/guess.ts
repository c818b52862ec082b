/** How float32 arithmetic guesses a value's bin: its place is x * scale + offset, rounded. */
export interface Guess {
  readonly scale: number;
  readonly offset: number;
  /** A place farther than this from a whole number is too near to an edge: there the edges decide. */
  readonly limit: number;
}

/** Half a unit in the last place of a float32 between 1 and 2. */
const UNIT = 2 ** -24;
const SMALLEST_NORMAL = 2 ** -126;
/** With more doubt than this, guessing is no gain. */
const MOST_DOUBT = 0.1;

/** Null where float32 is too coarse for these edges. */
export function guessFor(edges: Float64Array): Guess | null {
  const bins = edges.length - 1;
  const lo = edges[0] as number;
  const hi = edges[bins] as number;
  const scale = Math.fround(bins / (hi - lo));
  const offset = Math.fround(0.5 - lo * scale);
  const reach = Math.max(Math.abs(lo), Math.abs(hi)) * scale;
  // Each rounding step by its largest result between the edges (the product, the scale, the offset, the sum); then
  // those of the edges themselves, in float64. Outside of the edges no place can come to lie between them: rounding
  // keeps the order.
  const doubt = UNIT * (reach + bins + Math.abs(offset) + bins + 1) + 2 ** -51 * (reach + bins);
  const limit = Math.fround(0.5 - doubt - UNIT);
  const isSafe = scale >= SMALLEST_NORMAL && Number.isFinite(offset) && doubt < MOST_DOUBT;
  return isSafe ? { scale, offset, limit } : null;
}
