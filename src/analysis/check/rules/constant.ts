import { type Fact, type FactRule, isGain, type TensorSubject } from "./rule.js";

export const constant: FactRule = {
  kind: "fact",
  name: "constant",
  about: "All values of a tensor are the same number: it was overwritten, or never trained.",
  why: "Training gives every dimension its own value. Biases that are all 0 are only a warning where no baseline has others: some models are trained without any and saved with zeros. Gains that are all 1 are the rule untrained's.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["constant", "reset"],
  options: {},
  find: ({ tensors }) => tensors.flatMap(findConstant),
};

function findConstant(subject: TensorSubject): Fact[] {
  const { name, values, baseline } = subject;
  const first = values[0];
  if (values.length < 2 || !values.every((value) => value === first)) return [];
  if (isGain(subject))
    return first === 1 ? [] : [{ severity: "error", measure: "all values the same", tensor: name }];
  return [
    {
      severity: first === 0 && baseline === null ? "warn" : "error",
      measure: first === 0 ? "all biases exactly 0" : "all values the same",
      tensor: name,
    },
  ];
}
