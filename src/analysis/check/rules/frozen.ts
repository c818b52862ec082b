import type { Fact, FactRule, Options, TensorSubject } from "./rule.js";

export const frozen: FactRule = {
  kind: "fact",
  name: "frozen",
  about:
    "A tensor is the same as in the baseline although it should have been trained, or has changed although it should be frozen.",
  why: "Off, since only you know what was meant to be frozen: set expect for all tensors or, by overrides, for some.",
  needsBaseline: true,
  defaultLevel: "off",
  kinds: ["identical"],
  options: {
    expect: {
      default: "trained",
      choices: ["trained", "frozen"],
      meaning: "trained: no tensor may be identical to the baseline's; frozen: each must be",
    },
  },
  find: ({ tensors }, optionsOf) => tensors.flatMap((tensor) => findSurprise(tensor, optionsOf(tensor.name))),
};

function findSurprise({ name, change }: TensorSubject, { expect }: Options): Fact[] {
  if (change === null || change.identical === (expect === "frozen")) return [];
  return [
    {
      severity: "error",
      measure: change.identical ? "identical to the baseline" : "changed, but should be frozen",
      tensor: name,
    },
  ];
}
