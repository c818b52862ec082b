import { decoderSites, ggufModules } from "../decoder.js";
import { describeFamily } from "../describe.js";
import { RMS_NORM } from "../sites.js";

const { queries, keys, onAttentionOutput, onMlpOutput, final } = decoderSites(RMS_NORM);
const SITES = [
  queries(),
  keys(),
  onAttentionOutput("post_attention_layernorm", "layers.N.post_attention_layernorm"),
  onMlpOutput("post_feedforward_layernorm", "layers.N.post_feedforward_layernorm"),
  final(),
];

/** OLMo 2 and 3 (OLMo et al. 2025): no norm before a sublayer, but one on what it gives. */
export const OLMO2 = describeFamily({
  name: "olmo2",
  title: "OLMo 2",
  is: "an OLMo 2 or 3",
  modelTypes: ["olmo2", "olmo3"],
  ggufNames: ["olmo2"],
  sites: SITES,
  gguf: ggufModules(SITES, {
    post_attention_layernorm: "blk.{block}.post_attention_norm",
    post_feedforward_layernorm: "blk.{block}.post_ffw_norm",
  }),
});
