import { groupBy } from "../analysis/diagnosis/ranges.js";
import type { CheckFinding, Evidence, RuleInfo, Severity, Verdict } from "../model/verdict.js";

/** Findings and evidence in groups. */

/** The evidence of one rule for one cause. */
export interface RuleEvidence {
  readonly rule: string;
  /** The gravest of it. */
  readonly severity: Severity;
  /** At least one. */
  readonly evidence: readonly Evidence[];
}

/** A cause's evidence by rule, the gravest rule first. */
export function byRule({ evidence }: CheckFinding): RuleEvidence[] {
  return groupBy(evidence, ({ rule }) => rule).map((ofRule) => {
    const [{ rule }] = ofRule as [Evidence];
    const severity = ofRule.some((one) => one.severity === "error") ? "error" : "warn";
    return { rule, severity, evidence: ofRule };
  });
}

/** Tells a kind of cause from others, whatever was measured and in whichever blocks: the same one in the next run. */
export function causeKey({ rule, diagnosis, tensors }: CheckFinding): string {
  const places = new Set(tensors.map((name) => name.replace(/\.\d+\./g, ".N.")));
  return [diagnosis?.kind ?? rule, ...places].join("|");
}

/** The rules that were in force for any checkpoint, each once; overrides by tensor may switch one off for some. */
export function rulesInForce(verdicts: readonly Verdict[]): RuleInfo[] {
  const rules = new Map(verdicts.flatMap((verdict) => verdict.rules.map((rule) => [rule.name, rule])));
  return [...rules.values()];
}

export function ofSeverity<Found extends { readonly severity: Severity }>(
  findings: readonly Found[],
  severity: Severity,
): Found[] {
  return findings.filter((finding) => finding.severity === severity);
}
