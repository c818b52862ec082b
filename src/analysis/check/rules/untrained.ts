import { type FactRule, isGain } from "./rule.js";

export const untrained: FactRule = {
  kind: "fact",
  name: "untrained",
  about: "All gains are exactly 1, the initial value: the LayerNorm was never trained, or never loaded.",
  why: "One step of training moves every gain; all of them at exactly 1 cannot come from it.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["reset", "constant"],
  options: {},
  find: ({ tensors }) =>
    tensors
      .filter((subject) => isGain(subject) && subject.values.every((gain) => gain === 1))
      .map(({ name, bias }) => ({
        severity: "error",
        measure: "all gains exactly 1",
        tensor: name,
        ...(bias?.every((value) => value === 0) ? { detail: "and all biases exactly 0" } : {}),
      })),
};
