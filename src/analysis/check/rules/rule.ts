import type { NormSite, TensorId } from "../../../model/architecture.js";
import type { Finding, FindingKind } from "../../../model/findings.js";
import type { GptModel } from "../../../model/norms.js";
import type { Change, Summary } from "../../../model/numbers.js";
import { isSameTensor } from "../../../model/sites.js";
import type { RuleInfo, RuleOption, Severity } from "../../../model/verdict.js";
import type { MeasuredPair } from "../../diagnosis/subject.js";

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
  /** Baseline and this, measured as a pair. */
  readonly pair: MeasuredPair | null;
}

/** Everything under check at once, for rules about the model as a whole. */
export interface ModelSubject {
  readonly model: GptModel;
  readonly baseline: GptModel | null;
  readonly tensors: readonly TensorSubject[];
  /** What happened since the baseline, the heaviest first; empty without one. */
  readonly diagnoses: readonly Finding[];
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
  readonly dims?: readonly number[];
  /** What the number was made from, in the baseline and now. */
  readonly before?: number | null;
  readonly after?: number | null;
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
  /** The kinds of change that this is evidence of, the likeliest first; others explain it where none of these is there. */
  readonly kinds: readonly FindingKind[];
}

/** Warns above the option `warn`, fails above the option `max`. */
export interface ThresholdRule extends RuleBase {
  readonly kind: "threshold";
  /** What the number is, in words. */
  readonly measure: string;
  /** What is measured where nothing changed: 1 of a factor; 0 unless given. */
  readonly unchanged?: number;
  /** It is a number of dims. */
  readonly isCount?: true;
  /** Null where the number is undefined or the rule does not apply. */
  readonly measureTensor: (subject: TensorSubject, model: ModelSubject) => Measurement | null;
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

export function isGain({ id }: Pick<TensorSubject, "id">): boolean {
  return id.parameter === "gain";
}

/** The findings of one kind. */
export function diagnosed<Kind extends FindingKind>(
  { diagnoses }: ModelSubject,
  kind: Kind,
): Extract<Finding, { readonly kind: Kind }>[] {
  return diagnoses.filter(
    (finding): finding is Extract<Finding, { readonly kind: Kind }> => finding.kind === kind,
  );
}

/** The names of the tensors that are under check and of which a finding speaks. */
export function namesIn({ tensors }: ModelSubject, { tensors: ids }: Finding): string[] {
  return tensors.filter(({ id }) => ids.some((other) => isSameTensor(id, other))).map(({ name }) => name);
}
