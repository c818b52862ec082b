import { isGain, type TensorSubject, type ThresholdRule, thresholds } from "./rule.js";

/** abs(modified z) above 3.5 is an outlier; see stats/outliers. */
const FAR_MADS = 3.5 / 0.6745;
/** A bulk narrower than this share of its median is judged as if its MAD were so large: half of what `bulkWidth` takes. */
const LEAST_MAD_SHARE = 0.05;

export const newOutliers: ThresholdRule = {
  kind: "threshold",
  name: "new-outliers",
  about:
    "Gains became outliers, judged by the baseline's median and MAD, or a twentieth of its median where that is more.",
  why: "Six epochs of fine-tuning made 5 to 9 % of the gains such outliers in ln_2 of three blocks of GPT-2 small, fewer in others.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["scaled", "moved", "scattered", "widened", "few-dims"],
  options: thresholds(0.05, 0.5),
  measure: "share of new outliers",
  measureTensor: (subject) => {
    const dims = isGain(subject) ? outliersSince(subject) : null;
    return dims === null ? null : { value: dims.length / subject.values.length, dims };
  },
};

function outliersSince({ values, baseline }: TensorSubject): number[] | null {
  const { median = null, mad = null } = baseline?.summary ?? {};
  if (baseline === null || median === null || mad === null) return null;
  const limit = FAR_MADS * Math.max(mad, LEAST_MAD_SHARE * Math.abs(median));
  if (!(limit > 0)) return null;
  const isOut = (value: number | undefined) => value !== undefined && Math.abs(value - median) > limit;
  return [...values.keys()].filter((dim) => isOut(values[dim]) && !isOut(baseline.values[dim]));
}
