import type { FactRule } from "./rule.js";

export const nonFinite: FactRule = {
  kind: "fact",
  name: "non-finite",
  about: "A weight is NaN or infinite: training diverged, or the file is damaged.",
  why: "No working model has one.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["not-finite"],
  options: {},
  find: ({ tensors }) =>
    tensors
      .filter(({ summary }) => summary.nonFinite > 0)
      .map(({ name, summary }) => ({
        severity: "error",
        measure: "NaN or infinite values",
        tensor: name,
        dims: summary.nonFiniteDims,
      })),
};
