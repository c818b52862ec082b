import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const outlierFraction: ThresholdRule = {
  kind: "threshold",
  name: "outlier-fraction",
  about: "Too many gains are outliers (modified z beyond 3.5).",
  why: "Every trained GPT-2 has outliers: 3 to 12 % of the dimensions in most LayerNorms of GPT-2 small, 31 % in the first block's ln_2, whose gains have two modes.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["scattered", "few-dims", "widened"],
  options: thresholds(0.15, 0.45),
  measure: "share of outliers",
  measureTensor: (subject) => {
    const { outlierDims: dims, n } = subject.summary;
    return isGain(subject) && dims !== null && n > 0 ? { value: dims.length / n, dims } : null;
  },
};
