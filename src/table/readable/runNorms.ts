import { blockRanges } from "../../analysis/blockRanges.js";
import type { NormGroup } from "../../analysis/track/groups.js";
import type { SETTLED_SHARES, TrackedRun } from "../../model/run.js";
import { medianOf } from "../../stats/quantiles.js";
import { significant, UNDEFINED } from "../../words/numbers.js";
import { stepNumber } from "../../words/run/steps.js";
import { numberColumn, type ReadableColumn } from "../readable.js";

/** The norms of a run, a row for each in neighbouring blocks: medians over the blocks. */

type Column = ReadableColumn<NormGroup>;

export const NORM_COLUMN: Column = {
  head: "norm",
  align: "left",
  cell: ({ norm, parameter }) => (parameter === "bias" ? `${norm} bias` : norm),
};

export const BLOCKS_COLUMN: Column = {
  head: "blocks",
  align: "left",
  cell: ({ blocks }) => blockRanges(blocks),
};

/** The median over the blocks of each one's median, at every checkpoint. */
export function mediansOf({ tensors }: NormGroup, points: TrackedRun["points"]): (number | null)[] {
  const medians = tensors.map(
    ({ steps }) => new Map(steps.map(({ step, summary }) => [step, summary.median])),
  );
  return points.map(({ step }) => middle(medians.map((byStep) => byStep.get(step) ?? null)));
}

export const RUN_NUMBERS: readonly Column[] = [
  numberColumn("end\nvalue", (group) =>
    significant(middle(group.tensors.map(({ steps }) => steps.at(-1)?.summary.median ?? null))),
  ),
  numberColumn("moved\nby", (group) => {
    const moved = middle(group.tensors.map(({ relativeDisplacement }) => relativeDisplacement));
    return moved === null ? UNDEFINED : `${(100 * moved).toFixed(1)} %`;
  }),
  numberColumn("way/\nmoved", (group) => {
    const ratio = middle(group.tensors.map(({ pathRatio }) => pathRatio));
    return ratio === null ? UNDEFINED : ratio.toFixed(2);
  }),
  settledColumn("50", 1),
  settledColumn("90"),
  numberColumn(
    "out-\nliers",
    ({ tensors }) =>
      String(tensors.reduce((sum, { steps }) => sum + (steps.at(-1)?.clearOutlierDims.length ?? 0), 0)),
    2,
  ),
];

function settledColumn(share: (typeof SETTLED_SHARES)[number], drop?: number): Column {
  return numberColumn(
    `settled\n${share} %`,
    ({ tensors }) => {
      const isLong = tensors.some(({ steps }) => steps.length > 2);
      const step = isLong ? middle(tensors.map(({ settled }) => settled[share])) : null;
      return step === null ? UNDEFINED : stepNumber(step);
    },
    drop,
  );
}

/** The median of what is defined. */
function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : medianOf(known);
}
