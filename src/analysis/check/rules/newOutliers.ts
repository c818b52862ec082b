import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const newOutliers: ThresholdRule = {
  kind: "threshold",
  name: "new-outliers",
  about: "Gains became outliers, judged by the baseline's median and MAD.",
  why: "A fine-tuning that shifts a whole LayerNorm by 15 % makes 16 to 44 % of its gains outliers by the old measure.",
  needsBaseline: true,
  defaultLevel: "error",
  options: thresholds(0.05, 0.75),
  measure: "share of new outliers",
  measureTensor: (subject) => {
    const dims = subject.change?.newOutlierDims ?? null;
    return isGain(subject) && dims !== null ? { value: dims.length / subject.values.length, dims } : null;
  },
};
