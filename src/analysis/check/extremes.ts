import { RULES } from "./rules/index.js";
import type { ModelSubject, ThresholdRule } from "./rules/rule.js";

/** What a threshold rule measures on healthy models: what `init` sets thresholds by. */
export interface Extreme {
  readonly rule: ThresholdRule;
  /** The largest value on each model, in their order; at least one. */
  readonly values: readonly number[];
  /** Of all of them the largest, and where: the model's place in the order, and the tensor's canonical name. */
  readonly largest: { readonly value: number; readonly model: number; readonly tensor: string };
}

export function measureExtremes(subjects: readonly ModelSubject[]): Extreme[] {
  return RULES.flatMap((rule) => (rule.kind === "threshold" ? (extremeOf(rule, subjects) ?? []) : []));
}

function extremeOf(rule: ThresholdRule, subjects: readonly ModelSubject[]): Extreme | null {
  const ofEach = subjects.flatMap((subject, model) => {
    const measured = subject.tensors.flatMap((tensor) => {
      const value = rule.measureTensor(tensor, subject)?.value;
      return value === undefined ? [] : [{ value, model, tensor: tensor.name }];
    });
    return measured.toSorted((a, b) => b.value - a.value).slice(0, 1);
  });
  const [largest] = ofEach.toSorted((a, b) => b.value - a.value);
  return largest === undefined ? null : { rule, values: ofEach.map(({ value }) => value), largest };
}
