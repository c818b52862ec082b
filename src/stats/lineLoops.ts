/**
 * The loops of robustLine.ts, under the same conditions as those of loops.ts: no imports, no objects in or out, and compiled by TypeScript and
 * AssemblyScript alike.
 */

// A range of a vector, and a place in it: outside of any function, since AssemblyScript takes a parameter that is a number for no place.
let start = 0;
let size = 0;
let place = 0;

/**
 * The line through the points (a, b). `ascending`: a in ascending order; `along`: b in that order of a. `out`, [2n + 4]: scale, offset, the least and
 * the greatest of b - scale a; then what is left of b, [n], and n of working space. Returns how many slopes there were: without any nothing is there,
 * and where scale is beyond float64 nothing else.
 */
export function lineInto(
  a: Float64Array,
  b: Float64Array,
  ascending: Float64Array,
  along: Float64Array,
  out: Float64Array,
): number {
  const n = a.length;
  const half = n >> 1;
  const left = 4;
  const work = 4 + n;
  let count = 0;
  for (let i = 0; i + half < n; i++) {
    const run = (ascending[i + half] as number) - (ascending[i] as number);
    if (run > 0) out[work + count++] = ((along[i + half] as number) - (along[i] as number)) / run;
  }
  if (count === 0) return 0;
  start = work;
  size = count;
  const scale = medianOfRange(out);
  out[0] = scale;
  if (!Number.isFinite(scale)) return count;
  let least: number = Number.POSITIVE_INFINITY;
  let greatest: number = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const rest = (b[i] as number) - scale * (a[i] as number);
    out[left + i] = rest;
    out[work + i] = rest;
    if (rest < least) least = rest;
    if (rest > greatest) greatest = rest;
  }
  size = n;
  const offset = medianOfRange(out);
  out[1] = offset;
  out[2] = least;
  out[3] = greatest;
  for (let i = 0; i < n; i++) out[left + i] = (out[left + i] as number) - offset;
  return count;
}

/** The median of abs(x). `out`, [n]: working space. */
export function medianMagnitudeOf(values: Float64Array, out: Float64Array): number {
  for (let i = 0; i < values.length; i++) out[i] = Math.abs(values[i] as number);
  start = 0;
  size = values.length;
  return medianOfRange(out);
}

/** The median of the values of the range, which it rearranges: as of the sorted ones, with the rounding of quantiles.ts. */
function medianOfRange(values: Float64Array): number {
  place = start + (size >> 1);
  bringIntoPlace(values);
  const upper = values[place] as number;
  if ((size & 1) === 1) return upper;
  let lower: number = values[start] as number;
  for (let i = start + 1; i < place; i++) if ((values[i] as number) > lower) lower = values[i] as number;
  const gap = upper - lower;
  return Number.isFinite(gap) ? upper - gap * 0.5 : lower * 0.5 + upper * 0.5;
}

/**
 * Rearranges the range so that the value at `place` is the one that stands there in ascending order, and none before it is greater. Hoare's FIND, as
 * in Wirth, Algorithms + Data Structures = Programs (1976), 2.3.4. Expected to look at every value thrice; data made to be slow are sorted.
 */
function bringIntoPlace(values: Float64Array): void {
  let low = start;
  let high = start + size - 1;
  let looks = 16 * size;
  while (low < high) {
    looks -= high - low;
    if (looks < 0) {
      sortRange(values);
      return;
    }
    const pivot = values[place] as number;
    let i = low;
    let j = high;
    do {
      while ((values[i] as number) < pivot) i++;
      while (pivot < (values[j] as number)) j--;
      if (i <= j) {
        const moved = values[i] as number;
        values[i] = values[j] as number;
        values[j] = moved;
        i++;
        j--;
      }
    } while (i <= j);
    if (j < place) low = i;
    if (place < i) high = j;
  }
}

/** Shell's sort with Knuth's gaps (The Art of Computer Programming 3, 5.2.1): at worst of the order of n^1.5. */
function sortRange(values: Float64Array): void {
  let gap = 1;
  while (3 * gap < size) gap = 3 * gap + 1;
  for (; gap > 0; gap = (gap - 1) / 3) {
    for (let i = start + gap; i < start + size; i++) {
      const value = values[i] as number;
      let at = i;
      for (; at >= start + gap && (values[at - gap] as number) > value; at -= gap)
        values[at] = values[at - gap] as number;
      values[at] = value;
    }
  }
}
