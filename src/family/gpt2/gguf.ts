import { makeNaming } from "../naming.js";

/** llama.cpp's names: `blk.N.attn_norm.weight`, `blk.N.ffn_norm.bias`, `output_norm.weight`. */
export const GGUF = makeNaming({
  example: "blk.N.attn_norm.weight",
  pattern:
    /^(?<prefix>)(?:blk\.(?<block>[0-9]+)\.(?<inner>attn_norm|ffn_norm)|(?<final>output_norm))\.(?<kind>weight|bias)$/,
  inner: ["attn_norm", "ffn_norm"],
  gain: "weight",
  words: {
    block: /^blk\.(\d{1,5})\./,
    kinds: [
      ["norms", /(?:^|\.)(?:attn|ffn|output)_norm\./],
      ["attention", /\.attn_/],
      ["mlp", /\.ffn_/],
      ["embeddings", /^(?:token|position)_embd\./],
    ],
  },
});
