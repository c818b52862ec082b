import type { CheckFinding, RuleInfo, Severity, Verdict } from "../model/verdict.js";

/** Everything that one rule found in one place: formats that name each finding once hold it as one. */
export interface PlaceFindings {
  readonly rule: string;
  /** Null for the model as a whole. */
  readonly tensor: string | null;
  /** The most severe of them. */
  readonly severity: Severity;
  /** At least one. */
  readonly findings: readonly CheckFinding[];
}

/** Findings by rule and place, in order of the first of each. */
export function byPlace(findings: readonly CheckFinding[]): PlaceFindings[] {
  const places = new Map<string, CheckFinding[]>();
  for (const finding of findings) {
    const key = placeKey(finding);
    places.set(key, [...(places.get(key) ?? []), finding]);
  }
  return [...places.values()].map((found) => {
    const [{ rule, tensor }] = found as [CheckFinding];
    const severity = found.some((finding) => finding.severity === "error") ? "error" : "warn";
    return { rule, tensor, severity, findings: found };
  });
}

/** Identifies a rule and a place whatever was measured there; names of rules and tensors have no bar. */
export function placeKey({ rule, tensor }: Pick<CheckFinding, "rule" | "tensor">): string {
  return `${rule}|${tensor ?? ""}`;
}

/** The rules that were in force for any checkpoint, each once; overrides by tensor may switch one off for some. */
export function rulesInForce(verdicts: readonly Verdict[]): RuleInfo[] {
  const rules = new Map(verdicts.flatMap((verdict) => verdict.rules.map((rule) => [rule.name, rule])));
  return [...rules.values()];
}

export function ofSeverity(findings: readonly CheckFinding[], severity: Severity): CheckFinding[] {
  return findings.filter((finding) => finding.severity === severity);
}
