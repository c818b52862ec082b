/** What a check finds: data only; words/ says it. */

import type { Finding } from "./findings.js";
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

/** What one rule measured on one tensor, beyond what it allows. */
export interface Evidence {
  readonly rule: string;
  readonly severity: Severity;
  /** Canonical name of the tensor, or null where the model as a whole is meant. */
  readonly tensor: string | null;
  /** What was measured, e.g. "share of outliers"; the rule's own fixed words. */
  readonly measure: string;
  /** The number that was measured; null where there is none. */
  readonly value: number | null;
  /** The threshold that it passed, and the rule's option that sets it; null where there is none. */
  readonly threshold: number | null;
  readonly option: string | null;
  /** What the measure is about, in the baseline and now: a median, a value. Null where there is no such number. */
  readonly before: number | null;
  readonly after: number | null;
  /** The dims concerned, if single ones are. */
  readonly dims: readonly number[];
  /** More to name: the other tensor, the missing norm; canonical names or fixed words, never a file's own text. */
  readonly detail: string | null;
}

/** One cause, and all that speaks for it. */
export interface CheckFinding {
  /** The rule whose evidence weighs most; what a user asks to be explained. */
  readonly rule: string;
  /** The gravest of the evidence. */
  readonly severity: Severity;
  /** Canonical names of the tensors with evidence, in order of the forward pass; none where only the model as a whole is meant. */
  readonly tensors: readonly string[];
  /** The change since the baseline that explains it; null without a baseline, or where none does. */
  readonly diagnosis: Finding | null;
  /** At least one, the gravest first. */
  readonly evidence: readonly Evidence[];
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
  /** A finding a cause: errors first. */
  readonly findings: readonly CheckFinding[];
  /** How much evidence is left out since a baseline, or an earlier verdict, has it already and it became no worse. */
  readonly known: number;
  /** Warnings fail too. */
  readonly strict: boolean;
  /** Exit code 1: a finding of severity error, or any at all when strict. */
  readonly failed: boolean;
}

/** A checkpoint of which there is no verdict, since it could not be read. */
export interface Unchecked {
  /** As the user typed it. */
  readonly path: string;
  /** What is wrong and how to mend it, as the error says. */
  readonly code: string;
  readonly what: string;
  readonly fix: string | null;
}
