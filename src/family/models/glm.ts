import { decoderSites, ggufModules, QKV } from "../decoder.js";
import { describeFamily } from "../describe.js";
import { RMS_NORM } from "../sites.js";

/** GLM-4 (GLM Team 2024). */

const { input, postAttention, onAttentionOutput, onMlpOutput, final } = decoderSites(RMS_NORM);
const MLP = ["layers.N.mlp.gate_up_proj.weight"];

/** GLM-4-9B: a norm before each sublayer. */
export const GLM = describeFamily({
  name: "glm",
  title: "GLM",
  is: "a GLM",
  modelTypes: ["glm"],
  isToldBy: () => false,
  sites: [input(QKV), postAttention(MLP), final()],
});

const GLM4_SITES = [
  input(QKV),
  onAttentionOutput("post_self_attn_layernorm", "layers.N.post_self_attn_layernorm"),
  postAttention(MLP),
  onMlpOutput("post_mlp_layernorm", "layers.N.post_mlp_layernorm"),
  final(),
];

/** GLM-4-0414: before and behind. What is called post_attention_layernorm is before the MLP. */
export const GLM4 = describeFamily({
  name: "glm4",
  title: "GLM-4",
  is: "a GLM-4",
  modelTypes: ["glm4"],
  ggufNames: ["glm4"],
  sites: GLM4_SITES,
  gguf: ggufModules(GLM4_SITES, {
    post_self_attn_layernorm: "blk.{block}.post_attention_norm",
    post_mlp_layernorm: "blk.{block}.post_ffw_norm",
  }),
});
