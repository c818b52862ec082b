/**
 * The loops over pairs of vectors, under the same conditions as those of loops.ts: no imports, no objects in or out, and
 * compiled by TypeScript and AssemblyScript alike.
 */

/** `out`, [n]: b - a. */
export function differencesInto(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (b[i] as number) - (a[i] as number);
}

/** 1 where all values are the same, NaN being NaN and 0 not -0; else 0. */
export function areSame(a: Float64Array, b: Float64Array): number {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    const isSame = x === y ? x !== 0 || 1 / x === 1 / y : Number.isNaN(x) && Number.isNaN(y);
    if (!isSame) return 0;
  }
  return 1;
}

/** `out`, [n]: where a and b have opposite signs. Returns how many. */
export function placesFlipped(a: Float64Array, b: Float64Array, out: Float64Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if ((x > 0 && y < 0) || (x < 0 && y > 0)) out[count++] = i;
  }
  return count;
}

/** `out`, [n]: x / unit - shift. */
export function shiftedInto(values: Float64Array, unit: number, shift: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (values[i] as number) / unit - shift;
}

/**
 * `out`, [4n]: a in ascending order, then b in that order of a; where values of a are equal, by their place. The second half
 * is working space. A merge sort, bottom up.
 */
export function sortAlongInto(a: Float64Array, b: Float64Array, out: Float64Array): void {
  const n = a.length;
  for (let i = 0; i < n; i++) {
    out[i] = a[i] as number;
    out[n + i] = b[i] as number;
  }
  let from = 0;
  let to = 2 * n;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = start + width < n ? start + width : n;
      const end = middle + width < n ? middle + width : n;
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        let taken = left;
        if (
          left < middle &&
          (right === end || (out[from + left] as number) <= (out[from + right] as number))
        ) {
          left++;
        } else {
          taken = right;
          right++;
        }
        out[to + at] = out[from + taken] as number;
        out[to + n + at] = out[from + n + taken] as number;
      }
    }
    const sorted = to;
    to = from;
    from = sorted;
  }
  if (from > 0) for (let i = 0; i < 2 * n; i++) out[i] = out[from + i] as number;
}

/**
 * `out`, [rows]: the sum of the products of `row` with each of `rows`, which are one behind the other. Not compensated: for
 * correlations of some thousand values four sums side by side are exact to 1e-15, and more than twice as fast.
 */
export function productsInto(rows: Float64Array, row: Float64Array, out: Float64Array): void {
  const width = row.length;
  let start = 0;
  for (let i = 0; i < out.length; i++) {
    let one: number = 0;
    let two: number = 0;
    let three: number = 0;
    let four: number = 0;
    let at = 0;
    for (; at + 3 < width; at += 4) {
      one += (row[at] as number) * (rows[start + at] as number);
      two += (row[at + 1] as number) * (rows[start + at + 1] as number);
      three += (row[at + 2] as number) * (rows[start + at + 2] as number);
      four += (row[at + 3] as number) * (rows[start + at + 3] as number);
    }
    for (; at < width; at++) one += (row[at] as number) * (rows[start + at] as number);
    out[i] = one + two + (three + four);
    start += width;
  }
}

/** How many pairs of one value of a and one of b, of ascending ones, are equal. */
export function equalPairs(a: Float64Array, b: Float64Array): number {
  let count: number = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x < y) i++;
    else if (y < x) j++;
    else {
      const startOfA = i;
      const startOfB = j;
      while (i < a.length && (a[i] as number) === x) i++;
      while (j < b.length && (b[j] as number) === x) j++;
      count += (i - startOfA) * (j - startOfB);
    }
  }
  return count;
}
