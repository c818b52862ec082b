import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const biasShift: ThresholdRule = {
  kind: "threshold",
  name: "bias-shift",
  about: "The biases of a LayerNorm moved together: median of their changes, in MADs of the baseline.",
  why: "Biases lie about zero, so that their own spread is the scale. Training moves each by itself: six epochs of fine-tuning moved no median of GPT-2 small by a whole MAD.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["scaled", "offset", "moved"],
  options: thresholds(2, 6),
  measure: "shift of the biases in MADs",
  measureTensor: (subject) => {
    const delta = subject.change?.medianDelta ?? null;
    const mad = subject.baseline?.summary.mad ?? null;
    if (isGain(subject) || delta === null || mad === null || mad === 0) return null;
    return {
      value: Math.abs(delta) / mad,
      before: subject.baseline?.summary.median ?? null,
      after: subject.summary.median,
    };
  },
};
