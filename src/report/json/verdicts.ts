import type { ToolInfo } from "../../model/document.js";
import type { CheckFinding, RuleInfo, Verdict } from "../../model/verdict.js";
import { ofSeverity } from "../../words/places.js";
import { findingMessage } from "../../words/verdict.js";
import { modelJson, toolJson } from "./parts.js";
import { stringify, stringifyLines } from "./stringify.js";

/** Verdicts as JSON, by schema/verdict.schema.json. Numbers have all their digits; the undefined is null. */

/** Of a line of JSON Lines. */
export const VERDICT_SCHEMA = "gpt2-wdist/verdict@2";

export const VERDICTS_SCHEMA = "gpt2-wdist/verdicts@2";

/** The same of one checkpoint and of many; `failed` is true where it is for any. */
export function verdictsJson(verdicts: readonly Verdict[], tool: ToolInfo): string {
  return stringify({
    schema: VERDICTS_SCHEMA,
    tool: toolJson(tool),
    failed: verdicts.some(({ failed }) => failed),
    ...countsJson(verdicts.flatMap(({ findings }) => findings)),
    verdicts: verdicts.map(verdictJson),
  });
}

/** A verdict a line. */
export function verdictsJsonLines(verdicts: readonly Verdict[], tool: ToolInfo): string {
  return stringifyLines(
    verdicts.map((verdict) => ({ schema: VERDICT_SCHEMA, tool: toolJson(tool), ...verdictJson(verdict) })),
  );
}

function verdictJson({ model, baseline, strict, failed, rules, tensors, findings }: Verdict) {
  return {
    model: modelJson(model),
    baseline: baseline === null ? null : modelJson(baseline),
    strict,
    failed,
    ...countsJson(findings),
    rules: rules.map(ruleJson),
    tensors,
    findings: findings.map(findingJson),
  };
}

function countsJson(findings: readonly CheckFinding[]) {
  return {
    errors: ofSeverity(findings, "error").length,
    warnings: ofSeverity(findings, "warn").length,
  };
}

function ruleJson({ name, about, why, needsBaseline, defaultLevel }: RuleInfo) {
  return { name, about, why, needsBaseline, defaultLevel };
}

function findingJson(finding: CheckFinding) {
  const { rule, severity, tensor, measure, value, threshold, dims, detail } = finding;
  return { rule, severity, tensor, measure, value, threshold, dims, detail, text: findingMessage(finding) };
}
