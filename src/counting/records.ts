import type { PairSums } from "../stats/pairSums.js";

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

/** Values of two models held against each other. */
export interface Paired {
  readonly sums: PairSums;
  /** Also what is not finite, and the signs of zeros. */
  readonly areSame: boolean;
}

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

/** Of one run: a scan, or powers. */
export const RUN_RECORD_FIELDS = 5;
const PAIRED_FIELDS = 15;
/** Of a task: its run's, its partner's, and what came of holding them against each other. */
export const RECORD_FIELDS = 2 * RUN_RECORD_FIELDS + PAIRED_FIELDS;

export function numbersOfScan({ n, zeros, min, max, sum }: Scan): number[] {
  return [n, zeros, min, max, sum];
}

export function scanFrom([n = 0, zeros = 0, min = 0, max = 0, sum = 0]: Float64Array): Scan {
  return { n, zeros, min, max, sum };
}

export function numbersOfPaired({ sums, areSame }: Paired): number[] {
  return [
    sums.n,
    sums.scale,
    sums.preMean,
    sums.postMean,
    sums.preMeanRest,
    sums.postMeanRest,
    sums.preSquare,
    sums.postSquare,
    sums.product,
    sums.deltaSquare,
    sums.maxAbsDelta,
    sums.maxAbsDeltaIndex ?? -1,
    sums.signFlips,
    sums.changed,
    areSame ? 1 : 0,
  ];
}

export function pairedFrom(record: Float64Array): Paired {
  const [n = 0, scale = 1, preMean = 0, postMean = 0, preMeanRest = 0, postMeanRest = 0] = record;
  const [preSquare = 0, postSquare = 0, product = 0, deltaSquare = 0] = record.subarray(6);
  const [maxAbsDelta = 0, index = -1, signFlips = 0, changed = 0, areSame = 0] = record.subarray(10);
  const maxAbsDeltaIndex = index < 0 ? null : index;
  return {
    sums: {
      n,
      scale,
      preMean,
      postMean,
      preMeanRest,
      postMeanRest,
      preSquare,
      postSquare,
      product,
      deltaSquare,
      maxAbsDelta,
      maxAbsDeltaIndex,
      signFlips,
      changed,
    },
    areSame: areSame === 1,
  };
}
