import type { PairedGroupChange, WeightGroupComparison } from "../../model/weights.js";
import { signed, significant, UNDEFINED, withCommas } from "../../words/numbers.js";
import type { ReadableColumn } from "../readable.js";

/** Groups of weights of two checkpoints, a row each. */

/** The columns of numbers; what is not finite has one where there is any. */
export function weightChangeNumbers(
  groups: readonly WeightGroupComparison[],
): readonly ReadableColumn<WeightGroupComparison>[] {
  const isAny = groups.some(({ pre, post }) => pre.summary.nonFinite + post.summary.nonFinite > 0);
  return NUMBERS.filter((column) => isAny || column !== NOT_FINITE);
}

const NOT_FINITE = number(
  "not finite",
  ({ pre, post }) => `${pre.summary.nonFinite}/${post.summary.nonFinite}`,
  11,
);

const NUMBERS: readonly ReadableColumn<WeightGroupComparison>[] = [
  number("weights", ({ pre }) => withCommas(pre.summary.n), 4),
  number("identical", identicalShare),
  ofPairs("rel. L2", ({ relativeL2 }) => significant(relativeL2, 3)),
  ofPairs("cosine", ({ cosine }) => nearOne(cosine), 7),
  ofPairs("pearson", ({ pearson }) => nearOne(pearson), 5),
  ofPairs("largest", ({ maxAbsDelta }) => significant(maxAbsDelta, 2), 8),
  ofPairs("changed", ({ changedShare }) => shareOf(changedShare), 10),
  ofPairs("sign changed", ({ signFlips, n }) => shareOf(n === 0 ? null : signFlips / n), 6),
  number("std", ({ pre }) => significant(pre.summary.std, 3), 2),
  number("std by", ({ change: { stdRatio } }) => percentOf(stdRatio)),
  number("mean", ({ pre }) => significant(pre.summary.mean, 3), 1),
  number("mean by", ({ change }) => signed(change.meanDelta), 3),
  NOT_FINITE,
  number("KS", ({ change }) => significant(change.ks, 2), 9),
  number("W1", ({ change }) => significant(change.wasserstein, 2), 0),
];

function percentOf(ratio: number | null): string {
  return ratio === null ? UNDEFINED : `${signed(100 * (ratio - 1))}%`;
}

function shareOf(share: number | null): string {
  if (share === null) return UNDEFINED;
  return share === 0 ? "0" : `${significant(100 * share, 2)}%`;
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

function number(
  head: string,
  cell: (group: WeightGroupComparison) => string,
  drop?: number,
): ReadableColumn<WeightGroupComparison> {
  return { head, align: "right", cell, ...(drop === undefined ? {} : { drop }) };
}

/** A column about values one by one; undefined where none are paired. */
function ofPairs(
  head: string,
  cell: (change: PairedGroupChange) => string,
  drop?: number,
): ReadableColumn<WeightGroupComparison> {
  return number(head, ({ pairedChange }) => (pairedChange === null ? UNDEFINED : cell(pairedChange)), drop);
}
