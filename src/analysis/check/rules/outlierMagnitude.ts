import { farthestOut } from "../../../stats/outliers.js";
import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const outlierMagnitude: ThresholdRule = {
  kind: "threshold",
  name: "outlier-magnitude",
  about: "A gain lies far outside all others (largest modified z).",
  why: "GPT-2 small has gains at a modified z of 129 in ln_f. Only far beyond that is an accident likelier than training.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["few-dims"],
  options: thresholds(100, 200),
  measure: "largest modified z",
  measureTensor: (subject) => {
    const { median, mad } = subject.summary;
    if (!isGain(subject) || median === null || mad === null) return null;
    const farthest = farthestOut(subject.values, { median, mad });
    return farthest === null ? null : { value: farthest.z, dims: [farthest.dim] };
  },
};
