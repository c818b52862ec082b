import { bulkWidth } from "./bulk.js";
import { isGain, type ThresholdRule, thresholds } from "./rule.js";

export const spreadChange: ThresholdRule = {
  kind: "threshold",
  name: "spread-change",
  about:
    "The bulk of the gains became wider or narrower: factor between the interquartile ranges, whichever way.",
  why: "Six epochs of fine-tuning widened those of GPT-2 small by a factor of up to 1.45. A bulk narrower than a tenth of its median counts as so wide before it widens (1.25 then): there noise of 3 % alone doubles it.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["scattered", "widened", "narrowed"],
  options: thresholds(1.5, 3),
  measure: "factor between the interquartile ranges",
  unchanged: 1,
  measureTensor: (subject) => {
    const before = subject.baseline?.summary.iqr ?? null;
    const after = subject.summary.iqr;
    const width = bulkWidth(subject);
    if (!isGain(subject) || before === null || after === null || width === null) return null;
    if (before === 0 || after === 0) return null;
    return { value: Math.max(after / width, before / after), before, after };
  },
};
