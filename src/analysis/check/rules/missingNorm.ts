import { expectedNames } from "../../../family/places.js";
import { DEFAULT_ARCHITECTURE } from "../../../family/registry.js";
import type { FactRule } from "./rule.js";

const IN_BLOCKS = DEFAULT_ARCHITECTURE.sites.filter(({ scope }) => scope === "block");
const OTHERS = DEFAULT_ARCHITECTURE.sites.filter(({ scope }) => scope === "model");

export const missingNorm: FactRule = {
  kind: "fact",
  name: "missing-norm",
  about: `A LayerNorm that every ${DEFAULT_ARCHITECTURE.title} has is not in the checkpoint: ${named(IN_BLOCKS)} of each block, and ${named(OTHERS)}.`,
  why: "A missing tensor keeps its initial value when the model is loaded, often without a word. A missing bias is an error too if other LayerNorms have theirs.",
  needsBaseline: false,
  defaultLevel: "error",
  options: {},
  find: ({ model }) =>
    expectedNames(model)
      .filter((name) => !model.layerNorms.has(name))
      .map((tensor) => ({ severity: "error", measure: "not in the checkpoint", tensor })),
};

function named(sites: readonly { readonly name: string }[]): string {
  return sites.map(({ name }) => name).join(" and ");
}
