import { describeFamily } from "../describe.js";
import { LAYER_NORM, sitesOf } from "../sites.js";

const { beforeAttention, beforeMlp, beforeOutput } = sitesOf(LAYER_NORM);

/** StarCoder 1 and SantaCoder (Ben Allal et al. 2023): GPT-2 with multi-query attention, and its weights transposed. */
export const GPT_BIGCODE = describeFamily({
  name: "gpt_bigcode",
  title: "GPT-BigCode",
  is: "a GPT-BigCode",
  modelTypes: ["gpt_bigcode"],
  // Where nothing says so, it is read as the GPT-2 that it is but for its weights.
  isToldBy: () => false,
  ggufNames: ["starcoder"],
  sites: [
    beforeAttention("ln_1", "h.N.ln_1", ["h.N.attn.c_attn.weight"]),
    beforeMlp("ln_2", "h.N.ln_2", ["h.N.mlp.c_fc.weight"]),
    beforeOutput("ln_f", "ln_f", ["wte.weight"]),
  ],
  gguf: { ln_1: "blk.{block}.attn_norm", ln_2: "blk.{block}.ffn_norm", ln_f: "output_norm" },
});
