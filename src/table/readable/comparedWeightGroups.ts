import type { WeightGroupComparison } from "../../model/weights.js";
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
  6,
);

const NUMBERS: readonly ReadableColumn<WeightGroupComparison>[] = [
  number("weights", ({ pre }) => withCommas(pre.summary.n), 2),
  number("identical", identicalShare),
  number("std", ({ pre }) => significant(pre.summary.std, 3), 4),
  number("std by", ({ change: { stdRatio } }) => percentOf(stdRatio)),
  number("mean", ({ pre }) => significant(pre.summary.mean, 3), 3),
  number("mean by", ({ change }) => signed(change.meanDelta), 5),
  NOT_FINITE,
  number("KS", ({ change }) => significant(change.ks, 2)),
  number("W1", ({ change }) => significant(change.wasserstein, 2), 1),
];

function percentOf(ratio: number | null): string {
  return ratio === null ? UNDEFINED : `${signed(100 * (ratio - 1))}%`;
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
