import { blockRanges } from "../../analysis/blockRanges.js";
import type { NormsOfRuns } from "../../analysis/track/seeds/groups.js";
import { significant, UNDEFINED } from "../../words/numbers.js";
import { range } from "../../words/phrases.js";
import { stepNumber } from "../../words/run/steps.js";
import { numberColumn, type ReadableColumn } from "../readable.js";

/** The norms of several runs, a row for each in neighbouring blocks: medians over the blocks. */

type Column = ReadableColumn<NormsOfRuns>;

export const RUNS_NORM_COLUMN: Column = {
  head: "norm",
  align: "left",
  cell: ({ norm, parameter }) => (parameter === "bias" ? `${norm} bias` : norm),
};

export const RUNS_BLOCKS_COLUMN: Column = {
  head: "blocks",
  align: "left",
  cell: ({ blocks }) => blockRanges(blocks),
};

export const RUNS_NUMBERS: readonly Column[] = [
  numberColumn("medians at\nthe end", ({ endMedian }) =>
    endMedian === null ? UNDEFINED : range(endMedian.min, endMedian.max, (value) => significant(value)),
  ),
  numberColumn("apart/\nmoved", ({ apart }) => {
    const last = apart.at(-1) ?? null;
    return last === null ? UNDEFINED : last.toFixed(2);
  }),
  numberColumn("r of\ntwo", ({ pearson }) => (pearson === null ? UNDEFINED : pearson.toFixed(2))),
  numberColumn(
    "settled\n90 %",
    ({ settled }) => (settled === null ? UNDEFINED : range(settled.min, settled.max, stepNumber)),
    1,
  ),
];
