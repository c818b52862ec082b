import type { RuleInfo, Verdict, Violation } from "../../model/verdict.js";
import { ofSeverity } from "../../words/places.js";
import { violationMessage } from "../../words/verdict.js";
import { modelJson, stringify, stringifyLine, type ToolInfo } from "../json.js";

/** A verdict, or several, as JSON, by schema/verdict.schema.json. Numbers have all their digits; the undefined is null. */

export const VERDICT_SCHEMA = "gpt2-wdist/verdict@1";

export const VERDICTS_SCHEMA = "gpt2-wdist/verdicts@1";

export function verdictJson(verdict: Verdict, tool: ToolInfo): string {
  return stringify(verdictObject(verdict, tool));
}

/** Verdicts on several checkpoints, each as it would be alone; `failed` is true where it is for any. */
export function verdictsJson(verdicts: readonly Verdict[], tool: ToolInfo): string {
  const violations = verdicts.flatMap((verdict) => verdict.violations);
  return stringify({
    schema: VERDICTS_SCHEMA,
    tool: { name: tool.name, version: tool.version },
    failed: verdicts.some(({ failed }) => failed),
    errors: ofSeverity(violations, "error").length,
    warnings: ofSeverity(violations, "warn").length,
    verdicts: verdicts.map((verdict) => verdictObject(verdict, tool)),
  });
}

/** A verdict a line. */
export function verdictsJsonLines(verdicts: readonly Verdict[], tool: ToolInfo): string {
  return verdicts.map((verdict) => stringifyLine(verdictObject(verdict, tool))).join("");
}

function verdictObject(verdict: Verdict, tool: ToolInfo) {
  const { model, baseline, strict, failed, rules, tensors, violations } = verdict;
  return {
    schema: VERDICT_SCHEMA,
    tool: { name: tool.name, version: tool.version },
    model: modelJson(model),
    baseline: baseline === null ? null : modelJson(baseline),
    strict,
    failed,
    errors: ofSeverity(violations, "error").length,
    warnings: ofSeverity(violations, "warn").length,
    rules: rules.map(ruleJson),
    tensors,
    violations: violations.map(violationJson),
  };
}

function ruleJson({ name, about, why, needsBaseline, defaultLevel }: RuleInfo) {
  return { name, about, why, needsBaseline, defaultLevel };
}

function violationJson(violation: Violation) {
  const { rule, severity, tensor, measure, value, threshold, dims, detail } = violation;
  const text = violationMessage(violation);
  return { rule, severity, tensor, measure, value, threshold, dims, detail, text };
}
