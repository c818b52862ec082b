import { diagnosed, type FactRule, namesIn } from "./rule.js";

export const rounded: FactRule = {
  kind: "fact",
  name: "rounded",
  about:
    "A tensor holds the baseline's values, rounded to a coarser storage type or equal but for their last digits.",
  why: "Off, since that is how models are shipped; switched on it tells a training that changed nothing from one that did.",
  needsBaseline: true,
  defaultLevel: "off",
  kinds: ["rounded"],
  options: {},
  find: (subject) =>
    diagnosed(subject, "rounded").flatMap((finding) =>
      namesIn(subject, finding).map((tensor) => ({
        severity: "warn",
        measure: finding.dtype === null ? "differs in the last digits only" : `rounded to ${finding.dtype}`,
        tensor,
      })),
    ),
};
