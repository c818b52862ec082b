import type { PairedGroupChange, WeightGroupComparison } from "../../model/weights.js";
import { share, signed, significant, UNDEFINED, withCommas } from "../../words/numbers.js";
import { numberColumn, type ReadableColumn } from "../readable.js";

/** Groups of weights of two checkpoints, a row each. */

/** The columns of numbers; what is not finite has one where there is any. */
export function weightChangeNumbers(
  groups: readonly WeightGroupComparison[],
): readonly ReadableColumn<WeightGroupComparison>[] {
  const isAny = groups.some(({ pre, post }) => pre.summary.nonFinite + post.summary.nonFinite > 0);
  return NUMBERS.filter((column) => isAny || column !== NOT_FINITE);
}

const NOT_FINITE = numberColumn<WeightGroupComparison>(
  "not finite",
  ({ pre, post }) => `${pre.summary.nonFinite}/${post.summary.nonFinite}`,
  11,
);

const NUMBERS: readonly ReadableColumn<WeightGroupComparison>[] = [
  numberColumn("weights", ({ pre }) => withCommas(pre.summary.n), 4),
  numberColumn("identical", identicalShare),
  ofPairs("rel. L2", ({ relativeL2 }) => significant(relativeL2, 3)),
  ofPairs("cosine", ({ cosine }) => nearOne(cosine), 7),
  ofPairs("pearson", ({ pearson }) => nearOne(pearson), 5),
  ofPairs("largest", ({ maxAbsDelta }) => significant(maxAbsDelta, 2), 8),
  ofPairs("changed", ({ changedShare }) => share(changedShare), 10),
  ofPairs("sign changed", ({ signFlips, n }) => share(n === 0 ? null : signFlips / n), 6),
  numberColumn("std", ({ pre }) => significant(pre.summary.std, 3), 2),
  numberColumn("std by", ({ change: { stdRatio } }) => percentOf(stdRatio)),
  numberColumn("mean", ({ pre }) => significant(pre.summary.mean, 3), 1),
  numberColumn("mean by", ({ change }) => signed(change.meanDelta), 3),
  NOT_FINITE,
  numberColumn("KS", ({ change }) => significant(change.ks, 2), 9),
  numberColumn("W1", ({ change }) => significant(change.wasserstein, 2), 0),
];

function percentOf(ratio: number | null): string {
  return ratio === null ? UNDEFINED : `${signed(100 * (ratio - 1))}%`;
}

/** Nearer to 1 than this is "1.0"; "1" is exact. */
const NEAR_ONE = 1e-7;

/** To two digits of what is missing to 1: 0.87, 0.99998. */
function nearOne(value: number | null): string {
  if (value === null) return UNDEFINED;
  const missing = 1 - Math.abs(value);
  if (missing === 0) return String(value);
  const isNear = missing > NEAR_ONE && missing < 0.1;
  return isNear ? value.toFixed(1 - Math.floor(Math.log10(missing))) : significant(value, 2);
}

/** Of the tensors that have the same name on both sides. */
function identicalShare({ identical, paired }: WeightGroupComparison): string {
  return paired === 0 ? UNDEFINED : `${identical}/${paired}`;
}

/** A column about values one by one; undefined where none are paired. */
function ofPairs(
  head: string,
  cell: (change: PairedGroupChange) => string,
  drop?: number,
): ReadableColumn<WeightGroupComparison> {
  return numberColumn(
    head,
    ({ pairedChange }) => (pairedChange === null ? UNDEFINED : cell(pairedChange)),
    drop,
  );
}
