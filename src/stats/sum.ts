/** Sums that do not lose digits: Neumaier's compensated summation (1974). */
export function sum(values: Iterable<number>): number {
  let total = 0;
  let compensation = 0;
  for (const value of values) {
    const next = total + value;
    compensation += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + compensation;
}

/** Sum of `term(values[i], i)`, compensated. */
export function sumOf(values: Float64Array, term: (value: number, index: number) => number): number {
  let total = 0;
  let compensation = 0;
  for (let i = 0; i < values.length; i++) {
    const value = term(values[i] as number, i);
    const next = total + value;
    compensation += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + compensation;
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
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 1;
  // Clamped so that the scale and its reciprocal are both normal numbers.
  return 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
}
