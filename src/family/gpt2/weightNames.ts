import type { NamingParts } from "../naming.js";

/** How libraries call the weights of a GPT-2 besides its norms. */

/** Canonical names of the weights that are read besides the norms; every naming says what it calls them. */
type ReadWeight =
  | "wte.weight"
  | "wpe.weight"
  | "h.N.attn.c_attn.weight"
  | "h.N.attn.c_attn.bias"
  | "h.N.attn.c_proj.weight"
  | "h.N.attn.c_proj.bias"
  | "h.N.mlp.c_fc.weight"
  | "h.N.mlp.c_fc.bias"
  | "h.N.mlp.c_proj.weight"
  | "h.N.mlp.c_proj.bias";

/** Each under one name, or several alternatives; none for what is not read of a library. */
function weightsCalled(
  names: Readonly<Record<ReadWeight, string | readonly (readonly string[])[]>>,
): NonNullable<NamingParts["weights"]> {
  return Object.fromEntries(
    Object.entries(names).map(([canonical, called]) => [
      canonical,
      typeof called === "string" ? [[called]] : called,
    ]),
  );
}

/** OpenAI's own release. */
export const OPENAI_WEIGHTS = weightsCalled({
  "wte.weight": "wte",
  "wpe.weight": "wpe",
  "h.N.attn.c_attn.weight": "h{block}/attn/c_attn/w",
  "h.N.attn.c_attn.bias": "h{block}/attn/c_attn/b",
  "h.N.attn.c_proj.weight": "h{block}/attn/c_proj/w",
  "h.N.attn.c_proj.bias": "h{block}/attn/c_proj/b",
  "h.N.mlp.c_fc.weight": "h{block}/mlp/c_fc/w",
  "h.N.mlp.c_fc.bias": "h{block}/mlp/c_fc/b",
  "h.N.mlp.c_proj.weight": "h{block}/mlp/c_proj/w",
  "h.N.mlp.c_proj.bias": "h{block}/mlp/c_proj/b",
});

/** Flax's tree as paths. */
export const FLAX_WEIGHTS = weightsCalled({
  "wte.weight": "wte/embedding",
  "wpe.weight": "wpe/embedding",
  "h.N.attn.c_attn.weight": "h/{block}/attn/c_attn/kernel",
  "h.N.attn.c_attn.bias": "h/{block}/attn/c_attn/bias",
  "h.N.attn.c_proj.weight": "h/{block}/attn/c_proj/kernel",
  "h.N.attn.c_proj.bias": "h/{block}/attn/c_proj/bias",
  "h.N.mlp.c_fc.weight": "h/{block}/mlp/c_fc/kernel",
  "h.N.mlp.c_fc.bias": "h/{block}/mlp/c_fc/bias",
  "h.N.mlp.c_proj.weight": "h/{block}/mlp/c_proj/kernel",
  "h.N.mlp.c_proj.bias": "h/{block}/mlp/c_proj/bias",
});

/** transformers' TensorFlow model in Keras's HDF5. */
export const KERAS_WEIGHTS = weightsCalled({
  "wte.weight": [["wte/weight:0"], ["wte/embeddings:0"]],
  "wpe.weight": [["wpe/embeddings:0"], ["wpe/weight:0"]],
  "h.N.attn.c_attn.weight": "h_._{block}/attn/c_attn/weight:0",
  "h.N.attn.c_attn.bias": "h_._{block}/attn/c_attn/bias:0",
  "h.N.attn.c_proj.weight": "h_._{block}/attn/c_proj/weight:0",
  "h.N.attn.c_proj.bias": "h_._{block}/attn/c_proj/bias:0",
  "h.N.mlp.c_fc.weight": "h_._{block}/mlp/c_fc/weight:0",
  "h.N.mlp.c_fc.bias": "h_._{block}/mlp/c_fc/bias:0",
  "h.N.mlp.c_proj.weight": "h_._{block}/mlp/c_proj/weight:0",
  "h.N.mlp.c_proj.bias": "h_._{block}/mlp/c_proj/bias:0",
});

/** llama.cpp's. */
export const GGUF_WEIGHTS = weightsCalled({
  "wte.weight": "token_embd.weight",
  "wpe.weight": "position_embd.weight",
  "h.N.attn.c_attn.weight": "blk.{block}.attn_qkv.weight",
  "h.N.attn.c_attn.bias": "blk.{block}.attn_qkv.bias",
  "h.N.attn.c_proj.weight": "blk.{block}.attn_output.weight",
  "h.N.attn.c_proj.bias": "blk.{block}.attn_output.bias",
  "h.N.mlp.c_fc.weight": "blk.{block}.ffn_up.weight",
  "h.N.mlp.c_fc.bias": "blk.{block}.ffn_up.bias",
  "h.N.mlp.c_proj.weight": "blk.{block}.ffn_down.weight",
  "h.N.mlp.c_proj.bias": "blk.{block}.ffn_down.bias",
});

