import type { ToolInfo } from "../../model/document.js";
import type { CheckFinding, Evidence, RuleInfo, Severity, Unchecked, Verdict } from "../../model/verdict.js";
import { evidenceMessage } from "../../words/evidence.js";
import { ofSeverity } from "../../words/places.js";
import { findingWords } from "../../words/verdict.js";
import { modelJson, toolJson } from "./parts.js";
import { stringify, stringifyLines } from "./stringify.js";

/** Verdicts as JSON, by schema/verdict.schema.json. Numbers have all their digits; the undefined is null. */

/** Of a line of JSON Lines. */
export const VERDICT_SCHEMA = "gpt2-wdist/verdict@3";

export const VERDICTS_SCHEMA = "gpt2-wdist/verdicts@3";

/** The same of one checkpoint and of many; `failed` is true where it is for any. */
export function verdictsJson(
  verdicts: readonly Verdict[],
  tool: ToolInfo,
  unchecked: readonly Unchecked[] = [],
): string {
  return stringify({
    schema: VERDICTS_SCHEMA,
    tool: toolJson(tool),
    failed: verdicts.some(({ failed }) => failed),
    ...countsJson(verdicts.flatMap(({ findings }) => findings)),
    verdicts: verdicts.map(verdictJson),
    unchecked: unchecked.map(({ path, code, what, fix }) => ({ path, code, what, fix })),
  });
}

/** A verdict a line. */
export function verdictsJsonLines(verdicts: readonly Verdict[], tool: ToolInfo): string {
  return stringifyLines(
    verdicts.map((verdict) => ({ schema: VERDICT_SCHEMA, tool: toolJson(tool), ...verdictJson(verdict) })),
  );
}

function verdictJson(verdict: Verdict) {
  const { model, baseline, strict, failed, rules, tensors, findings, known } = verdict;
  return {
    model: modelJson(model),
    baseline: baseline === null ? null : modelJson(baseline),
    strict,
    failed,
    ...countsJson(findings),
    rules: rules.map(ruleJson),
    tensors,
    findings: findings.map((finding) => findingJson(finding, verdict)),
    known,
  };
}

function countsJson(findings: readonly { readonly severity: Severity }[]) {
  return {
    errors: ofSeverity(findings, "error").length,
    warnings: ofSeverity(findings, "warn").length,
  };
}

function ruleJson({ name, about, why, needsBaseline, defaultLevel }: RuleInfo) {
  return { name, about, why, needsBaseline, defaultLevel };
}

function findingJson(finding: CheckFinding, verdict: Verdict) {
  const { rule, severity, tensors, diagnosis, evidence } = finding;
  const { cause, next } = findingWords(finding, verdict);
  const kind = diagnosis?.kind ?? null;
  return { rule, severity, kind, tensors, text: cause, next, evidence: evidence.map(evidenceJson) };
}

function evidenceJson(evidence: Evidence) {
  const { rule, severity, tensor, measure, value, threshold, option, before, after, dims, detail } = evidence;
  const numbers = { value, threshold, option, before, after };
  return { rule, severity, tensor, measure, ...numbers, dims, detail, text: evidenceMessage(evidence) };
}
