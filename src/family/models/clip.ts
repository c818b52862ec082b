import type { NormSite } from "../../model/architecture.js";
import { describeFamily, moduleOf } from "../describe.js";
import type { Family } from "../family.js";
import { LAYER_NORM, sitesOf, weightsOf } from "../sites.js";

/** Radford et al. 2021: an encoder of images and one of text. */

const vision = sitesOf(LAYER_NORM, "vision");
const text = sitesOf(LAYER_NORM, "text");

function blockSites(stack: "vision" | "text"): readonly NormSite[] {
  const layer = `${stack}_model.encoder.layers.N`;
  const { beforeAttention, beforeMlp } = stack === "vision" ? vision : text;
  const qkv = weightsOf(`${layer}.self_attn`, "q_proj", "k_proj", "v_proj");
  return [
    beforeAttention(`${stack}.layer_norm1`, `${layer}.layer_norm1`, qkv),
    beforeMlp(`${stack}.layer_norm2`, `${layer}.layer_norm2`, [`${layer}.mlp.fc1.weight`]),
  ];
}

// Its module is called so.
const VISION: readonly NormSite[] = [
  vision.afterEmbedding("vision.pre_layrnorm", "vision_model.pre_layrnorm"),
  ...blockSites("vision"),
  vision.beforeOutput("vision.post_layernorm", "vision_model.post_layernorm", ["visual_projection.weight"]),
];
const TEXT: readonly NormSite[] = [
  ...blockSites("text"),
  text.beforeOutput("text.final_layer_norm", "text_model.final_layer_norm", ["text_projection.weight"]),
];

function layout(
  name: string,
  title: string,
  modelTypes: readonly string[],
  sites: readonly NormSite[],
  own: Partial<Pick<Family, "ggufNames">> & { readonly gguf?: Readonly<Record<string, string>> } = {},
): Family {
  return describeFamily({
    name,
    title,
    is: `a ${title}`,
    modelTypes,
    // From transformers 5 on, without the module around the blocks.
    modules: Object.fromEntries(
      sites.map((site) => [site.name, moduleOf(site).replace(".encoder.layers.", ".<encoder.>layers.")]),
    ),
    spellings: (name) => [name.replace(".encoder.layers.", ".layers.")],
    heads: [],
    sites,
    ...own,
  });
}

export const CLIP: Family = {
  ...layout("clip", "CLIP", ["clip"], [...VISION, ...TEXT]),
  depthKeys: [],
};

/** One of the two alone: of image generators, and of models that see. */
export const CLIP_TEXT = layout("clip-text", "CLIP text encoder", ["clip_text_model"], TEXT);
export const CLIP_VISION = layout("clip-vision", "CLIP vision encoder", ["clip_vision_model"], VISION, {
  ggufNames: ["clip"],
  gguf: {
    "vision.pre_layrnorm": "v.pre_ln",
    "vision.layer_norm1": "v.blk.{block}.ln1",
    "vision.layer_norm2": "v.blk.{block}.ln2",
    "vision.post_layernorm": "v.post_ln",
  },
});
