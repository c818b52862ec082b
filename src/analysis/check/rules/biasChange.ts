import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const biasChange: ThresholdRule = {
  kind: "threshold",
  name: "bias-change",
  about: "The biases of a LayerNorm moved: Euclidean norm of the change over that of the baseline.",
  why: "Six epochs of fine-tuning moved those of GPT-2 small by up to 59 %. While a model is young its biases grow from nothing, to several times what they were.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["scaled", "offset", "moved", "scattered", "few-dims"],
  options: thresholds(0.7, 4),
  measure: "relative change of the biases",
  measureTensor: (subject) => {
    const value = subject.change?.relativeL2 ?? null;
    if (isGain(subject) || value === null) return null;
    return { value, before: subject.baseline?.summary.l2Norm ?? null, after: subject.summary.l2Norm };
  },
};
