import type { NormSite } from "../../model/architecture.js";
import { describeFamily } from "../describe.js";
import type { Family } from "../family.js";
import { LAYER_NORM, sitesOf } from "../sites.js";

/** Almazrouei et al. 2023, in three layouts. */

const { beforeAttention, beforeMlp, beforeParallelMlp, beforeBoth, beforeOutput } = sitesOf(LAYER_NORM);
const QKV = "h.N.self_attention.query_key_value.weight";
const MLP = "h.N.mlp.dense_h_to_4h.weight";

function layout(
  name: string,
  inBlock: readonly NormSite[],
  gguf: Readonly<Record<string, string>> | null,
): Family {
  return describeFamily({
    name,
    title: "Falcon",
    is: "a Falcon",
    modelTypes: ["falcon", "RefinedWeb", "RefinedWebModel"],
    sites: [...inBlock, beforeOutput("ln_f", "ln_f", ["word_embeddings.weight"])],
    ...(gguf === null ? {} : { ggufNames: ["falcon"], gguf: { ...gguf, ln_f: "output_norm" } }),
  });
}

/** 7B, 11B: attention and the MLP beside each other, behind one norm. */
export const FALCON = layout("falcon", [beforeBoth("input_layernorm", "h.N.input_layernorm", [QKV, MLP])], {
  input_layernorm: "blk.{block}.attn_norm",
});

/** 40B, 180B: beside each other, each behind its own. llama.cpp calls that of the MLP attn_norm. */
export const FALCON_TWO_NORMS = layout(
  "falcon-two-norms",
  [beforeAttention("ln_attn", "h.N.ln_attn", [QKV]), beforeParallelMlp("ln_mlp", "h.N.ln_mlp", [MLP])],
  { ln_attn: "blk.{block}.attn_norm_2", ln_mlp: "blk.{block}.attn_norm" },
);

/** RW-1B, RW-7B: one after the other; llama.cpp does not run it. */
export const FALCON_SERIAL = layout(
  "falcon-serial",
  [
    beforeAttention("input_layernorm", "h.N.input_layernorm", [QKV]),
    beforeMlp("post_attention_layernorm", "h.N.post_attention_layernorm", [MLP]),
  ],
  null,
);
