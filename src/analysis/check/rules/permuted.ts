import { diagnosed, type FactRule, namesIn } from "./rule.js";

export const permuted: FactRule = {
  kind: "fact",
  name: "permuted",
  about: "A tensor holds the baseline's values on other dimensions.",
  why: "No training keeps every value and moves it. Where all weights of a model are renumbered alike it computes the same; the check sees norms only, and cannot tell.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["permuted"],
  options: {},
  find: (subject) =>
    diagnosed(subject, "permuted").flatMap((finding) =>
      namesIn(subject, finding).map((tensor) => ({
        severity: "error",
        measure: "the same values on other dimensions",
        tensor,
      })),
    ),
};
