import type { Answer } from "../../model/answers.js";
import type { Comparison, TensorComparison } from "../../model/comparison.js";
import type { ToolInfo } from "../../model/document.js";
import { wordAnswer } from "../../words/answers/index.js";
import { clause } from "../../words/findings/clause.js";
import { effectiveChangeJson } from "./effective.js";
import { distributionJson, modelJson, tensorIdJson } from "./parts.js";
import { stringify } from "./stringify.js";

/** A comparison as JSON, by schema/comparison.schema.json. Numbers have all their digits; the undefined is null. */

export const COMPARISON_SCHEMA = "gpt2-wdist/comparison@1";

export function comparisonJson(comparison: Comparison, tool: ToolInfo): string {
  return stringify({
    schema: COMPARISON_SCHEMA,
    tool,
    pre: modelJson(comparison.pre),
    post: modelJson(comparison.post),
    options: comparison.options,
    tensors: comparison.tensors.map(tensorJson),
    skipped: comparison.skipped,
    findings: comparison.findings.map((finding) => ({
      ...finding,
      text: clause(finding, comparison.judged),
    })),
    judged: comparison.judged,
    lineage: comparison.lineage,
    answers: comparison.answers.map((answer) => answerJson(answer, comparison)),
    notices: comparison.notices,
  });
}

function answerJson(answer: Answer, comparison: Comparison) {
  const { question, ...measures } = answer;
  return { question, ...wordAnswer(answer, comparison), measures };
}

function tensorJson(tensor: TensorComparison) {
  return {
    ...tensorIdJson(tensor),
    pre: distributionJson(tensor.pre),
    post: distributionJson(tensor.post),
    change: tensor.change,
    ...(tensor.effectiveChange === undefined
      ? {}
      : { effective: effectiveChangeJson(tensor.effectiveChange) }),
  };
}
