import type { WeightGroup, WeightSummary } from "../../model/weights.js";
import { quantileOf } from "../../stats/binnedQuantiles.js";
import { share, significant, withCommas } from "../../words/numbers.js";
import { numberColumn, type ReadableColumn } from "../readable.js";

/** Groups of weights of one checkpoint, a row each. */

/** Longer names are shortened in a terminal. */
const LONGEST_NAME = 48;

/** What a row is about, by whatever name a file gave it. */
export const GROUP_COLUMN: ReadableColumn<{ readonly name: string }> = {
  head: "weights of",
  align: "left",
  cell: ({ name }) => [{ text: name, is: "name" }],
};

/** The beginning and the end of a long name. */
export function shortened(name: string): string {
  return name.length <= LONGEST_NAME
    ? name
    : `${name.slice(0, LONGEST_NAME / 2)}...${name.slice(3 - LONGEST_NAME / 2)}`;
}

const quantile = ({ quantiles }: WeightSummary, q: number) => significant(quantileOf(quantiles, q), 3);

const NOT_FINITE = number("not finite", ({ nonFinite }) => withCommas(nonFinite), 7);

/** The columns of numbers. */
export const WEIGHT_NUMBERS: readonly ReadableColumn<WeightGroup>[] = [
  number("weights", ({ n }) => withCommas(n)),
  number("mean", ({ mean }) => significant(mean, 3)),
  number("std", ({ std }) => significant(std, 3)),
  number("skewness", ({ skewness }) => significant(skewness, 3), 4),
  number("kurtosis", ({ excessKurtosis }) => significant(excessKurtosis, 3), 5),
  number("min", ({ min }) => significant(min, 3)),
  number("0.1 %", (summary) => quantile(summary, 0.001), 1),
  number("median", (summary) => quantile(summary, 0.5), 6),
  number("99.9 %", (summary) => quantile(summary, 0.999), 2),
  number("max", ({ max }) => significant(max, 3)),
  number("zeros", ({ zeroShare }) => share(zeroShare), 3),
  NOT_FINITE,
];

/** What a terminal has room for: not finite weights have a column where there are any. */
export function weightNumbers(groups: readonly WeightGroup[]): readonly ReadableColumn<WeightGroup>[] {
  const isAny = groups.some(({ summary }) => summary.nonFinite > 0);
  return WEIGHT_NUMBERS.filter((column) => isAny || column !== NOT_FINITE);
}

function number(
  head: string,
  textOf: (summary: WeightSummary) => string,
  drop?: number,
): ReadableColumn<WeightGroup> {
  return numberColumn(head, ({ summary }) => textOf(summary), drop);
}
