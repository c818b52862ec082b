import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const distributionShift: ThresholdRule = {
  kind: "threshold",
  name: "distribution-shift",
  about:
    "The distribution of the gains moved: earth mover's distance over the baseline's interquartile range.",
  why: "Six epochs of fine-tuning moved ln_2 of GPT-2 small by up to 2.6 interquartile ranges.",
  needsBaseline: true,
  defaultLevel: "error",
  options: thresholds(1, 5),
  measure: "earth mover's distance in interquartile ranges",
  measureTensor: (subject) => {
    const distance = subject.change?.wasserstein1 ?? null;
    const iqr = subject.baseline?.summary.iqr ?? null;
    return isGain(subject) && distance !== null && iqr !== null && iqr > 0 ? { value: distance / iqr } : null;
  },
};
