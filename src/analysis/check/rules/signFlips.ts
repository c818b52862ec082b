import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const signFlips: ThresholdRule = {
  kind: "threshold",
  name: "sign-flips",
  about:
    "Gains changed their sign. A warning counts all of them; an error counts those that were not near zero before.",
  why: "Gains near zero may cross it (seven do in ln_f of GPT-2 small in a fine-tuning); others do not in training.",
  needsBaseline: true,
  defaultLevel: "error",
  options: thresholds(0, 3),
  measure: "number of gains that changed sign",
  measureTensor: (subject) => {
    const { change, baseline } = subject;
    if (!isGain(subject) || change === null || baseline === null) return null;
    const nearZero = new Set(baseline.summary.nearZeroDims);
    const dims = change.signFlipDims;
    return { value: dims.length, severeValue: dims.filter((dim) => !nearZero.has(dim)).length, dims };
  },
};
