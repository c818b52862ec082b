import { bulkWidth } from "./bulk.js";
import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const distributionShift: ThresholdRule = {
  kind: "threshold",
  name: "distribution-shift",
  about:
    "The distribution of the gains moved: earth mover's distance over the baseline's interquartile range, or a tenth of its median where that is more.",
  why: "Six epochs of fine-tuning moved ln_2 of GPT-2 small by up to 1.5 of these.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["scaled", "offset", "moved", "scattered", "widened"],
  options: thresholds(1, 5),
  measure: "earth mover's distance in interquartile ranges",
  measureTensor: (subject) => {
    const distance = subject.change?.wasserstein1 ?? null;
    const width = bulkWidth(subject);
    return isGain(subject) && distance !== null && width !== null ? { value: distance / width } : null;
  },
};
