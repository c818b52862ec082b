import type { NormSite, TensorId } from "../../../model/architecture.js";
import type { GptModel } from "../../../model/norms.js";
import type { Change, Summary } from "../../../model/numbers.js";
import type { RuleInfo, RuleOption, Severity } from "../../../model/verdict.js";

/** What a rule is made of. A rule measures or finds; analysis/check grades, and report/ words. */

/** One tensor under check, and its counterpart in the baseline if there is one of the same shape. */
export interface TensorSubject {
  readonly name: string;
  readonly id: TensorId;
  /** What and where its norm is. */
  readonly site: NormSite;
  /** Effective, of shape [length of the norm]. */
  readonly values: Float64Array;
  readonly summary: Summary;
  /** The bias beside a gain; null for a bias, or where the model has none. */
  readonly bias: Float64Array | null;
  readonly baseline: { readonly values: Float64Array; readonly summary: Summary } | null;
  /** From baseline to this. */
  readonly change: Change | null;
}

/** Everything under check at once, for rules about the model as a whole. */
export interface ModelSubject {
  readonly model: GptModel;
  readonly baseline: GptModel | null;
  readonly tensors: readonly TensorSubject[];
}

export interface OptionSpec {
  readonly default: RuleOption;
  readonly meaning: string;
  /** For an option that is a name. */
  readonly choices?: readonly string[];
}

export type Options = Readonly<Record<string, RuleOption>>;

/** A number to be held against the rule's thresholds. */
export interface Measurement {
  readonly value: number;
  /** What counts against `max`, where it is not the same as what counts against `warn`. */
  readonly severeValue?: number;
  readonly dims?: readonly number[];
}

/** Something that is wrong whatever the thresholds. */
export interface Fact {
  readonly severity: Severity;
  readonly measure: string;
  /** Null for the model as a whole. */
  readonly tensor: string | null;
  readonly dims?: readonly number[];
  readonly detail?: string;
}

interface RuleBase extends RuleInfo {
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** Warns above the option `warn`, fails above the option `max`. */
export interface ThresholdRule extends RuleBase {
  readonly kind: "threshold";
  /** What the number is, in words. */
  readonly measure: string;
  /** Null where the number is undefined or the rule does not apply. */
  readonly measureTensor: (subject: TensorSubject) => Measurement | null;
}

export interface FactRule extends RuleBase {
  readonly kind: "fact";
  readonly find: (subject: ModelSubject, optionsOf: (tensor: string | null) => Options) => readonly Fact[];
}

export type Rule = ThresholdRule | FactRule;

/** The two options of every threshold rule. */
export function thresholds(warn: number, max: number): Readonly<Record<"warn" | "max", OptionSpec>> {
  return {
    warn: { default: warn, meaning: "a larger value is a warning" },
    max: { default: max, meaning: "a larger value is an error" },
  };
}

export function isGain({ id }: TensorSubject): boolean {
  return id.parameter === "gain";
}
