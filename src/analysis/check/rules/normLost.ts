import { expectedNames } from "../../../family/places.js";
import { DEFAULT_ARCHITECTURE } from "../../../family/registry.js";
import type { FactRule, ModelSubject } from "./rule.js";

const IN_BLOCKS = DEFAULT_ARCHITECTURE.sites.filter(({ scope }) => scope === "block");
const OTHERS = DEFAULT_ARCHITECTURE.sites.filter(({ scope }) => scope === "model");

export const normLost: FactRule = {
  kind: "fact",
  name: "norm-lost",
  about: `A LayerNorm that every ${DEFAULT_ARCHITECTURE.title} has is not in the checkpoint: ${named(IN_BLOCKS)} of each block, and ${named(OTHERS)}; or one that the baseline has.`,
  why: "A missing tensor keeps its initial value when the model is loaded, often without a word. A missing bias is an error too if other LayerNorms have theirs.",
  needsBaseline: false,
  defaultLevel: "error",
  kinds: ["missing"],
  options: {},
  find: (subject) =>
    lost(subject).map((tensor) => ({ severity: "error", measure: "not in the checkpoint", tensor })),
};

/** Of a whole model, or of the baseline: that knows of a last block. */
function lost({ model, baseline }: ModelSubject): string[] {
  const expected = new Set([...expectedNames(model), ...(baseline?.layerNorms.keys() ?? [])]);
  return [...expected].filter((name) => !model.layerNorms.has(name));
}

function named(sites: readonly { readonly name: string }[]): string {
  return sites.map(({ name }) => name).join(" and ");
}
