import { decoderSites, GATED_MLP, ggufModules, QKV, ROUTERS } from "../decoder.js";
import { describeFamily } from "../describe.js";
import { RMS_NORM } from "../sites.js";

const { input, queries, keys, postAttention, final } = decoderSites(RMS_NORM);
/** Norms of queries and keys: in Qwen3 one for all heads, as long as a head; in OLMoE over all heads together. */
const SITES = [input(QKV), queries(), keys(), postAttention([...GATED_MLP, ...ROUTERS]), final()];

/** Yang et al. 2025. */
export const QWEN3 = describeFamily({
  name: "qwen3",
  title: "Qwen3",
  is: "a Qwen3",
  modelTypes: ["qwen3", "qwen3_moe"],
  ggufNames: ["qwen3", "qwen3moe"],
  sites: SITES,
  gguf: ggufModules(SITES),
});

/** Muennighoff et al. 2024. */
export const OLMOE = describeFamily({
  name: "olmoe",
  title: "OLMoE",
  is: "an OLMoE",
  modelTypes: ["olmoe"],
  ggufNames: ["olmoe"],
  sites: SITES,
  gguf: ggufModules(SITES),
});
