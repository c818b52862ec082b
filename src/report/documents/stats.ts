import type { CheckpointSummary } from "../../model/comparison.js";
import type { Document } from "../../model/document.js";
import { summaryNumbers, TENSOR_COLUMN } from "../../table/readable/summarisedTensors.js";
import { readableTable } from "../../table/readable.js";
import { checkpointTables } from "./checkpointTables.js";

/** The numbers of one or many checkpoints: a table each. */
export function statsDocument(checkpoints: readonly CheckpointSummary[]): Document {
  return checkpointTables(checkpoints, ({ tensors }, about) =>
    readableTable(about, [TENSOR_COLUMN, ...summaryNumbers(tensors)], tensors),
  );
}
