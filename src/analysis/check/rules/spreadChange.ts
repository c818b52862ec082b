import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const spreadChange: ThresholdRule = {
  kind: "threshold",
  name: "spread-change",
  about:
    "The bulk of the gains became wider or narrower: factor between the interquartile ranges, whichever way.",
  why: "Six epochs of fine-tuning widened those of GPT-2 small by a factor of up to 1.45.",
  needsBaseline: true,
  defaultLevel: "error",
  options: thresholds(1.3, 3),
  measure: "factor between the interquartile ranges",
  measureTensor: (subject) => {
    const before = subject.baseline?.summary.iqr ?? null;
    const after = subject.summary.iqr;
    if (!isGain(subject) || before === null || after === null || before === 0 || after === 0) return null;
    return { value: Math.max(after / before, before / after) };
  },
};
