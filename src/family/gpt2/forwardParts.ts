import type { ForwardParts } from "../forwardRoles.js";

/**
 * How a GPT-2 is run, and what libraries call its matrices: transformers, OpenAI, Flax, Keras and nanoGPT alike, then
 * llama.cpp, llm.c, minGPT and the book "Build a Large Language Model (From Scratch)".
 */
export const GPT2_FORWARD: ForwardParts = {
  architecture: "gpt2",
  names: {
    tokens: ["wte", "token_embd", "tok_emb"],
    positions: ["wpe", "position_embd", "pos_emb"],
    "queries, keys and values": ["h.N.attn.c_attn", "blk.N.attn_qkv", "qkv{p}[N]"],
    queries: ["blocks.N.attn.query", "trf_blocks.N.att.W_query"],
    keys: ["blocks.N.attn.key", "trf_blocks.N.att.W_key"],
    values: ["blocks.N.attn.value", "trf_blocks.N.att.W_value"],
    "attention output": [
      "h.N.attn.c_proj",
      "blk.N.attn_output",
      "attproj{p}[N]",
      "blocks.N.attn.proj",
      "trf_blocks.N.att.out_proj",
    ],
    "MLP input": ["h.N.mlp.c_fc", "blk.N.ffn_up", "fc{p}[N]", "blocks.N.mlp.0", "trf_blocks.N.ff.layers.0"],
    "MLP output": [
      "h.N.mlp.c_proj",
      "blk.N.ffn_down",
      "fcproj{p}[N]",
      "blocks.N.mlp.2",
      "trf_blocks.N.ff.layers.2",
    ],
    head: ["lm_head", "output", "out_head", "head"],
  },
  foreign: [
    [/(?:^|\.)crossattention\.|(?:^|\.)ln_cross_attn\./, "cross-attention"],
    [/(?:^|\.)(?:lora_[AB]|lora_embedding)/, "low-rank adapters (LoRA) that are not merged"],
    [/(?:^|\.)(?:adapters?|prefix_tuning)\./, "adapters"],
    [/(?:^|\.)experts?\./, "experts"],
  ],
  sites: { attention: "ln_1", mlp: "ln_2", head: "ln_f" },
};
