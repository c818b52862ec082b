import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { Change } from "../../model/numbers.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";
import { SUMMARY_COLUMNS, TENSOR_COLUMNS } from "./summary.js";

/** Numbers about a pair: a is pre, b is post, d = b - a over the dims where both are finite. */
const CHANGE_COLUMNS: readonly DataColumn<Change>[] = fieldColumns<Change>({
  identical: ["boolean", "the same bit for bit"],
  roundedTo: ["text", "the coarser storage type that every value of b is a rounded to, as it is stored"],
  meanDelta: ["number", "mean of d"],
  medianDelta: ["number", "median of d"],
  madDelta: ["number", "median absolute deviation of d"],
  maxAbsDelta: ["number", "largest magnitude of d"],
  maxAbsDeltaDim: ["integer", "the dim that moved most; undefined where none moved"],
  shareUp: ["number", "share of dims with d > 0"],
  changedShare: ["number", "share of dims with d not 0"],
  relativeL2: ["number", "length of d over length of a, without unit"],
  cosine: ["number", "cosine of the angle between a and b"],
  pearson: ["number", "correlation of a and b about their means"],
  spearman: ["number", "Spearman's rank correlation"],
  scale: ["number", "slope of the robust line b ~ offset + scale a"],
  offset: ["number", "its offset, in the units of the values"],
  residualMad: ["number", "median absolute deviation of what the line leaves"],
  residualShare: ["number", "length of what the line leaves over length of a"],
  signFlips: ["integer", "dims that changed sign"],
  signFlipDims: ["integers", "which"],
  signChangeShare: ["number", "share of the dims not near zero in a that changed sign"],
  medianChange: ["number", "median of b minus median of a"],
  medianFraction: ["number", "the same over the magnitude of a's median; undefined about zero"],
  iqrRatio: ["number", "interquartile range of b over that of a"],
  quantileShift: ["numbers", "the nine deciles of b minus those of a"],
  ksStatistic: ["number", "two-sample Kolmogorov-Smirnov statistic, from 0 to 1"],
  wasserstein1: ["number", "earth mover's distance, in the units of the values"],
  jensenShannonDistance: ["number", "Jensen-Shannon distance of the histograms, from 0 to 1"],
  sortedDistance: ["number", "largest difference of the sorted values, over a's interquartile range"],
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
