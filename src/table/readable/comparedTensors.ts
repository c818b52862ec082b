import type { TensorComparison } from "../../model/comparison.js";
import type { Distribution } from "../../model/numbers.js";
import { medianChange } from "../../words/medianChange.js";
import { factor, percent, signed, significant, UNDEFINED } from "../../words/numbers.js";
import { tensorLabel } from "../../words/tensorNames.js";
import type { ReadableColumn } from "../readable.js";

/** The tensors of a comparison, a row each. */
const COMPARED_TENSOR_COLUMNS: readonly ReadableColumn<TensorComparison>[] = [
  { head: "tensor", align: "left", cell: ({ id }) => tensorLabel(id), key: (_, place) => place },
  medianColumn("pre"),
  medianColumn("post"),
  {
    head: "change",
    align: "right",
    cell: (tensor) => (tensor.change.identical ? "identical" : medianChange(tensor)),
    key: ({ change }) => change.medianFraction,
  },
  {
    head: "IQR ratio",
    align: "right",
    cell: (tensor) => spreadChange(tensor),
    key: ({ change }) => change.iqrRatio,
  },
  { head: "KS", align: "right", cell: ksText, key: ({ change }) => change.ksStatistic },
  {
    head: "relative L2",
    align: "right",
    cell: ({ change }) => significant(change.relativeL2, 2),
    key: ({ change }) => change.relativeL2,
  },
  outlierColumn("pre"),
  outlierColumn("post"),
  {
    head: "sign flips",
    align: "right",
    cell: ({ change }) => String(change.signFlips),
    key: ({ change }) => change.signFlips,
  },
  {
    head: "moved most",
    align: "right",
    cell: ({ change: { topMoved } }) =>
      topMoved[0] === undefined ? UNDEFINED : `dim ${topMoved[0].dim}: ${signed(topMoved[0].delta)}`,
    key: ({ change: { topMoved } }) => Math.abs(topMoved[0]?.delta ?? 0),
  },
];

/** The same where effective gains were asked for: how the rows behind the gains grew, and what comes of both. */
export function comparedTensorColumns(
  tensors: readonly TensorComparison[],
): readonly ReadableColumn<TensorComparison>[] {
  if (tensors.every(({ effectiveChange }) => effectiveChange === undefined)) return COMPARED_TENSOR_COLUMNS;
  const column = (
    head: string,
    key: "rowFraction" | "effectiveFraction",
  ): ReadableColumn<TensorComparison> => ({
    head,
    align: "right",
    cell: ({ effectiveChange }) => percent(effectiveChange?.[key] ?? null),
    key: ({ effectiveChange }) => effectiveChange?.[key] ?? null,
  });
  const at = COMPARED_TENSOR_COLUMNS.findIndex(({ head }) => head === "change") + 1;
  return [
    ...COMPARED_TENSOR_COLUMNS.slice(0, at),
    column("matrix rows", "rowFraction"),
    column("gain * row", "effectiveFraction"),
    ...COMPARED_TENSOR_COLUMNS.slice(at),
  ];
}

function medianColumn(side: "pre" | "post"): ReadableColumn<TensorComparison> {
  return {
    head: `median ${side}`,
    align: "right",
    cell: (tensor) => significant(tensor[side].summary.median),
    key: (tensor) => tensor[side].summary.median,
  };
}

function outlierColumn(side: "pre" | "post"): ReadableColumn<TensorComparison> {
  return {
    head: `outliers ${side}`,
    align: "right",
    cell: (tensor) => outlierText(tensor[side]),
    key: (tensor) => outlierCount(tensor[side]),
  };
}

function outlierCount({ summary }: Distribution): number | null {
  return summary.outlierDims?.length ?? null;
}

export function outlierText(distribution: Distribution): string {
  return String(outlierCount(distribution) ?? UNDEFINED);
}

/** How much wider the bulk became: "×1.31". */
export function spreadChange(tensor: TensorComparison, times = "×"): string {
  return factor(tensor.change.iqrRatio, times);
}

export function ksText({ change }: TensorComparison): string {
  return change.ksStatistic?.toFixed(2) ?? UNDEFINED;
}
