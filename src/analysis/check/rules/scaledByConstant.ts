import { isSameTensor } from "../../../model/sites.js";
import { diagnosed, type ThresholdRule, thresholds } from "./rule.js";

export const scaledByConstant: ThresholdRule = {
  kind: "threshold",
  name: "scaled-by-constant",
  about: "Every value of a tensor was multiplied by the same factor.",
  why: "Training moves each dimension by itself; one factor for all of them, to the last digit, is arithmetic: a conversion, a merge, a quantisation that kept its scale.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["scaled"],
  options: thresholds(1.02, 2),
  measure: "factor that every value was multiplied or divided by",
  unchanged: 1,
  measureTensor: ({ id, summary, baseline }, model) => {
    const scaled = diagnosed(model, "scaled").find(({ tensors }) =>
      tensors.some((other) => isSameTensor(other, id)),
    );
    if (scaled === undefined) return null;
    const { min, max } = scaled.factor;
    const before = baseline?.summary.median ?? null;
    return { value: Math.max(max, 1 / min), before, after: summary.median };
  },
};
