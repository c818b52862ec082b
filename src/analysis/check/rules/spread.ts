import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const spread: ThresholdRule = {
  kind: "threshold",
  name: "spread",
  about: "The bulk of the gains is wide: interquartile range against median.",
  why: "In GPT-2 small the ratio stays below 0.2 but for the first block's ln_2, where it is 0.88. The standard deviation would be ruled by the outliers.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["scattered", "widened"],
  options: thresholds(0.6, 2),
  measure: "interquartile range over median",
  measureTensor: (subject) => {
    const { iqr, median } = subject.summary;
    if (!isGain(subject) || iqr === null || median === null || median === 0) return null;
    const before = subject.baseline?.summary.iqr ?? null;
    return { value: iqr / Math.abs(median), before, after: iqr };
  },
};
