import type { Format } from "../format.js";

export const SHARDED: Format = {
  name: "a model in shards",
  reads: "files of the formats below, by their `weight_map`",
  recognisedBy: "a name that ends in `.index.json`",
  endings: [],
  // What the index is called is made of what the model itself would be called.
  usualNames: [],
  matches: (_head, source) => isShardIndex(source.label),
  open: async (source, openWhole) => (await import("./sharded.js")).openSharded(source, openWhole),
};

export const INDEX_ENDING = ".index.json";

/** Does the name say that this is an index? */
export function isShardIndex(label: string): boolean {
  return label.endsWith(INDEX_ENDING);
}
