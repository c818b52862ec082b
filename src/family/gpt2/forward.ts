import type { ForwardParts } from "../forward.js";

/** How a GPT-2 is run: Radford et al. 2019. */
export const GPT2_FORWARD: ForwardParts = {
  architecture: "gpt2",
  names: {
    tokens: "wte.weight",
    positions: "wpe.weight",
    "queries, keys and values": "h.N.attn.c_attn.weight",
    "attention output": "h.N.attn.c_proj.weight",
    "MLP input": "h.N.mlp.c_fc.weight",
    "MLP output": "h.N.mlp.c_proj.weight",
  },
  foreign: [
    [/(?:^|\.)crossattention\.|(?:^|\.)ln_cross_attn\./, "cross-attention"],
    [/(?:^|\.)(?:lora_[AB]|lora_embedding)/, "low-rank adapters (LoRA) that are not merged"],
    [/(?:^|\.)(?:adapters?|prefix_tuning)\./, "adapters"],
    [/(?:^|\.)experts?\./, "experts"],
  ],
  sites: { attention: "ln_1", mlp: "ln_2", head: "ln_f" },
  usual: { activation: "gelu_new", epsilon: 1e-5 },
};
