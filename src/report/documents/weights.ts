import type { Document } from "../../model/document.js";
import type { WeightsComparison, WeightsSummary } from "../../model/weights.js";
import { weightChangeNumbers } from "../../table/readable/comparedWeightGroups.js";
import { GROUP_COLUMN, WEIGHT_NUMBERS } from "../../table/readable/weightGroups.js";
import { readableTable } from "../../table/readable.js";
import { labelOf } from "../../words/modelLabel.js";
import { weightsHeadline } from "../../words/weightChange.js";
import { checkpointTables } from "./checkpointTables.js";

/** All weights of one or many checkpoints: a table each. */
export function weightsDocument(checkpoints: readonly WeightsSummary[]): Document {
  return checkpointTables(checkpoints, ({ groups }, about) =>
    readableTable(about, [GROUP_COLUMN, ...WEIGHT_NUMBERS], groups),
  );
}

/** All weights of two checkpoints: what changed in words, then a table with a row a group. */
export function weightsComparisonDocument(comparison: WeightsComparison): Document {
  const { pre, post, groups } = comparison;
  const about = { id: "group-table", caption: "All weights, before and after" };
  return {
    blocks: [
      {
        kind: "heading",
        level: 1,
        text: [
          "All weights: ",
          { text: labelOf(pre), is: "pre" },
          " → ",
          { text: labelOf(post), is: "post" },
        ],
      },
      // They name groups, which may be called as a file calls its tensors.
      { kind: "list", items: weightsHeadline(comparison).map((text) => [{ text, is: "name" }]) },
      { kind: "table", table: readableTable(about, [GROUP_COLUMN, ...weightChangeNumbers(groups)], groups) },
    ],
  };
}