/** llm.c's arrays. */
export const LLM_C_WEIGHTS = weightsCalled({
  "wte.weight": "wte",
  "wpe.weight": "wpe",
  "h.N.attn.c_attn.weight": "qkvw[{block}]",
  "h.N.attn.c_attn.bias": "qkvb[{block}]",
  "h.N.attn.c_proj.weight": "attprojw[{block}]",
  "h.N.attn.c_proj.bias": "attprojb[{block}]",
  "h.N.mlp.c_fc.weight": "fcw[{block}]",
  "h.N.mlp.c_fc.bias": "fcb[{block}]",
  "h.N.mlp.c_proj.weight": "fcprojw[{block}]",
  "h.N.mlp.c_proj.bias": "fcprojb[{block}]",
});

/** minGPT's first version. */
export const MIN_GPT_WEIGHTS = weightsCalled({
  "wte.weight": "tok_emb.weight",
  "wpe.weight": "pos_emb",
  "h.N.attn.c_attn.weight": [
    [
      "blocks.{block}.attn.query.weight",
      "blocks.{block}.attn.key.weight",
      "blocks.{block}.attn.value.weight",
    ],
  ],
  "h.N.attn.c_attn.bias": [
    ["blocks.{block}.attn.query.bias", "blocks.{block}.attn.key.bias", "blocks.{block}.attn.value.bias"],
  ],
  "h.N.attn.c_proj.weight": "blocks.{block}.attn.proj.weight",
  "h.N.attn.c_proj.bias": "blocks.{block}.attn.proj.bias",
  "h.N.mlp.c_fc.weight": "blocks.{block}.mlp.0.weight",
  "h.N.mlp.c_fc.bias": "blocks.{block}.mlp.0.bias",
  "h.N.mlp.c_proj.weight": "blocks.{block}.mlp.2.weight",
  "h.N.mlp.c_proj.bias": "blocks.{block}.mlp.2.bias",
});

/** LitGPT's. */
export const LIT_GPT_WEIGHTS = weightsCalled({
  "wte.weight": "wte.weight",
  "wpe.weight": "wpe.weight",
  "h.N.attn.c_attn.weight": [["h.{block}.attn.qkv.weight"], ["h.{block}.attn.attn.weight"]],
  // Its queries, keys and values lie head by head in some versions: not known well enough to run it.
  "h.N.attn.c_attn.bias": [],
  "h.N.attn.c_proj.weight": [],
  "h.N.attn.c_proj.bias": [],
  "h.N.mlp.c_fc.weight": "h.{block}.mlp.fc.weight",
  "h.N.mlp.c_fc.bias": "h.{block}.mlp.fc.bias",
  "h.N.mlp.c_proj.weight": "h.{block}.mlp.proj.weight",
  "h.N.mlp.c_proj.bias": "h.{block}.mlp.proj.bias",
});

/** Of the book "Build a Large Language Model (From Scratch)". */
export const FROM_SCRATCH_WEIGHTS = weightsCalled({
  "wte.weight": "tok_emb.weight",
  "wpe.weight": "pos_emb.weight",
  "h.N.attn.c_attn.weight": [
    [
      "trf_blocks.{block}.att.W_query.weight",
      "trf_blocks.{block}.att.W_key.weight",
      "trf_blocks.{block}.att.W_value.weight",
    ],
  ],
  "h.N.attn.c_attn.bias": [
    [
      "trf_blocks.{block}.att.W_query.bias",
      "trf_blocks.{block}.att.W_key.bias",
      "trf_blocks.{block}.att.W_value.bias",
    ],
  ],
  "h.N.attn.c_proj.weight": "trf_blocks.{block}.att.out_proj.weight",
  "h.N.attn.c_proj.bias": "trf_blocks.{block}.att.out_proj.bias",
  "h.N.mlp.c_fc.weight": "trf_blocks.{block}.ff.layers.0.weight",
  "h.N.mlp.c_fc.bias": "trf_blocks.{block}.ff.layers.0.bias",
  "h.N.mlp.c_proj.weight": "trf_blocks.{block}.ff.layers.2.weight",
  "h.N.mlp.c_proj.bias": "trf_blocks.{block}.ff.layers.2.bias",
});
