/**
 * The loops over vectors. They are written in what TypeScript and AssemblyScript have in common, and compiled by both:
 * as WebAssembly (src/counting/assembly/vectors.ts) they are quick from the first call on, where a program that runs for a
 * tenth of a second would not live to see its JavaScript optimised. Both do the same float64 arithmetic in the same
 * order: their results are the same to the last bit. So that AssemblyScript takes them: no imports, no objects in or out,
 * lists in vectors that the caller brings (`out`, the last parameters), and counts as what is returned.
 */

/** A sum that does not lose digits: Neumaier's compensated summation (1974). */
export class Sum {
  private total: number = 0;
  private compensation: number = 0;

  begin(): void {
    this.total = 0;
    this.compensation = 0;
  }

  add(value: number): void {
    const total = this.total;
    const next = total + value;
    this.compensation += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    this.total = next;
  }

  value(): number {
    return this.total + this.compensation;
  }
}

// Made once: what AssemblyScript makes, it keeps.
const first = new Sum();
const second = new Sum();
const third = new Sum();
const fourth = new Sum();

/** abs(x) of the largest; 0 where there is none. */
export function largestMagnitude(values: Float64Array): number {
  let largest: number = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** Sum of x / scale. */
export function sumOf(values: Float64Array, scale: number): number {
  first.begin();
  for (let i = 0; i < values.length; i++) first.add((values[i] as number) / scale);
  return first.value();
}

/** Sum of (x / scale)^2. */
export function sumOfSquares(values: Float64Array, scale: number): number {
  first.begin();
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] as number) / scale;
    first.add(value * value);
  }
  return first.value();
}

/** Sum of the products of a / scaleOfA and b / scaleOfB. */
export function sumOfProducts(a: Float64Array, b: Float64Array, scaleOfA: number, scaleOfB: number): number {
  first.begin();
  for (let i = 0; i < a.length; i++) first.add(((a[i] as number) / scaleOfA) * ((b[i] as number) / scaleOfB));
  return first.value();
}

/** `out`, [4]: sums of the first four powers of x / scale - centre. */
export function powerSums(values: Float64Array, scale: number, centre: number, out: Float64Array): void {
  first.begin();
  second.begin();
  third.begin();
  fourth.begin();
  for (let i = 0; i < values.length; i++) {
    const off = (values[i] as number) / scale - centre;
    const square = off * off;
    first.add(off);
    second.add(square);
    third.add(square * off);
    fourth.add(square * square);
  }
  out[0] = first.value();
  out[1] = second.value();
  out[2] = third.value();
  out[3] = fourth.value();
}

/** `out`, [n]: x / scale less the mean of all. What rounding the mean costs is taken off in a second pass. */
export function centredInto(values: Float64Array, scale: number, out: Float64Array): void {
  const n: number = values.length;
  const mean = sumOf(values, scale) / n;
  for (let i = 0; i < out.length; i++) out[i] = (values[i] as number) / scale - mean;
  const rest = sumOf(out, 1) / n;
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) - rest;
}

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

/** `out`, as many as are wanted: the least of abs(x - centre) of an ascending vector, in order: its two sides, merged. */
export function distancesInto(ascending: Float64Array, centre: number, out: Float64Array): void {
  const end = ascending.length;
  let right = 0;
  while (right < end && (ascending[right] as number) < centre) right++;
  let left = right - 1;
  for (let i = 0; i < out.length; i++) {
    const before: number = left < 0 ? Number.POSITIVE_INFINITY : centre - (ascending[left] as number);
    const after: number = right === end ? Number.POSITIVE_INFINITY : (ascending[right] as number) - centre;
    if (left >= 0 && (before <= after || right === end)) {
      out[i] = before;
      left--;
    } else {
      out[i] = after;
      right++;
    }
  }
}

/** `out`, [bins]: how many ascending values each bin holds; half open, the last one closed. Returns how many lie below. */
export function countsInto(ascending: Float64Array, edges: Float64Array, out: Float64Array): number {
  const last = out.length - 1;
  const below = countBelow(ascending, edges[0] as number);
  let before = below;
  for (let bin = 0; bin <= last; bin++) {
    const edge = edges[bin + 1] as number;
    const upTo = bin === last ? countUpTo(ascending, edge) : countBelow(ascending, edge);
    out[bin] = upTo - before;
    before = upTo;
  }
  return below;
}

/** `out`, [n]: mean ranks from 1, ties sharing theirs, less their mean. */
export function centredRanksInto(values: Float64Array, ascending: Float64Array, out: Float64Array): void {
  const n: number = values.length;
  const middle = (n + 1) / 2;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // As in countBelow, whose result AssemblyScript does not take for a place.
    let below = 0;
    let hi = ascending.length;
    while (below < hi) {
      const half = (below + hi) >> 1;
      if ((ascending[half] as number) < value) below = half + 1;
      else hi = half;
    }
    const isTied = below + 1 < ascending.length && (ascending[below + 1] as number) === value;
    const upTo: number = isTied ? countUpTo(ascending, value) : below + 1;
    out[i] = (below + 1 + upTo) / 2 - middle;
  }
}

/**
 * What lies between two empirical distribution functions, of ascending values. `out`, [2]: the largest gap, as
 * scipy.stats.ks_2samp(...).statistic, and the area in units of `scale`, as scipy.stats.wasserstein_distance.
 */
export function gapsInto(a: Float64Array, b: Float64Array, scale: number, out: Float64Array): void {
  // As numbers: AssemblyScript divides what it takes for integers as integers.
  const sizeOfA: number = a.length;
  const sizeOfB: number = b.length;
  let largest: number = 0;
  let i = 0;
  let j = 0;
  let value = Math.min(a[0] as number, b[0] as number);
  first.begin();
  for (;;) {
    while (i < a.length && (a[i] as number) <= value) i++;
    while (j < b.length && (b[j] as number) <= value) j++;
    // Beyond the largest value both shares are 1.
    if (i === a.length && j === b.length) break;
    const gap = Math.abs(i / sizeOfA - j / sizeOfB);
    const nextOfA: number = i === a.length ? Number.POSITIVE_INFINITY : (a[i] as number);
    const nextOfB: number = j === b.length ? Number.POSITIVE_INFINITY : (b[j] as number);
    const next = Math.min(nextOfA, nextOfB);
    if (gap > largest) largest = gap;
    first.add(gap * (next / scale - value / scale));
    value = next;
  }
  out[0] = largest;
  out[1] = first.value();
}

/** `out`, [n]: where a value is finite and at most `low` or at least `high`. Returns how many. */
export function placesBeyond(values: Float64Array, low: number, high: number, out: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if ((value <= low || value >= high) && Number.isFinite(value)) out[count++] = i;
  }
  return count;
}

/** `out`, [n]: where a magnitude is less than `limit`. Returns how many. */
export function placesNearZero(values: Float64Array, limit: number, out: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i] as number) < limit) out[count++] = i;
  return count;
}
