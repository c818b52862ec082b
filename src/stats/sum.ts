/** Sums that do not lose digits: Neumaier's compensated summation (1974). */
export class Sum {
  #total = 0;
  #compensation = 0;

  add(value: number): void {
    const total = this.#total;
    const next = total + value;
    this.#compensation += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    this.#total = next;
  }

  get value(): number {
    return this.#total + this.#compensation;
  }
}

export function sum(values: Iterable<number>): number {
  const total = new Sum();
  for (const value of values) total.add(value);
  return total.value;
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
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number);
    if (magnitude > largest) largest = magnitude;
  }
  if (largest === 0) return 1;
  // Clamped so that the scale and its reciprocal are both normal numbers.
  return 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
}
