import type { RuleInfo, Severity, Verdict, Violation } from "../model/verdict.js";

/** Everything that one rule found in one place: formats that name each finding once hold it as one. */
export interface PlaceFindings {
  readonly rule: string;
  /** Null for the model as a whole. */
  readonly tensor: string | null;
  /** The gravest of them. */
  readonly severity: Severity;
  /** At least one. */
  readonly violations: readonly Violation[];
}

/** Violations by rule and place, in order of the first of each. */
export function byPlace(violations: readonly Violation[]): PlaceFindings[] {
  const places = new Map<string, Violation[]>();
  for (const violation of violations) {
    const key = placeKey(violation);
    places.set(key, [...(places.get(key) ?? []), violation]);
  }
  return [...places.values()].map((found) => {
    const [{ rule, tensor }] = found as [Violation];
    const severity = found.some((violation) => violation.severity === "error") ? "error" : "warn";
    return { rule, tensor, severity, violations: found };
  });
}

/** Identifies a rule and a place whatever was measured there; no name of a rule or a tensor holds a bar. */
export function placeKey({ rule, tensor }: Pick<Violation, "rule" | "tensor">): string {
  return `${rule}|${tensor ?? ""}`;
}

/** The rules that were in force for any checkpoint, each once; overrides by tensor may switch one off for some. */
export function rulesInForce(verdicts: readonly Verdict[]): RuleInfo[] {
  const rules = new Map(verdicts.flatMap((verdict) => verdict.rules.map((rule) => [rule.name, rule])));
  return [...rules.values()];
}

export function ofSeverity(violations: readonly Violation[], severity: Severity): Violation[] {
  return violations.filter((violation) => violation.severity === severity);
}
