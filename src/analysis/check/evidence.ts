import type { Evidence, RuleSetting, Severity } from "../../model/verdict.js";
import type { Fact, ModelSubject, Rule, TensorSubject, ThresholdRule } from "./rules/rule.js";
import { type RulePatch, settingOf } from "./settings.js";

/** What each rule finds on each tensor, graded by its setting. */
export function evidenceOf(rule: Rule, subject: ModelSubject, patches: readonly RulePatch[]): Evidence[] {
  const setting = (tensor: string | null) => settingOf(rule, tensor, patches);
  if (rule.kind === "fact") {
    return rule
      .find(subject, (tensor) => setting(tensor).options)
      .flatMap((fact) => factEvidence(rule, fact, setting(fact.tensor)));
  }
  return subject.tensors.flatMap((tensor) => thresholdEvidence(rule, tensor, subject, setting(tensor.name)));
}

function factEvidence(rule: Rule, fact: Fact, { level }: RuleSetting): Evidence[] {
  const severity = cap(fact.severity, level);
  if (severity === null) return [];
  const { measure, tensor, dims = [], detail = null } = fact;
  const none = { value: null, threshold: null, option: null, before: null, after: null };
  return [{ rule: rule.name, severity, tensor, measure, ...none, dims, detail }];
}

function thresholdEvidence(
  rule: ThresholdRule,
  tensor: TensorSubject,
  subject: ModelSubject,
  { level, options }: RuleSetting,
): Evidence[] {
  const measured = level === "off" ? null : rule.measureTensor(tensor, subject);
  if (measured === null) return [];
  const { value, dims = [], before = null, after = null } = measured;
  const option = value > Number(options.max) ? "max" : value > Number(options.warn) ? "warn" : null;
  const severity = option === null ? null : cap(option === "max" ? "error" : "warn", level);
  if (option === null || severity === null) return [];
  const { name, measure } = rule;
  const threshold = Number(options[option]);
  const about = { rule: name, severity, tensor: tensor.name, measure };
  return [{ ...about, value, threshold, option, before, after, dims, detail: null }];
}

/** Evidence is never graver than its rule's level. */
function cap(severity: Severity, level: RuleSetting["level"]): Severity | null {
  if (level === "off") return null;
  return level === "warn" ? "warn" : severity;
}
