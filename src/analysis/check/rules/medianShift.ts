import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const medianShift: ThresholdRule = {
  kind: "threshold",
  name: "median-shift",
  about: "The median gain moved, as a fraction of its magnitude in the baseline.",
  why: "Six epochs of fine-tuning moved the medians of GPT-2 small by up to 15 %; half as much again as it was is no fine-tuning. Where the bulk lies about zero a fraction says nothing, and none is judged.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["scaled", "offset", "moved"],
  options: thresholds(0.05, 0.5),
  measure: "relative shift of the median",
  measureTensor: (subject) => {
    const fraction = subject.change?.medianFraction ?? null;
    if (!isGain(subject) || fraction === null) return null;
    return {
      value: Math.abs(fraction),
      before: subject.baseline?.summary.median ?? null,
      after: subject.summary.median,
    };
  },
};
