import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const medianShift: ThresholdRule = {
  kind: "threshold",
  name: "median-shift",
  about: "The median gain moved, as a fraction of its magnitude in the baseline.",
  why: "Six epochs of fine-tuning moved the medians of GPT-2 small by up to 15 %; half as much again as it was is no fine-tuning.",
  needsBaseline: true,
  defaultLevel: "error",
  options: thresholds(0.05, 0.5),
  measure: "relative shift of the median",
  measureTensor: (subject) => {
    const before = subject.baseline?.summary.median ?? null;
    const after = subject.summary.median;
    if (!isGain(subject) || before === null || after === null || before === 0) return null;
    return { value: Math.abs(after - before) / Math.abs(before) };
  },
};
