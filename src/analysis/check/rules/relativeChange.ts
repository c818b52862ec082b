import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const relativeChange: ThresholdRule = {
  kind: "threshold",
  name: "relative-change",
  about: "The gains as a whole moved: Euclidean norm of the change over that of the baseline.",
  why: "Six epochs of fine-tuning moved those of GPT-2 small by up to 15 %.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["scaled", "offset", "moved", "scattered", "few-dims"],
  options: thresholds(0.1, 0.5),
  measure: "relative change",
  measureTensor: (subject) => {
    const value = subject.change?.relativeL2 ?? null;
    return isGain(subject) && value !== null ? { value } : null;
  },
};
