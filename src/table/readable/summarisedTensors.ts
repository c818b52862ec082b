import type { TensorSummary } from "../../model/comparison.js";
import type { Summary } from "../../model/numbers.js";
import { significant, UNDEFINED } from "../../words/numbers.js";
import { tensorLabel } from "../../words/tensorNames.js";
import { numberColumn, type ReadableColumn } from "../readable.js";

/** The tensors of one checkpoint, a row each. */

export const TENSOR_COLUMN: ReadableColumn<TensorSummary> = {
  head: "tensor",
  align: "left",
  cell: ({ id }) => tensorLabel(id),
};

const SUMMARY_NUMBERS: readonly ReadableColumn<TensorSummary>[] = [
  number("mean", ({ mean }) => significant(mean)),
  number("std", ({ std }) => significant(std, 3)),
  number("median", ({ median }) => significant(median)),
  number("IQR", ({ iqr }) => significant(iqr, 3)),
  number("min", ({ min }) => significant(min, 3), 4),
  number("max", ({ max }) => significant(max, 3), 5),
  number("outliers", ({ outlierDims }) => String(outlierDims?.length ?? UNDEFINED), 6),
  number("near 0", ({ nearZeroDims }) => String(nearZeroDims.length), 1),
];

/** The columns of numbers; where effective gains were asked for, those of gain times row norm too. */
export function summaryNumbers(tensors: readonly TensorSummary[]): readonly ReadableColumn<TensorSummary>[] {
  if (tensors.every(({ effective }) => effective === undefined)) return SUMMARY_NUMBERS;
  const column = (head: string, textOf: (summary: Summary) => string, drop?: number) =>
    numberColumn<TensorSummary>(
      head,
      ({ effective }) => (effective === undefined ? UNDEFINED : textOf(effective.summary)),
      drop,
    );
  return [
    ...SUMMARY_NUMBERS,
    column("gain * row", ({ median }) => significant(median)),
    column("its IQR", ({ iqr }) => significant(iqr, 3), 3),
    column("its outliers", ({ outlierDims }) => String(outlierDims?.length ?? UNDEFINED), 2),
  ];
}

function number(
  head: string,
  textOf: (summary: Summary) => string,
  drop?: number,
): ReadableColumn<TensorSummary> {
  return numberColumn(head, ({ distribution }) => textOf(distribution.summary), drop);
}
