import type { Fact, FactRule, ModelSubject } from "./rule.js";

export const shapeChanged: FactRule = {
  kind: "fact",
  name: "shape-changed",
  about:
    "The model has another width or number of blocks than the baseline, or lacks a tensor that the baseline has.",
  why: "Then it is another model, and no comparison of weights means anything.",
  needsBaseline: true,
  defaultLevel: "error",
  options: {},
  find: (subject) => [...sizes(subject), ...lost(subject)],
};

function sizes({ model, baseline }: ModelSubject): Fact[] {
  if (baseline === null) return [];
  return (["width", "blocks"] as const)
    .filter((size) => model.info[size] !== baseline.info[size])
    .map((size) => ({
      severity: "error",
      measure: size === "width" ? "another width" : "another number of blocks",
      tensor: null,
      detail: `${model.info[size]} instead of ${baseline.info[size]}`,
    }));
}

function lost({ model, baseline }: ModelSubject): Fact[] {
  return [...(baseline?.layerNorms.keys() ?? [])]
    .filter((name) => !model.layerNorms.has(name))
    .map((name) => ({ severity: "error", measure: "in the baseline only", tensor: name }));
}
