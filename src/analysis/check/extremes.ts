import { RULES } from "./rules/index.js";
import type { ModelSubject, ThresholdRule } from "./rules/rule.js";

/** The largest value that a threshold rule measures on a model, and where; what `init` sets thresholds by. */
export interface Extreme {
  readonly rule: ThresholdRule;
  readonly value: number;
  readonly severeValue: number;
  /** Canonical name. */
  readonly tensor: string;
}

export function measureExtremes(subject: ModelSubject): Extreme[] {
  return RULES.flatMap((rule) => (rule.kind === "threshold" ? (extremeOf(rule, subject) ?? []) : []));
}

function extremeOf(rule: ThresholdRule, { tensors }: ModelSubject): Extreme | null {
  const measured = tensors.flatMap((tensor) => {
    const measurement = rule.measureTensor(tensor);
    return measurement === null ? [] : [{ ...measurement, tensor: tensor.name }];
  });
  const [largest] = measured.toSorted((a, b) => b.value - a.value);
  if (largest === undefined) return null;
  const severeValue = Math.max(...measured.map(({ value, severeValue: severe = value }) => severe));
  return { rule, value: largest.value, severeValue, tensor: largest.tensor };
}
