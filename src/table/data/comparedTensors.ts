import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { Change } from "../../model/numbers.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";
import { SUMMARY_COLUMNS, TENSOR_COLUMNS } from "./summary.js";

/** Numbers about a pair: a is pre, b is post, d = b - a over the dims where both are finite. */
const CHANGE_COLUMNS: readonly DataColumn<Change>[] = fieldColumns<Change>({
  identical: ["boolean", "the same bit for bit"],
  meanDelta: ["number", "mean of post minus mean of pre"],
  medianDelta: ["number", "median of post minus median of pre"],
  maxAbsDelta: ["number", "largest magnitude of d"],
  maxAbsDeltaDim: ["integer", "the dim that moved most; undefined where none moved"],
  relativeL2: ["number", "length of d over length of a, without unit"],
  cosine: ["number", "cosine of the angle between a and b"],
  spearman: ["number", "Spearman's rank correlation"],
  signFlips: ["integer", "dims that changed sign"],
  signFlipDims: ["integers", "which"],
  ksStatistic: ["number", "two-sample Kolmogorov-Smirnov statistic, from 0 to 1"],
  wasserstein1: ["number", "earth mover's distance, in the units of the values"],
  jensenShannonDistance: ["number", "Jensen-Shannon distance of the histograms, from 0 to 1"],
  newOutlierDims: ["integers", "outliers of b by a's median and mad that a does not have"],
  lostOutlierDims: ["integers", "outliers of a by a's median and mad that b does not have"],
});

/** A row a tensor: both sides, and how they differ. */
export const COMPARED_TENSORS: TableOf<Comparison, TensorComparison> = {
  name: "tensors",
  row: "tensor",
  columns: [
    ...TENSOR_COLUMNS,
    ...columnsOfPart<TensorComparison, TensorComparison["pre"]["summary"]>(SUMMARY_COLUMNS, {
      of: ({ pre }) => pre.summary,
      prefix: "pre_",
      said: "before",
    }),
    ...columnsOfPart<TensorComparison, TensorComparison["post"]["summary"]>(SUMMARY_COLUMNS, {
      of: ({ post }) => post.summary,
      prefix: "post_",
      said: "after",
    }),
    ...columnsOfPart<TensorComparison, Change>(CHANGE_COLUMNS, { of: ({ change }) => change }),
  ],
  rowsOf: ({ tensors }) => tensors,
};
