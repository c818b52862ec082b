import type {
  PairedGroupChange,
  WeightChange,
  WeightGroupComparison,
  WeightsComparison,
} from "../../model/weights.js";
import { columnsOfPart, type DataColumn, fieldColumns, type TableOf } from "../dataTable.js";
import { GROUP_COLUMNS, WEIGHT_SUMMARY_COLUMNS } from "./weightGroups.js";

/** How weights changed as a whole, read off the bins that both sides share. */
const WEIGHT_CHANGE_COLUMNS: readonly DataColumn<WeightChange>[] = fieldColumns<WeightChange>({
  meanDelta: ["number", "mean of post minus mean of pre"],
  stdRatio: ["number", "standard deviation of post over that of pre"],
  ks: ["number", "largest difference of the cumulative shares at the edges of the bins"],
  wasserstein: ["number", "earth mover's distance to within the width of a bin"],
});

/** Values one by one: a is pre, b is post. */
const PAIRED_COLUMNS: readonly DataColumn<PairedGroupChange>[] = fieldColumns<PairedGroupChange>({
  n: ["integer", "pairs that are finite on both sides"],
  relativeL2: ["number", "length of d over length of a, without unit"],
  cosine: ["number", "cosine of the angle between a and b"],
  pearson: ["number", "correlation of a and b about their means"],
  maxAbsDelta: ["number", "largest magnitude of d"],
  maxAbsDeltaTensor: ["text", "the tensor in which that is, by its name in pre"],
  maxAbsDeltaIndex: ["integer", "where it is there: flat index (row-major, from 0)"],
  signFlips: ["integer", "pairs of opposite signs"],
  changedShare: ["number", "share of the pairs that differ"],
});

const PAIRING_COLUMNS: readonly DataColumn<WeightGroupComparison>[] = fieldColumns<WeightGroupComparison>({
  paired: ["integer", "tensors that have the same name and shape in both"],
  identical: ["integer", "of these, tensors that have the same bytes in both"],
});

/** A row a group of weights, before and after; the histograms are in the JSON. */
export const COMPARED_WEIGHT_GROUPS: TableOf<WeightsComparison, WeightGroupComparison> = {
  name: "groups",
  row: "group",
  columns: [
    ...GROUP_COLUMNS,
    ...PAIRING_COLUMNS,
    ...columnsOfPart(WEIGHT_CHANGE_COLUMNS, { of: ({ change }: WeightGroupComparison) => change }),
    ...columnsOfPart(WEIGHT_SUMMARY_COLUMNS, {
      of: ({ pre }: WeightGroupComparison) => pre.summary,
      prefix: "pre.",
      said: "before",
    }),
    ...columnsOfPart(WEIGHT_SUMMARY_COLUMNS, {
      of: ({ post }: WeightGroupComparison) => post.summary,
      prefix: "post.",
      said: "after",
    }),
    ...columnsOfPart(PAIRED_COLUMNS, {
      of: ({ pairedChange }: WeightGroupComparison) => pairedChange,
      prefix: "paired.",
      said: "values one by one",
    }),
  ],
  rowsOf: ({ groups }) => groups,
};
