import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const signFlips: ThresholdRule = {
  kind: "threshold",
  name: "sign-flips",
  about: "Gains that were not near zero changed their sign.",
  why: "Gains near zero may cross it (seven do in ln_f of GPT-2 small in a fine-tuning); others do not in training. A tensor whose gains lie about zero is not judged.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["sign", "scattered"],
  options: thresholds(0, 3),
  measure: "number of gains that changed sign",
  isCount: true,
  measureTensor: (subject) => {
    const { change, baseline, values } = subject;
    if (!isGain(subject) || change === null || baseline === null || change.medianFraction === null)
      return null;
    const nearZero = new Set(baseline.summary.nearZeroDims);
    const dims = change.signFlipDims.filter((dim) => !nearZero.has(dim));
    const [first] = dims;
    const steps =
      first === undefined ? {} : { before: baseline.values[first] ?? null, after: values[first] ?? null };
    return { value: dims.length, dims, ...steps };
  },
};
