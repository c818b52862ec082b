import type { ToolInfo } from "../../model/document.js";
import type {
  WeightGroup,
  WeightGroupComparison,
  WeightsComparison,
  WeightsSummary,
} from "../../model/weights.js";
import { weightsHeadline } from "../../words/weightChange.js";
import { histogramJson, modelJson } from "./parts.js";
import { stringify } from "./stringify.js";

/** All weights of one or many checkpoints as JSON, by schema/weights.schema.json; of two, by weights-comparison.schema.json. */

export const WEIGHTS_SCHEMA = "gpt2-wdist/weights@1";

export const WEIGHTS_COMPARISON_SCHEMA = "gpt2-wdist/weights-comparison@1";

export function weightsJson(checkpoints: readonly WeightsSummary[]): string {
  return stringify({ schema: WEIGHTS_SCHEMA, checkpoints: checkpoints.map(checkpointJson) });
}

export function weightsComparisonJson(comparison: WeightsComparison, tool: ToolInfo): string {
  const { pre, post, options, groups, tensors, whereChanged, unpaired, skipped, notices } = comparison;
  return stringify({
    schema: WEIGHTS_COMPARISON_SCHEMA,
    tool,
    pre: modelJson(pre),
    post: modelJson(post),
    options,
    headline: weightsHeadline(comparison),
    groups: groups.map(groupComparisonJson),
    tensors,
    whereChanged,
    unpaired,
    skipped,
    notices,
  });
}

function checkpointJson({ model, options, groups, skipped, notices }: WeightsSummary) {
  return { ...modelJson(model), options, groups: groups.map(groupJson), skipped, notices };
}

function groupJson({ histogram, ...group }: WeightGroup) {
  return { ...group, histogram: histogramJson(histogram) };
}

function groupComparisonJson({ pre, post, ...group }: WeightGroupComparison) {
  return { ...group, pre: groupJson(pre), post: groupJson(post) };
}
