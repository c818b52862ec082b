import { diagnosed, type FactRule, namesIn } from "./rule.js";

export const negated: FactRule = {
  kind: "fact",
  name: "negated",
  about: "A tensor changed its sign as a whole.",
  why: "Training does not carry the bulk of a LayerNorm through zero; a wrong conversion or merge does.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["sign"],
  options: {},
  find: (subject) =>
    diagnosed(subject, "sign")
      .filter(({ isWhole }) => isWhole)
      .flatMap((finding) =>
        namesIn(subject, finding).map((tensor) => ({
          severity: "error",
          measure: "the negative of the baseline's values, or most of it",
          tensor,
        })),
      ),
};
