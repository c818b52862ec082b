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

/** The columns of numbers. */
export const SUMMARY_NUMBERS: readonly ReadableColumn<TensorSummary>[] = [
  number("mean", ({ mean }) => significant(mean)),
  number("std", ({ std }) => significant(std, 3)),
  number("median", ({ median }) => significant(median)),
  number("IQR", ({ iqr }) => significant(iqr, 3)),
  number("min", ({ min }) => significant(min, 3), 4),
  number("max", ({ max }) => significant(max, 3), 5),
  number("outliers", ({ outlierDims }) => String(outlierDims?.length ?? UNDEFINED), 6),
  number("near 0", ({ nearZeroDims }) => String(nearZeroDims.length), 1),
];

function number(
  head: string,
  textOf: (summary: Summary) => string,
  drop?: number,
): ReadableColumn<TensorSummary> {
  return numberColumn(head, ({ distribution }) => textOf(distribution.summary), drop);
}
