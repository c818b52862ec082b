import type { NormSite } from "../../model/architecture.js";
import { describeFamily, moduleOf } from "../describe.js";
import { LAYER_NORM, RMS_NORM_1P, siteOf, sitesOf, weightsOf } from "../sites.js";

/** Gemma 3 that sees: a SigLIP tower with usual LayerNorms before a text model that stores gain - 1, in one file. */

const vision = sitesOf(LAYER_NORM, "vision");
const TOWER = "vision_tower.encoder.layers.N";
const text = sitesOf(RMS_NORM_1P, "text");
const TEXT = "language_model.model.layers.N";

const PROJECTOR = "multi_modal_projector";
const BETWEEN: readonly NormSite[] = [
  siteOf(
    "vision.post_layernorm",
    "vision_tower.post_layernorm",
    { ...LAYER_NORM, stack: "vision", matrices: [] },
    { place: "after the vision tower", reads: "residual stream", feeds: ["norm"] },
  ),
  siteOf(
    "mm_soft_emb_norm",
    `${PROJECTOR}.mm_soft_emb_norm`,
    { ...RMS_NORM_1P, stack: "vision", matrices: [`${PROJECTOR}.mm_input_projection_weight`] },
    {
      place: "before the projection to the text model",
      reads: "vision output",
      feeds: ["projection to the text model"],
    },
  ),
];

const SITES: readonly NormSite[] = [
  vision.beforeAttention(
    "vision.layer_norm1",
    `${TOWER}.layer_norm1`,
    weightsOf(`${TOWER}.self_attn`, "q_proj", "k_proj", "v_proj"),
  ),
  vision.beforeMlp("vision.layer_norm2", `${TOWER}.layer_norm2`, weightsOf(`${TOWER}.mlp`, "fc1")),
  ...BETWEEN,
  text.beforeAttention(
    "text.input_layernorm",
    `${TEXT}.input_layernorm`,
    weightsOf(`${TEXT}.self_attn`, "q_proj", "k_proj", "v_proj"),
  ),
  text.onQueries("text.q_norm", `${TEXT}.self_attn.q_norm`),
  text.onKeys("text.k_norm", `${TEXT}.self_attn.k_norm`),
  text.onAttentionOutput("text.post_attention_layernorm", `${TEXT}.post_attention_layernorm`),
  text.beforeMlp(
    "text.pre_feedforward_layernorm",
    `${TEXT}.pre_feedforward_layernorm`,
    weightsOf(`${TEXT}.mlp`, "gate_proj", "up_proj"),
  ),
  text.onMlpOutput("text.post_feedforward_layernorm", `${TEXT}.post_feedforward_layernorm`),
  text.beforeOutput("text.norm", "language_model.model.norm", ["language_model.model.embed_tokens.weight"]),
];

/** Versions of transformers differ in the modules around: `vision_tower.vision_model.encoder`, `model.language_model`. */
const MODULES = Object.fromEntries(
  SITES.map((site) => [
    site.name,
    moduleOf(site)
      .replace("vision_tower.", "vision_tower.<vision_model.>")
      .replace("language_model.model.", "language_model.<model.>"),
  ]),
);

export const GEMMA3_VISION = describeFamily({
  name: "gemma3-vision",
  title: "Gemma 3 with vision",
  is: "a Gemma 3 with vision",
  modelTypes: ["gemma3"],
  sites: SITES,
  modules: MODULES,
  spellings: (name) => [
    name.replace("vision_tower.", "vision_tower.vision_model."),
    name.replace("language_model.model.", "language_model."),
  ],
  depthKeys: [],
});
