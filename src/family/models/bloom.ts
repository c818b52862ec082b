import { describeFamily } from "../describe.js";
import { LAYER_NORM, sitesOf } from "../sites.js";

const { afterEmbedding, beforeAttention, beforeMlp, beforeOutput } = sitesOf(LAYER_NORM);

/** Le Scao et al. 2022. */
export const BLOOM = describeFamily({
  name: "bloom",
  title: "BLOOM",
  is: "a BLOOM",
  modelTypes: ["bloom"],
  ggufNames: ["bloom"],
  sites: [
    afterEmbedding("word_embeddings_layernorm", "word_embeddings_layernorm"),
    beforeAttention("input_layernorm", "h.N.input_layernorm", ["h.N.self_attention.query_key_value.weight"]),
    beforeMlp("post_attention_layernorm", "h.N.post_attention_layernorm", ["h.N.mlp.dense_h_to_4h.weight"]),
    beforeOutput("ln_f", "ln_f", ["word_embeddings.weight"]),
  ],
  gguf: {
    word_embeddings_layernorm: "token_embd_norm",
    input_layernorm: "blk.{block}.attn_norm",
    post_attention_layernorm: "blk.{block}.ffn_norm",
    ln_f: "output_norm",
  },
});
