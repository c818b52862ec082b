/** What a check finds: data only; words/ says it. */

import type { ModelInfo } from "./norms.js";

export type Severity = "warn" | "error";

export type RuleLevel = "off" | Severity;

/** The value of a rule's option: a threshold or the name of a choice. */
export type RuleOption = number | string;

/** How one rule is set for one tensor. */
export interface RuleSetting {
  readonly level: RuleLevel;
  readonly options: Readonly<Record<string, RuleOption>>;
}

/** What a rule found; data only, worded in report/. */
export interface CheckFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** Canonical name of the tensor, or null where the model as a whole is meant. */
  readonly tensor: string | null;
  /** What was measured, e.g. "share of outliers"; the rule's own fixed words. */
  readonly measure: string;
  /** The number that was measured; null where there is none. */
  readonly value: number | null;
  /** The threshold that it passed; null where there is none. */
  readonly threshold: number | null;
  /** The dims concerned, if single ones are. */
  readonly dims: readonly number[];
  /** More to name: the other tensor, the missing norm; canonical names or fixed words, never a file's own text. */
  readonly detail: string | null;
}

/** What a rule is, for reports and documentation. */
export interface RuleInfo {
  readonly name: string;
  /** One sentence: what it means when this fails. */
  readonly about: string;
  /** Why the default thresholds are what they are. */
  readonly why: string;
  readonly needsBaseline: boolean;
  readonly defaultLevel: RuleLevel;
}

/** The outcome of a check: every report is made from this one thing. */
export interface Verdict {
  readonly model: ModelInfo;
  readonly baseline: ModelInfo | null;
  /** Every rule that was in force (level not "off", baseline there if needed), in order of the registry. */
  readonly rules: readonly RuleInfo[];
  /** Canonical names of the tensors that were looked at, in order of the forward pass. */
  readonly tensors: readonly string[];
  /** Errors first, then in order of rules and tensors. */
  readonly findings: readonly CheckFinding[];
  /** Warnings fail too. */
  readonly strict: boolean;
  /** Exit code 1: a finding of severity error, or any at all when strict. */
  readonly failed: boolean;
}
