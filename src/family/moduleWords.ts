import type { ModuleWords } from "./naming.js";

/** How the libraries call the modules of other models than GPT-2. */

/** transformers, whatever the model. */
export const TRANSFORMERS_WORDS: ModuleWords = {
  block: /(?:^|\.)(?:h|blocks?|layers?)\.(\d{1,5})\./,
  kinds: [
    ["norms", /(?:norm\w*|layrnorm|(?:^|\.)ln_\w+|_ln)(?:\.norms\.\d+)?\.(?:weight|bias|gamma|beta)$/i],
    ["mlp", /\.(?:mlp|ffn|fc1|fc2|intermediate|DenseReluDense|\w*moe|experts)\b|\.\d+\.output\.dense\./],
    ["attention", /(?:^|\.)(?:\w*attn|\w*attention|\w*Attention)\./],
    ["embeddings", /(?:^|\.)(?:\w*embed\w*|wte|wpe|shared)(?:\.|$)/],
  ],
};

/** llama.cpp, whatever the model. */
export const GGUF_WORDS: ModuleWords = {
  block: /(?:^|\.)blk\.(\d{1,5})\./,
  kinds: [
    ["norms", /norm(?:_2)?\.(?:weight|bias)$|\.ln[12]\.|_ln\./],
    ["attention", /\.(?:cross_)?attn_/],
    ["mlp", /\.ffn_/],
    ["embeddings", /(?:^|\.)(?:token|position|token_types|patch|class)_embd\b/],
  ],
};
