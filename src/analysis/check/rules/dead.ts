import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const dead: ThresholdRule = {
  kind: "threshold",
  name: "dead",
  about:
    "Too many gains are near zero (below a tenth of the median magnitude): those dimensions are switched off.",
  why: "GPT-2 small has up to 4.8 % of them, in the first block's ln_2.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["constant", "few-dims", "scattered"],
  options: thresholds(0.06, 0.12),
  measure: "share of gains near zero",
  measureTensor: (subject) => {
    const { nearZeroDims: dims, n } = subject.summary;
    return isGain(subject) && n > 0 ? { value: dims.length / n, dims } : null;
  },
};
