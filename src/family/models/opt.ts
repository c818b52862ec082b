import { describeFamily } from "../describe.js";
import { LAYER_NORM, sitesOf, weightsOf } from "../sites.js";
import { has } from "../tensorSigns.js";

/** Zhang et al. 2022. In each block there is a `final_layer_norm`, and in most sizes one of the model. */

const { beforeAttention, beforeMlp, afterAttention, afterMlp, beforeOutput } = sitesOf(LAYER_NORM);
const QKV = weightsOf("decoder.layers.N.self_attn", "q_proj", "k_proj", "v_proj");
const MLP = ["decoder.layers.N.fc1.weight"];
const BLOCK_FINAL = "decoder.layers.N.final_layer_norm";
const ATTENTION = "decoder.layers.N.self_attn_layer_norm";
const COMMON = { title: "OPT", is: "an OPT", modelTypes: ["opt"] } as const;

const hasModelFinal = has(/(?:^|\.)decoder\.final_layer_norm\.weight$/);

export const OPT = describeFamily({
  ...COMMON,
  name: "opt",
  suits: (config) => config?.flag("do_layer_norm_before") !== false,
  isToldBy: hasModelFinal,
  sites: [
    beforeAttention("self_attn_layer_norm", ATTENTION, QKV),
    beforeMlp("final_layer_norm", BLOCK_FINAL, MLP),
    beforeOutput("decoder.final_layer_norm", "decoder.final_layer_norm", ["decoder.embed_tokens.weight"]),
  ],
});

/** OPT-350m, as Vaswani et al. 2017 had it: a norm behind each sublayer, and none at the end. */
export const OPT_POST = describeFamily({
  ...COMMON,
  name: "opt-post",
  suits: (config) => config?.flag("do_layer_norm_before") !== true,
  isToldBy: (tensors) => !hasModelFinal(tensors),
  sites: [
    afterAttention("self_attn_layer_norm", ATTENTION, MLP),
    afterMlp("final_layer_norm", BLOCK_FINAL, QKV),
  ],
});
