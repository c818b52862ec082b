import { Sum } from "./loops.js";
import { loops } from "./loopsInUse.js";

/** Compensated. */
export function sum(values: Iterable<number>): number {
  const total = new Sum();
  for (const value of values) total.add(value);
  return total.value();
}

/** A number that JSON can hold, or null. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/**
 * A power of two near the largest magnitude: dividing by it is exact, and keeps squares and sums of the rest from
 * overflowing or vanishing. 1 for an empty or all-zero vector.
 */
export function exactScale(values: Float64Array): number {
  return scaleFor(loops().largestMagnitude(values));
}

/** The same of the largest magnitude. */
export function scaleFor(largest: number): number {
  if (largest === 0) return 1;
  // Clamped so that the scale and its reciprocal are both normal numbers.
  return 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
}
