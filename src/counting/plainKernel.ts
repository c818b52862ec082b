import { binOf } from "../stats/histogram.js";
import type { Powers, Scan } from "./records.js";

/**
 * What is counted of values, in plain words: the reference for the kernel in WebAssembly, which does the same to float32
 * many times faster. float64, and the few distinct values that codes stand for, are counted here.
 */

/** `times[i]` says how often `values[i]` stands there; once, where it is left out. */
export function scanValues(values: Float64Array, times?: Float64Array): Scan {
  let [n, zeros, sum] = [0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const count = times === undefined ? 1 : (times[i] as number);
    if (count === 0 || !Number.isFinite(value)) continue;
    n += count;
    if (value === 0) zeros += count;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value * count;
  }
  return { n, zeros, min, max, sum };
}

/** Adds finite values to `slots`: below, one for each bin, above. */
export function countValues(
  values: Float64Array,
  edges: Float64Array,
  slots: Float64Array,
  times?: Float64Array,
): void {
  const lo = edges[0] as number;
  const hi = edges.at(-1) as number;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const count = times === undefined ? 1 : (times[i] as number);
    if (count === 0 || !Number.isFinite(value)) continue;
    const slot = value < lo ? 0 : value > hi ? edges.length : binOf(value, edges) + 1;
    slots[slot] = (slots[slot] as number) + count;
  }
}

/** Sums of the powers of x / scale - shift. */
export function sumPowers(values: Float64Array, shift: number, scale: number, times?: Float64Array): Powers {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const count = times === undefined ? 1 : (times[i] as number);
    if (count === 0 || !Number.isFinite(value)) continue;
    const off = value / scale - shift;
    const square = off * off;
    first += off * count;
    second += square * count;
    third += square * off * count;
    fourth += square * square * count;
  }
  return [first, second, third, fourth];
}
