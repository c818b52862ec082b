import type { Comparison, MeasuredTensor } from "../../model/comparison.js";
import type { Correlations } from "../../model/lineage.js";
import type { ModelInfo } from "../../model/norms.js";
import { fileName, labelOf } from "../../words/modelLabel.js";
import type { PackedTensor, PageData } from "./data.js";
import { packValues } from "./packedValues.js";

/** What the page's script needs of a comparison. */
export function pageDataOf(comparison: Comparison): PageData {
  const { pre, post, options, tensors, findings, judged, lineage, correlations, answers } = comparison;
  return {
    pre: withoutFolders(pre),
    post: withoutFolders(post),
    options,
    findings,
    judged,
    lineage,
    correlations: correlations.map(shortened),
    answers,
    tensors: tensors.map(packTensor),
    others: othersOf(comparison).map(packTensor),
  };
}

/** The gains that were not selected; also the biases where no gain changed, since a figure then shows these. */
function othersOf({ tensors, whole }: Comparison): MeasuredTensor[] {
  const selected = new Set(tensors.map(({ name }) => name));
  const areGainsAlike = whole.every(({ id, change }) => id.parameter === "bias" || change.identical);
  return whole.filter(({ name, id }) => !selected.has(name) && (id.parameter === "gain" || areGainsAlike));
}

function packTensor({ id, pre, post, change }: MeasuredTensor): PackedTensor {
  return {
    id,
    pre: packValues(pre.values, null),
    post: change.identical ? null : packValues(post.values, pre.values),
  };
}

/** A page is passed on: it holds the names of files, and nothing of the folders that they were in. */
function withoutFolders(model: ModelInfo): ModelInfo {
  return { ...model, label: labelOf(model), path: fileName(model.path), files: [] };
}

/** Figures show them to fewer digits: a matrix of 97 by 97 would weigh more than the values. */
function shortened({ spearman, ...rest }: Correlations): Correlations {
  const digits = (value: number | null) => (value === null ? null : Number(value.toFixed(4)));
  return { ...rest, spearman: spearman.map((row) => row.map(digits)) };
}
