import type { Format } from "../format.js";
import { isShardIndex } from "./signature.js";

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
