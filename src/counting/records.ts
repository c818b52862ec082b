/** What is known of a run of values after looking at them; runs are merged in order of the file. */

/** After the first look. */
export interface Scan {
  /** Finite values. */
  readonly n: number;
  readonly zeros: number;
  /** Infinity and -Infinity where nothing is finite. */
  readonly min: number;
  readonly max: number;
  /** Perhaps of no more than float32's precision: for an estimate of the mean. */
  readonly sum: number;
}

/** After the second: sums of the first four powers of x / scale - shift, over the finite values. */
export type Powers = readonly [first: number, second: number, third: number, fourth: number];

export const NO_SCAN: Scan = {
  n: 0,
  zeros: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sum: 0,
};

export const NO_POWERS: Powers = [0, 0, 0, 0];

export function mergeScans(a: Scan, b: Scan): Scan {
  return {
    n: a.n + b.n,
    zeros: a.zeros + b.zeros,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: a.sum + b.sum,
  };
}

export function addPowers(a: Powers, b: Powers): Powers {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}
