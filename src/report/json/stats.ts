import type { CheckpointSummary, TensorSummary } from "../../model/comparison.js";
import { effectiveGainJson } from "./effective.js";
import { distributionJson, modelJson, tensorIdJson } from "./parts.js";
import { stringify, stringifyLines } from "./stringify.js";

/** Summaries of one or many checkpoints as JSON, by schema/stats.schema.json. */

export const STATS_SCHEMA = "gpt2-wdist/stats@1";

export function statsJson(checkpoints: readonly CheckpointSummary[]): string {
  return stringify({ schema: STATS_SCHEMA, checkpoints: checkpoints.map(checkpointJson) });
}

/** A checkpoint a line. */
export function statsJsonLines(checkpoints: readonly CheckpointSummary[]): string {
  return stringifyLines(
    checkpoints.map((checkpoint) => ({ schema: STATS_SCHEMA, ...checkpointJson(checkpoint) })),
  );
}

function checkpointJson({ model, tensors, skipped, notices }: CheckpointSummary) {
  return { ...modelJson(model), tensors: tensors.map(tensorJson), skipped, notices };
}

function tensorJson(tensor: TensorSummary) {
  return {
    ...tensorIdJson(tensor),
    summary: distributionJson(tensor.distribution),
    ...(tensor.effective === undefined ? {} : { effective: effectiveGainJson(tensor.effective) }),
  };
}
