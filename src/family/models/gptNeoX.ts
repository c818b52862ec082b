import type { NormSite } from "../../model/architecture.js";
import { describeFamily } from "../describe.js";
import type { Family } from "../family.js";
import { LAYER_NORM, sitesOf } from "../sites.js";
import { has } from "../tensorSigns.js";

/** Black et al. 2022; Pythia (Biderman et al. 2023). */

const { beforeAttention, beforeMlp, beforeParallelMlp, beforeOutput } = sitesOf(LAYER_NORM);
const MLP = ["layers.N.mlp.dense_h_to_4h.weight"];

function layout(name: string, mlpNorm: NormSite, suits: Family["suits"]): Family {
  return describeFamily({
    name,
    title: "GPT-NeoX",
    is: "a GPT-NeoX or Pythia",
    modelTypes: ["gpt_neox"],
    suits,
    heads: ["embed_out.weight"],
    isToldBy: has(/\.attention\.query_key_value\.weight$/),
    ggufNames: ["gptneox"],
    sites: [
      beforeAttention("input_layernorm", "layers.N.input_layernorm", [
        "layers.N.attention.query_key_value.weight",
      ]),
      mlpNorm,
      beforeOutput("final_layer_norm", "final_layer_norm", ["embed_in.weight"]),
    ],
    gguf: {
      input_layernorm: "blk.{block}.attn_norm",
      post_attention_layernorm: "blk.{block}.ffn_norm",
      final_layer_norm: "output_norm",
    },
  });
}

/** Both norms of a block read what the block is given, whatever the second is called. So it is in Pythia. */
export const GPT_NEOX_PARALLEL = layout(
  "gpt_neox",
  beforeParallelMlp("post_attention_layernorm", "layers.N.post_attention_layernorm", MLP),
  // transformers' default, where the configuration does not say.
  (config) => config !== null && config.flag("use_parallel_residual") !== false,
);

/** One after the other; also where nothing says which, since both are true of it. A GGUF says it. */
export const GPT_NEOX_SERIAL = layout(
  "gpt_neox-serial",
  beforeMlp("post_attention_layernorm", "layers.N.post_attention_layernorm", MLP),
  (config) => config?.flag("use_parallel_residual") !== true,
);
