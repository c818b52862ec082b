import { escapeCsv } from "../escape.js";
import type { Comparison, TensorComparison } from "../model/comparison.js";
import type { Summary } from "../model/numbers.js";

/** A comparison as CSV (RFC 4180, with a header): a row a tensor, numbers with all their digits, lists by spaces. */

export type Cell = string | number | boolean | readonly number[] | null;

export const SUMMARY_FIELDS = [
  "n",
  "nonFinite",
  "mean",
  "std",
  "min",
  "q1",
  "median",
  "q3",
  "max",
  "iqr",
  "mad",
  "skewness",
  "excessKurtosis",
  "l2Norm",
  "outlierDims",
  "tukeyOutlierCount",
  "nearZeroDims",
] as const satisfies readonly (keyof Summary)[];

const CHANGE_FIELDS = [
  "identical",
  "roundedTo",
  "meanDelta",
  "medianDelta",
  "maxAbsDelta",
  "maxAbsDeltaDim",
  "shareUp",
  "changedShare",
  "relativeL2",
  "cosine",
  "pearson",
  "spearman",
  "scale",
  "offset",
  "residualMad",
  "residualShare",
  "signFlips",
  "signFlipDims",
  "signChangeShare",
  "medianChange",
  "medianFraction",
  "iqrRatio",
  "quantileShift",
  "ksStatistic",
  "wasserstein1",
  "jensenShannonDistance",
  "sortedDistance",
  "newOutlierDims",
  "lostOutlierDims",
] as const satisfies readonly (keyof TensorComparison["change"])[];

const HEADER = [
  "name",
  "block",
  "norm",
  "parameter",
  ...SUMMARY_FIELDS.map((field) => `pre_${field}`),
  ...SUMMARY_FIELDS.map((field) => `post_${field}`),
  ...CHANGE_FIELDS,
];

export function comparisonCsv({ tensors }: Comparison): string {
  const rows = tensors.map(({ name, id, pre, post, change }): Cell[] => [
    name,
    id.block,
    id.norm,
    id.parameter,
    ...SUMMARY_FIELDS.map((field) => pre.summary[field]),
    ...SUMMARY_FIELDS.map((field) => post.summary[field]),
    ...CHANGE_FIELDS.map((field) => change[field]),
  ]);
  return csv([HEADER, ...rows]);
}

/** Rows as CSV text. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "string") return escapeCsv(cell);
  return typeof cell === "object" ? cell.join(" ") : String(cell);
}
