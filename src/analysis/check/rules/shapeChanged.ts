import { lengthOf } from "../../../model/sites.js";
import type { Fact, FactRule, ModelSubject } from "./rule.js";

export const shapeChanged: FactRule = {
  kind: "fact",
  name: "shape-changed",
  about: "The model has another width or number of blocks than the baseline, or a tensor of another length.",
  why: "Then it is another model, and no comparison of weights means anything.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["missing"],
  options: {},
  find: (subject) => [...sizes(subject), ...lengths(subject)],
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

/** Where the width of the model is the same: else it says it all. */
function lengths({ model, baseline, tensors }: ModelSubject): Fact[] {
  if (baseline === null || model.info.width !== baseline.info.width) return [];
  return tensors.flatMap(({ name, values, pair }): Fact[] => {
    const norm = baseline.layerNorms.get(name);
    if (pair !== null || norm === undefined) return [];
    const length = lengthOf(norm.info);
    const detail = `${values.length} instead of ${length}`;
    return [{ severity: "error", measure: "another length", tensor: name, detail }];
  });
}
